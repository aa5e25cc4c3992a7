import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import reference from '../fixtures/losses.json' with { type: 'json' };
import { labelSmoothing, type LabelSmoothingOptions } from './labelSmoothing.js';

interface Case {
  id: string;
  labelSmoothing: number;
  logits: number[][] | number[];
  labels?: number[];
  probs?: number[][];
  targets?: number[];
  perSample: number[];
  dlogits: number[][] | number[];
}

let tensors = 0;
beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});
beforeEach(() => void (tensors = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, loose = 1): void {
  const { abs, rel } = reference.tolerance;
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    if (!(Math.abs(got[i]! - want[i]!) <= loose * (abs + rel * Math.abs(want[i]!)))) {
      expect.fail(`element ${i} is ${got[i]}, not ${want[i]}`);
    }
  }
}

describe.each(reference.cases as unknown as Case[])('$id of PyTorch', (one) => {
  const { labels, probs, targets, perSample, labelSmoothing: smoothing } = one;
  const rows = perSample.length;
  const units = one.logits.flat().length / rows;

  function check(options: LabelSmoothingOptions, yTrue: () => tf.Tensor): void {
    tf.tidy(() => {
      const logits = tf.tensor(one.logits.flat(), [rows, units]);
      const loss = labelSmoothing({ ...options, smoothing, fromLogits: true });
      expectClose(loss(yTrue(), logits).dataSync(), perSample);
      const gradient = tf.grad((z) => tf.mean(loss(yTrue(), z)))(logits);
      expectClose(gradient.dataSync(), one.dlogits.flat());
      const head = options.loss === 'binaryCrossentropy' ? tf.sigmoid : tf.softmax;
      const ofProbabilities = labelSmoothing({ ...options, smoothing });
      // Probabilities are clipped, so that rows of large logits differ.
      const values = ofProbabilities(yTrue(), head(logits)).dataSync();
      const inside = perSample.map((_, i) => [one.logits[i]!].flat().every((z) => Math.abs(z) < 6));
      expectClose(
        values.filter((_, i) => inside[i]),
        perSample.filter((_, i) => inside[i]),
        3,
      );
    });
  }

  it('is matched', () => {
    if (targets) {
      check({ loss: 'binaryCrossentropy' }, () => tf.tensor2d(targets, [rows, 1]));
    } else if (labels) {
      check({}, () => tf.oneHot(tf.tensor1d(labels, 'int32'), units));
      check({ loss: 'sparseCategoricalCrossentropy' }, () => tf.tensor1d(labels));
      check({ loss: 'sparseCategoricalCrossentropy' }, () => tf.tensor2d(labels, [rows, 1]));
    } else {
      check({}, () => tf.tensor2d(probs!));
    }
  });
});

describe('labelSmoothing', () => {
  it('trains a compiled model, by fit and, with sparse targets, by fitDataset', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
    });
    const optimizer = tf.train.sgd(0.5);
    const x = tf.tensor2d([1, 0, 0, 1, -1, -1], [3, 2]);
    const labels = tf.tensor2d([0, 1, 2], [3, 1], 'int32');
    const y = tf.tidy(() =>
      tf.cast(tf.oneHot(tf.reshape(labels, [-1]).toInt() as tf.Tensor1D, 3), 'float32'),
    );
    model.compile({ optimizer, loss: labelSmoothing() });
    const { history } = await model.fit(x, y, { epochs: 20, verbose: 0 });
    const losses = history['loss'] as number[];
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.1);
    // Below the entropy of the smoothed targets no loss can fall: 14/15 of one class and 1/30 of two.
    expect(losses.at(-1)!).toBeGreaterThan(
      -(14 / 15) * Math.log(14 / 15) + (2 / 30) * Math.log(30),
    );
    model.compile({ optimizer, loss: labelSmoothing({ loss: 'sparseCategoricalCrossentropy' }) });
    const batches = tf.data.array([{ xs: x, ys: labels }]);
    const sparse = await model.fitDataset(batches, { epochs: 1, verbose: 0 });
    expect(sparse.history['loss']![0]).toBeCloseTo(losses.at(-1)!, 1);
    tf.dispose([x, y, labels]);
    optimizer.dispose();
    model.dispose();
  });

  it('refuses bad options', () => {
    expect(() => labelSmoothing({ smoothing: 1 })).toThrow(
      new RangeError('smoothing must be a number at least 0 and below 1, not 1'),
    );
    expect(() => labelSmoothing({ smoothing: -0.1 })).toThrow(RangeError);
    expect(() => labelSmoothing({ loss: 'categoricalCrossEntropy' as never })).toThrow(
      /did you mean 'categoricalCrossentropy'\?/,
    );
    expect(() => labelSmoothing({ fromLogits: 1 as never })).toThrow(TypeError);
    expect(() => labelSmoothing({ rate: 0.1 } as never)).toThrow(/has no option 'rate'/);
  });
});
