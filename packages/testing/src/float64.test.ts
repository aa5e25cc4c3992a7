import { useBackend } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { inFloat64 } from './float64.js';

it('computes products, functions and gradients of tfjs in float64', async () => {
  await useBackend('cpu');
  const small = 2 ** -40;
  const [product, tanh, gradient] = inFloat64(() =>
    tf.tidy(() => {
      const x = tf.tensor2d(Float32Array.of(1 + small, 0.5), [1, 2]);
      return [
        tf.matMul(x, tf.ones([2, 1])).dataSync()[0]!,
        tf.tanh(x).dataSync()[0]!,
        tf
          .grad((t) => tf.sum(tf.square(t)))(x)
          .dataSync()[0]!,
      ];
    }),
  );
  expect(product).toBe(1.5 + small);
  expect(tanh).toBe(Math.tanh(1 + small));
  expect(gradient).toBe(2 * (1 + small));
  expect(new Float32Array([1 + small])[0]).toBe(1);
});

it('puts Float32Array back whatever happens', () => {
  const { Float32Array: before } = globalThis;
  expect(() =>
    inFloat64(() => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(globalThis.Float32Array).toBe(before);
});
