import { registerClass, type NdArray } from '@occam/core';
import { register, TargetEncoder } from '@occam/datasets/features';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, leavesNoTensor, onBackend } from '../test/helpers.js';
import { createRecipe, getFeatureNamesOut, mlp, train, type Preprocessor } from './index.js';
import { applyPreprocessors, fitPreprocessors } from './preprocessor.js';

onBackend('cpu');

/** Adds the mean of the targets, and writes down how it was called. */
class AddMeanTarget implements Preprocessor {
  static calls: string[] = [];
  mean = NaN;
  fit(x: NdArray, targets?: NdArray): this {
    AddMeanTarget.calls.push(`fit ${x.shape} ${targets?.data.constructor.name} ${targets?.shape}`);
    this.mean = Array.from(targets!.data).reduce((sum, value) => sum + value, 0) / x.shape[0]!;
    return this;
  }
  transform(x: NdArray): NdArray {
    AddMeanTarget.calls.push(`transform ${x.shape}`);
    return { data: Float32Array.from(x.data, (value) => value + this.mean), shape: x.shape };
  }
  toJSON() {
    return { className: 'AddMeanTarget', config: {} };
  }
}

beforeAll(() => {
  registerClass('preprocess', 'AddMeanTarget', AddMeanTarget);
  register();
});

const x = { data: new Float32Array([7, 8, 7, 8]), shape: [4, 1] };
const y = { data: new Float32Array([1, 10, 3, 20]), shape: [4] };
const encoder = { className: 'TargetEncoder', config: { smooth: 0, cv: 2, shuffle: false } };

describe('fitPreprocessors', () => {
  it('shows every step the targets, and the rows as the steps before changed them', () => {
    AddMeanTarget.calls = [];
    const step = { className: 'AddMeanTarget', config: {} };
    const fitted = fitPreprocessors([step, step], x, y);
    expect(AddMeanTarget.calls).toEqual([
      'fit 4,1 Float32Array 4',
      'transform 4,1',
      'fit 4,1 Float32Array 4',
      'transform 4,1',
    ]);
    expect([...fitted.x.data]).toEqual([24, 25, 24, 25]);
    expect([...applyPreprocessors(fitted.preprocess, x).data]).toEqual([24, 25, 24, 25]);
  });

  it('changes the training rows by fitTransform where a step has one, other rows by transform', () => {
    const { preprocess, x: rows } = fitPreprocessors([encoder], x, y);
    expect([...rows.data]).toEqual([3, 20, 1, 10]);
    expect([...applyPreprocessors(preprocess, x).data]).toEqual([2, 15, 2, 15]);
    expect(preprocess[0]).toBeInstanceOf(TargetEncoder);
  });

  it('names the columns step by step, and leaves them where a step does not say', () => {
    const { preprocess } = fitPreprocessors(
      [
        { className: 'AddMeanTarget', config: {} },
        { className: 'OneHotEncoder', config: {} },
        { className: 'PolynomialFeatures', config: { interactionOnly: true, includeBias: false } },
      ],
      x,
      { data: new Int32Array([0, 0, 0, 0]), shape: [4] },
    );
    expect(getFeatureNamesOut(preprocess, ['kind'])).toEqual(['kind_7', 'kind_8', 'kind_7 kind_8']);
    expect(getFeatureNamesOut([], ['kind'])).toEqual(['kind']);
  });
});

describe('train', () => {
  const recipe = createRecipe({
    uses: ['@occam/datasets/features'],
    preprocess: [encoder],
    model: mlp({ hidden: [] }),
    optimizer: { name: 'sgd', learningRate: 0 },
    fit: { epochs: 1, batchSize: 4 },
  });

  it('trains on rows encoded out of fold, and predicts and validates by the encoding of all', async () => {
    await leavesNoTensor(async () => {
      const data = { x, y, task: 'regression' as const };
      const result = await train(recipe, data, { seed: 1, validation: data });
      const [kernel, bias] = result.model.getWeights().map((weight) => weight.dataSync()[0]!);
      const loss = (encoded: number[]) =>
        encoded.reduce((sum, v, row) => sum + (v * kernel! + bias! - y.data[row]!) ** 2, 0) / 4;
      expectClose(result.history.loss!, [loss([3, 20, 1, 10])]);
      expectClose(result.history.val_loss!, [loss([2, 15, 2, 15])]);
      const predicted = await result.predict(x);
      expectClose(
        predicted.data,
        [2, 15, 2, 15].map((v) => v * kernel! + bias!),
      );
      expect(result.preprocess[0]!.toJSON().config).toMatchObject({
        fitted: { targetMeans: [8.5] },
      });
      result.dispose();
    });
  });

  it('gives class indices to the steps as an Int32Array', async () => {
    AddMeanTarget.calls = [];
    const result = await train(
      createRecipe({
        preprocess: [{ className: 'AddMeanTarget', config: {} }],
        model: mlp({ hidden: [] }),
        fit: { epochs: 1 },
      }),
      { x, y: { data: new Float32Array([0, 1, 0, 1]), shape: [4] }, task: 'classification' },
    );
    expect(AddMeanTarget.calls[0]).toBe('fit 4,1 Int32Array 4');
    result.dispose();
  });
});
