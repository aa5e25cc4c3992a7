import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import reference from '../fixtures/losses.json' with { type: 'json' };
import { expectClose, onBackend } from '../test/helpers.js';
import { lossOfRows, smoothTargets, type LossName, type OutputForm } from './losses.js';

onBackend('cpu');

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

describe.each(reference.cases as unknown as Case[])('$id of PyTorch', (one) => {
  it('gives the same losses and gradients', () => {
    tf.tidy(() => {
      const binary = one.targets !== undefined;
      const loss = binary ? 'binaryCrossEntropy' : 'crossEntropy';
      const rows = one.perSample.length;
      const logits = tf.tensor(one.logits.flat(), [
        rows,
        one.logits.flat().length / rows,
      ]) as tf.Tensor2D;
      const targets = (
        binary
          ? tf.tensor2d(one.targets!, [rows, 1])
          : one.probs
            ? tf.tensor2d(one.probs)
            : tf.oneHot(one.labels!, logits.shape[1]).toFloat()
      ) as tf.Tensor2D;
      const smooth = smoothTargets(loss, targets, one.labelSmoothing);
      expectClose(
        lossOfRows(loss, logits, smooth, 'logits').dataSync(),
        one.perSample,
        reference.tolerance,
      );
      const gradient = tf.grad((z) => lossOfRows(loss, z as tf.Tensor2D, smooth, 'logits').mean())(
        logits,
      );
      expectClose(gradient.dataSync(), one.dlogits.flat(), reference.tolerance);
    });
  });
});

function lossAndGradient(
  loss: LossName,
  outputs: number[][],
  targets: number[][],
  form: OutputForm,
) {
  return tf.tidy(() => {
    const t = tf.tensor2d(targets);
    const of = (o: tf.Tensor) => lossOfRows(loss, o as tf.Tensor2D, t, form);
    const o = tf.tensor2d(outputs);
    return {
      loss: Array.from(of(o).dataSync()),
      gradient: Array.from(
        tf
          .grad((z) => of(z).sum())(o)
          .dataSync(),
      ),
    };
  });
}

describe('lossOfRows', () => {
  it('never overflows on logits', () => {
    const categorical = lossAndGradient('crossEntropy', [[1e4, -1e4]], [[0, 1]], 'logits');
    expect(categorical).toEqual({ loss: [2e4], gradient: [1, -1] });
    const binary = lossAndGradient('binaryCrossEntropy', [[1e4], [-1e4]], [[0], [1]], 'logits');
    expect(binary).toEqual({ loss: [1e4, 1e4], gradient: [1, -1] });
  });

  it('has the gradient σ(0) − t of the binary loss at a logit of 0', () => {
    const { loss, gradient } = lossAndGradient(
      'binaryCrossEntropy',
      [[0], [0]],
      [[0], [1]],
      'logits',
    );
    expectClose(loss, [Math.LN2, Math.LN2]);
    expectClose(gradient, [0.5, -0.5]);
  });

  it('divides probabilities by their sum and clips them', () => {
    expectClose(lossAndGradient('crossEntropy', [[1, 3]], [[1, 0]], 'probabilities').loss, [
      -Math.log(0.25),
    ]);
    const { loss } = lossAndGradient('crossEntropy', [[0, 1]], [[1, 0]], 'probabilities');
    expectClose(loss, [-Math.log(1e-7)]);
    const binary = lossAndGradient(
      'binaryCrossEntropy',
      [[0.25], [0]],
      [[1], [1]],
      'probabilities',
    );
    expectClose(binary.loss, [-Math.log(0.25), -Math.log(1e-7)]);
  });

  it('takes the mean over the outputs of a row', () => {
    const outputs = [
      [1, 5],
      [2, 2.5],
    ];
    const targets = [
      [1, 2],
      [4, 2],
    ];
    const squared = lossAndGradient('meanSquaredError', outputs, targets, 'probabilities');
    expect(squared).toEqual({ loss: [4.5, 2.125], gradient: [0, 3, -2, 0.5] });
    const absolute = lossAndGradient('meanAbsoluteError', outputs, targets, 'probabilities');
    expect(absolute).toEqual({ loss: [1.5, 1.25], gradient: [0, 0.5, -0.5, 0.5] });
    const huber = lossAndGradient('huber', outputs, targets, 'probabilities');
    expect(huber).toEqual({ loss: [1.25, 0.8125], gradient: [0, 0.5, -0.5, 0.25] });
  });
});
