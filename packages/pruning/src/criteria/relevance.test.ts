import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPerceptron, drawRows, forward64, toModel } from '../../test/perceptron64.js';
import {
  activationVariance,
  averagePercentageOfZeros,
  batchNormScale,
  consumingEnergy,
  goodness,
  incomingWeights,
  magnitude,
  outgoingWeights,
  random,
} from '../index.js';

const layers = drawPerceptron([4, 5, 3, 2], ['relu', 'tanh', 'softmax'], 3);
const rows = drawRows(300, 4, 'relevance');
const outputs = rows.map((x) => forward64(layers, x));
let model: tf.Sequential;
let x: tf.Tensor2D;

beforeAll(async () => {
  await tf.setBackend('cpu');
  model = toModel(layers);
  x = tf.tensor2d(rows);
});
afterAll(() => {
  model.dispose();
  x.dispose();
});

/** Checks scores within float32 rounding of sums of some hundred terms. */
function expectScores(got: ArrayLike<number>, want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  const scale = Math.max(...want.map(Math.abs));
  want.forEach((value, i) => expect(Math.abs(got[i]! - value) / scale).toBeLessThan(2e-6));
}

/** Σ over the rows of a function of unit i of layer l, its outputs being outputs[l]. */
function unitsOf(l: number, score: (y: number[][], i: number) => number): number[] {
  return outputs[0]![l]!.map((_, i) => outputs.reduce((sum, y) => sum + score(y, i), 0));
}

describe('without data', () => {
  it('outgoing weights are W_i = Σ_j w_ij², of units and of inputs', () => {
    const want = (l: number) =>
      layers[l]!.kernel.map((row) => row.reduce((sum, w) => sum + w * w, 0));
    expectScores(outgoingWeights().scoreUnits(model, 'layer0'), want(1));
    expectScores(outgoingWeights().scoreUnits(model, 'layer1'), want(2));
    expectScores(outgoingWeights().scoreInputs(model), want(0));
  });

  it('incoming weights are the squares of the columns', () => {
    const want = layers[1]!.bias.map((_, j) =>
      layers[1]!.kernel.reduce((sum, row) => sum + row[j]! ** 2, 0),
    );
    expectScores(incomingWeights().scoreUnits(model, 'layer1'), want);
  });

  it('magnitude is |w|, a rank, or the share of what is not smaller', () => {
    const weights = layers[1]!.kernel.flat().map(Math.abs);
    const { data, shape } = magnitude().scoreWeights(model, 'layer1');
    expect(shape).toEqual([5, 3]);
    expectScores(data, weights);
    const share = (keep: (v: number, w: number) => boolean, of: (v: number) => number) =>
      weights.map((w) => weights.filter((v) => keep(v, w)).reduce((sum, v) => sum + of(v), 0));
    expectScores(
      magnitude({ scope: 'layer' }).scoreWeights(model, 'layer1').data,
      share(
        (v, w) => v <= w,
        () => 1 / 15,
      ),
    );
    const larger = share(
      (v, w) => v >= w,
      (v) => v * v,
    );
    expectScores(
      magnitude({ scope: 'lamp' }).scoreWeights(model, 'layer1').data,
      weights.map((w, i) => (w * w) / larger[i]!),
    );
    expectScores(
      magnitude().scoreUnits(model, 'layer1'),
      layers[1]!.bias.map((_, j) => Math.hypot(...layers[1]!.kernel.map((row) => row[j]!))),
    );
    expectScores(
      magnitude().scoreInputs(model),
      layers[0]!.kernel.map((row) => Math.hypot(...row)),
    );
  });

  it('magnitude of a layer of zeros is no NaN', () => {
    const zeros = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, inputShape: [2], name: 'z', kernelInitializer: 'zeros' }),
      ],
    });
    expect([...magnitude({ scope: 'lamp' }).scoreWeights(zeros, 'z').data]).toEqual([0, 0, 0, 0]);
    zeros.dispose();
  });

  it('random scores are uniform, repeat, and differ by layer and seed', () => {
    const a = random({ seed: 1 });
    const scores = a.scoreWeights(model, 'layer0').data;
    expect(scores).toEqual(random({ seed: 1 }).scoreWeights(model, 'layer0').data);
    expect(scores).not.toEqual(random({ seed: 2 }).scoreWeights(model, 'layer0').data);
    expect(a.scoreUnits(model, 'layer0').subarray(0, 3)).not.toEqual(a.scoreUnits(model, 'layer1'));
    expect(a.scoreInputs(model).length).toBe(4);
    expect(scores.every((s) => s >= 0 && s < 1)).toBe(true);
  });

  it('the scale of batch normalization is |γ|, behind an activation or not', () => {
    const normalization = tf.layers.batchNormalization();
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 3, kernelSize: 2, inputShape: [4, 4, 1], name: 'filters' }),
        normalization,
        tf.layers.reLU(),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2, name: 'top' }),
      ],
    });
    normalization.setWeights(
      [
        [-2, 0.5, 1],
        [0, 0, 0],
        [0, 0, 0],
        [1, 1, 1],
      ].map((values) => tf.tensor1d(values)),
    );
    expect([...batchNormScale().scoreUnits(model, 'filters')]).toEqual([2, 0.5, 1]);
    expect(() => batchNormScale().scoreUnits(model, 'top')).toThrow(
      "batchNormScale needs a batch normalization with a scale behind 'top', and there is none",
    );
    model.dispose();
  });
});

describe('from the outputs over all patterns', () => {
  it('goodness is G_i = Σ_p Σ_j (y_i w_ij)²', () => {
    const score = (l: number) => (y: number[][], i: number) =>
      layers[l]!.kernel[i]!.reduce((sum, w) => sum + (y[l]![i]! * w) ** 2, 0);
    expectScores(goodness().scoreUnits(model, 'layer0', x), unitsOf(1, score(1)));
    expectScores(goodness().scoreUnits(model, 'layer1', x), unitsOf(2, score(2)));
    expectScores(goodness().scoreInputs(model, x), unitsOf(0, score(0)));
  });

  it('consuming energy is E_i = Σ_p Σ_j y_i w_ij y_j, y_j behind the activation', () => {
    const score = (l: number) => (y: number[][], i: number) =>
      layers[l]!.kernel[i]!.reduce((sum, w, j) => sum + y[l]![i]! * w * y[l + 1]![j]!, 0);
    expectScores(consumingEnergy().scoreUnits(model, 'layer0', x), unitsOf(1, score(1)));
    expectScores(consumingEnergy().scoreUnits(model, 'layer1', x), unitsOf(2, score(2)));
    expectScores(consumingEnergy().scoreInputs(model, x), unitsOf(0, score(0)));
  });

  it('1 − APoZ is how often a unit is active', () => {
    const want = unitsOf(1, (y, i) => (y[1]![i]! > 0 ? 1 / rows.length : 0));
    expectScores(averagePercentageOfZeros().scoreUnits(model, 'layer0', x), want);
    const above = unitsOf(2, (y, i) => (Math.abs(y[2]![i]!) > 0.3 ? 1 / rows.length : 0));
    const criterion = averagePercentageOfZeros({ threshold: 0.3 });
    expectScores(criterion.scoreUnits(model, 'layer1', x), above);
  });

  it('variance is that over the rows, also far from 0', () => {
    const variance = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    };
    const want = outputs[0]![1]!.map((_, i) => variance(outputs.map((y) => y[1]![i]!)));
    expectScores(activationVariance().scoreUnits(model, 'layer0', x), want);
    const far = tf.tensor2d(rows.map((row) => row.map((value) => Math.fround(value + 1000))));
    const values = far.arraySync();
    expectScores(
      activationVariance().scoreInputs(model, far),
      rows[0]!.map((_, i) => variance(values.map((row) => row[i]!))),
    );
    far.dispose();
  });

  it('the units of a flattened map are its channels', () => {
    const cnn = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 2,
          kernelSize: 2,
          inputShape: [3, 3, 1],
          activation: 'relu',
          name: 'filters',
        }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, name: 'top' }),
      ],
    });
    const rng = createRng(5);
    const images = tf.tensor4d(
      Float32Array.from({ length: 45 }, () => rng.normal()),
      [5, 3, 3, 1],
    );
    const maps = (cnn.layers[0]!.apply(images) as tf.Tensor4D).arraySync();
    const kernel = (cnn.layers[2]!.getWeights()[0] as tf.Tensor2D).arraySync();
    const want = [0, 1].map((c) => {
      let sum = 0;
      for (const map of maps) {
        for (let place = 0; place < 4; place++) {
          const y = map[place >> 1]![place & 1]![c]!;
          for (const w of kernel[place * 2 + c]!) sum += (y * w) ** 2;
        }
      }
      return sum;
    });
    expectScores(goodness().scoreUnits(cnn, 'filters', images), want);
    expectScores(
      outgoingWeights().scoreUnits(cnn, 'filters'),
      [0, 1].map((c) =>
        kernel
          .filter((_, row) => row % 2 === c)
          .flat()
          .reduce((sum, w) => sum + w * w, 0),
      ),
    );
    cnn.dispose();
    images.dispose();
  });
});
