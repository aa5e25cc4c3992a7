import { createRng, fillNormal, fillUniform } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { expectClose, onBackend } from '../test/helpers.js';
import { seedNoise } from './seededNoise.js';

onBackend('cpu');

const rng = createRng(3);
const N = 6 * 4;

function numbers(
  fill: typeof fillUniform,
  { path = '0', step = 0, size = N, offset = 0 } = {},
): number[] {
  return Array.from(
    fill(new Float32Array(size), { key: rng.fork(`mask/${path}`).key, step, offset }),
  );
}

/** The output of a layer at a step for a row of ones, [6, 4]. */
function noised(
  layer: tf.layers.Layer,
  { training = true, step = 0, value = 1, shape = [6, 4] } = {},
): number[] {
  const model = tf.sequential({ layers: [layer] });
  const noise = seedNoise(model, rng);
  noise.setStep(step);
  const output = tf.tidy(() =>
    Array.from((model.apply(tf.fill(shape, value), { training }) as tf.Tensor).dataSync()),
  );
  noise.restore();
  expect(Object.hasOwn(layer, 'call')).toBe(false);
  return output;
}

describe('seedNoise', () => {
  it('drops and scales by Philox masks, another one in each step', () => {
    const layer = () => tf.layers.dropout({ rate: 0.25, inputShape: [4], seed: 5 });
    const want = (step: number) =>
      numbers(fillUniform, { step }).map((u) => (u >= 0.25 ? 1 / 0.75 : 0));
    expectClose(noised(layer()), want(0));
    expectClose(noised(layer(), { step: 1 }), want(1));
    expect(want(0)).not.toEqual(want(1));
    expect(noised(layer(), { training: false })).toEqual(Array.from({ length: N }, () => 1));
  });

  it('honours the noise shape and drops whole channels in SpatialDropout1D', () => {
    const layer = tf.layers.dropout({ rate: 0.5, inputShape: [4], noiseShape: [1, 4] });
    const row = numbers(fillUniform, { size: 4 }).map((u) => (u >= 0.5 ? 2 : 0));
    expect(noised(layer)).toEqual(Array.from({ length: 6 }, () => row).flat());
    const spatial = tf.layers.spatialDropout1d({ rate: 0.5, inputShape: [3, 4] });
    const masks = numbers(fillUniform, { size: 8 }).map((u) => (u >= 0.5 ? 2 : 0));
    const want = [0, 1].flatMap((sample) =>
      Array.from({ length: 3 }, () => masks.slice(4 * sample, 4 * sample + 4)).flat(),
    );
    expect(noised(spatial, { shape: [2, 3, 4] })).toEqual(want);
  });

  it('adds and multiplies by normal numbers', () => {
    const added = noised(tf.layers.gaussianNoise({ stddev: 0.5, inputShape: [4] }));
    expectClose(
      added,
      numbers(fillNormal).map((z) => 1 + 0.5 * z),
    );
    const multiplied = noised(tf.layers.gaussianDropout({ rate: 0.2, inputShape: [4] }));
    expectClose(
      multiplied,
      numbers(fillNormal).map((z) => 1 + 0.5 * z),
    );
  });

  it('keeps mean 0 and variance 1 in AlphaDropout, which tfjs itself does not', () => {
    const layer = tf.layers.alphaDropout({ rate: 0.3, inputShape: [50_000] });
    const model = tf.sequential({ layers: [layer] });
    const noise = seedNoise(model, rng);
    tf.tidy(() => {
      const x = tf.tensor2d(fillNormal(new Float32Array(50_000), { key: rng.key }), [1, 50_000]);
      const { mean, variance } = tf.moments(model.apply(x, { training: true }) as tf.Tensor);
      expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(0.02);
      expect(Math.abs(variance.dataSync()[0]! - 1)).toBeLessThan(0.03);
    });
    noise.restore();
    const theirs = tf.tidy(() =>
      tf.mean(model.apply(tf.zeros([1, 50_000]), { training: true }) as tf.Tensor).dataSync(),
    );
    expect(theirs[0]).toBeGreaterThan(0.5);
  });

  it('draws on where a layer is called twice in a step', () => {
    const layer = tf.layers.dropout({ rate: 0.5 });
    const input = tf.input({ shape: [4] });
    const once = layer.apply(input) as tf.SymbolicTensor;
    const model = tf.model({
      inputs: input,
      outputs: [once, layer.apply(input) as tf.SymbolicTensor],
    });
    const noise = seedNoise(model, rng);
    tf.tidy(() => {
      const [first, second] = model.apply(tf.ones([6, 4]), { training: true }) as tf.Tensor[];
      const mask = (offset: number) =>
        numbers(fillUniform, { path: '1', offset }).map((u) => (u >= 0.5 ? 2 : 0));
      expect(Array.from(first!.dataSync())).toEqual(mask(0));
      expect(Array.from(second!.dataSync())).toEqual(mask(N));
    });
    noise.restore();
  });

  it('gives layers of different places different masks, whatever their names', () => {
    const masks = tf.tidy(() => {
      const model = tf.sequential({
        layers: [
          tf.layers.dropout({ rate: 0.5, inputShape: [40] }),
          tf.layers.activation({ activation: 'linear' }),
          tf.layers.dropout({ rate: 0.5 }),
        ],
      });
      const noise = seedNoise(model, rng);
      const output = Array.from(
        (model.apply(tf.ones([1, 40]), { training: true }) as tf.Tensor).dataSync(),
      );
      noise.restore();
      return output;
    });
    const first = numbers(fillUniform, { size: 40 });
    const second = numbers(fillUniform, { path: '2', size: 40 });
    expect(masks).toEqual(first.map((u, i) => (u >= 0.5 && second[i]! >= 0.5 ? 4 : 0)));
  });

  it('warns that dropout inside a recurrent layer has no seed', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const layer = tf.layers.simpleRNN({
      units: 2,
      dropout: 0.5,
      inputShape: [3, 2],
      name: 'recurrent',
    });
    const model = tf.sequential({ layers: [layer] });
    seedNoise(model, rng).restore();
    expect(warned).toHaveBeenCalledOnce();
    expect(warned.mock.calls[0]![0]).toMatch(
      /the layer 'recurrent' drops units by tfjs' own masks/,
    );
    warned.mockClear();
    model.dispose();
  });
});
