import { createRng, fillNormal, fillUniform } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { LayerNoise, noiseOf } from './layerNoise.js';

beforeAll(async () => {
  const hint = vi.spyOn(console, 'warn').mockImplementation(() => {});
  await tf.setBackend('cpu');
  tf.zeros([1]).dispose();
  hint.mockRestore();
});

const values = (tensor: tf.Tensor) => Array.from(tf.tidy(() => tensor.dataSync()));
const layer = () => tf.layers.activation({ activation: 'linear' });
const key = createRng('engine').fork('mask/3').key;
const uniform = (from: { key: typeof key; step: number; offset?: number }, size = 6) =>
  Array.from(fillUniform(new Float32Array(size), from));

describe('LayerNoise', () => {
  it('gives the numbers that an engine decides, each draw at the next multiple of 4', () => {
    const noise = new LayerNoise(layer(), 0);
    let step = 5;
    noise.follow({ key, step: () => step });
    const draws = noise.next();
    expect(values(draws.uniform([2, 3]))).toEqual(uniform({ key, step, offset: 0 }));
    const normal = Array.from(fillNormal(new Float32Array(3), { key, step, offset: 8 }));
    expect(values(draws.normal([3]))).toEqual(normal);
    // A second call in the same step draws on, another step begins anew.
    expect(values(noise.next().uniform([6]))).toEqual(uniform({ key, step, offset: 12 }));
    step = 6;
    expect(values(noise.next().uniform([6]))).toEqual(uniform({ key, step }));
  });

  it('makes masks of uniform numbers', () => {
    const noise = new LayerNoise(layer(), 0);
    noise.follow({ key, step: () => 1 });
    const mask = values(noise.next().mask([6], 0.3, 2));
    expect(mask).toEqual(uniform({ key, step: 1 }).map((u) => (u >= Math.fround(0.3) ? 2 : 0)));
  });

  it('counts its own calls by its own seed and its place where no engine trains', () => {
    const input = tf.input({ shape: [6] });
    const [first, second] = [layer(), layer()];
    second.apply(first.apply(input));
    for (const [one, place] of [
      [first, 1],
      [second, 2],
    ] as const) {
      const own = createRng('mine').fork(`mask/${place}`).key;
      const noise = new LayerNoise(one, 'mine');
      expect(values(noise.next().uniform([6]))).toEqual(uniform({ key: own, step: 0 }));
      noise.follow({ key, step: () => 9 });
      noise.next();
      noise.unfollow();
      const next = noise.next();
      expect(values(next.uniform([6]))).toEqual(uniform({ key: own, step: 1 }));
      expect(values(next.uniform([6]))).toEqual(uniform({ key: own, step: 1, offset: 8 }));
    }
  });

  it('refuses what is no seed at once', () => {
    expect(() => new LayerNoise(layer(), 0.5)).toThrow('seed must be a whole number');
  });
});

describe('noiseOf', () => {
  it('finds the noise of a layer, and none where there is none', () => {
    const noisy = Object.assign(layer(), { noise: undefined as unknown });
    expect(noiseOf(noisy)).toBeUndefined();
    noisy.noise = 0.5;
    expect(noiseOf(noisy)).toBeUndefined();
    const noise = new LayerNoise(noisy, 0);
    noisy.noise = noise;
    expect(noiseOf(noisy)).toBe(noise);
  });
});
