import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { expectClose, onBackend } from '../test/helpers.js';
import { outputActivation, outputForm, outputsToPredictions, withLogits } from './outputHead.js';

onBackend('cpu');

const dense = (activation: 'softmax' | 'sigmoid' | 'linear' | 'relu') =>
  tf.layers.dense({ units: 3, inputShape: [2], activation, kernelInitializer: 'ones' });

const models: [string, () => tf.LayersModel][] = [
  ['a Dense layer', () => tf.sequential({ layers: [dense('softmax')] })],
  [
    'an Activation layer',
    () =>
      tf.sequential({ layers: [dense('linear'), tf.layers.activation({ activation: 'softmax' })] }),
  ],
  ['a Softmax layer', () => tf.sequential({ layers: [dense('linear'), tf.layers.softmax()] })],
  [
    'a model inside the model',
    () => {
      const input = tf.input({ shape: [2] });
      const inner = tf.sequential({ layers: [dense('softmax')] });
      return tf.model({ inputs: input, outputs: inner.apply(input) as tf.SymbolicTensor });
    },
  ],
];

describe.each(models)('with softmax in %s', (_, create) => {
  it('returns logits inside withLogits and probabilities again afterwards', () => {
    const model = create();
    const inside = () =>
      (model.apply(tf.tensor2d([[1, 2]]), { training: true }) as tf.Tensor).dataSync();
    tf.tidy(() => {
      expect(outputActivation(model)).toBe('softmax');
      expect(Array.from(withLogits(model, inside))).toEqual([3, 3, 3]);
      expectClose(inside(), [1 / 3, 1 / 3, 1 / 3]);
      expect(() =>
        withLogits(model, () => {
          throw new Error('broken');
        }),
      ).toThrow('broken');
      expectClose(inside(), [1 / 3, 1 / 3, 1 / 3]);
    });
    model.dispose();
  });
});

describe('outputActivation', () => {
  it('does not leave out an activation that is used in several places', () => {
    const shared = dense('softmax');
    const first = tf.input({ shape: [2] });
    const second = tf.input({ shape: [2] });
    shared.apply(first);
    const outputs = shared.apply(second) as tf.SymbolicTensor;
    const model = tf.model({ inputs: second, outputs });
    expect(outputActivation(model)).toBe('other');
    model.dispose();
  });

  it('decides what a loss is computed from', () => {
    expect(outputForm('crossEntropy', 'softmax')).toBe('logits');
    expect(outputForm('crossEntropy', 'linear')).toBe('logits');
    expect(outputForm('crossEntropy', 'sigmoid')).toBe('probabilities');
    expect(outputForm('binaryCrossEntropy', 'sigmoid')).toBe('logits');
    expect(outputForm('binaryCrossEntropy', 'softmax')).toBe('probabilities');
    expect(outputForm('meanSquaredError', 'linear')).toBe('probabilities');
  });
});

describe('outputsToPredictions', () => {
  const of = (...[loss, activation, outputs]: [...Parameters<typeof outputsToPredictions>]) =>
    tf.tidy(() => Array.from(outputsToPredictions(loss, activation, outputs).dataSync()));

  it('makes probabilities of whatever a model was trained to return', () => {
    expectClose(of('crossEntropy', 'linear', tf.tensor2d([[0, Math.log(3)]])), [0.25, 0.75]);
    expectClose(of('crossEntropy', 'softmax', tf.tensor2d([[0.25, 0.75]])), [0.25, 0.75]);
    expectClose(of('crossEntropy', 'other', tf.tensor2d([[1, 3]])), [0.25, 0.75]);
    expectClose(of('binaryCrossEntropy', 'linear', tf.tensor2d([[Math.log(3)]])), [0.25, 0.75]);
    expectClose(of('binaryCrossEntropy', 'sigmoid', tf.tensor2d([[0.75]])), [0.25, 0.75]);
    expectClose(of('binaryCrossEntropy', 'sigmoid', tf.tensor2d([[0.1, 0.3]])), [0.25, 0.75]);
    expectClose(of('huber', 'linear', tf.tensor2d([[-7]])), [-7]);
  });
});
