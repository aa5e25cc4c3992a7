import { registerClass, takeRows, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  FUSED,
  blobs,
  expectClose,
  leavesNoTensor,
  onBackend,
  weightsOf,
} from '../test/helpers.js';
import { createRecipe, mlp, train, type Augmenter, type Preprocessor } from './index.js';

onBackend('cpu');

/** Subtracts the first training row. */
class Subtract implements Preprocessor {
  static fitted: number[] = [];
  row = new Float32Array(0);
  readonly factor: number;
  constructor({ factor = 1 }: { factor?: number } = {}) {
    this.factor = factor;
  }
  fit(x: NdArray): this {
    Subtract.fitted.push(x.shape[0]!);
    this.row = Float32Array.from(takeRows(x, [0]).data);
    return this;
  }
  transform(x: NdArray): NdArray {
    const width = this.row.length;
    return {
      shape: x.shape,
      data: Float32Array.from(x.data, (v, i) => this.factor * (v - this.row[i % width]!)),
    };
  }
  toJSON() {
    return { className: 'Subtract', config: { factor: this.factor } };
  }
}

beforeAll(() => registerClass('preprocess', 'Subtract', Subtract));

const x = { data: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), shape: [4, 2] };
const xor = {
  x,
  y: { data: new Int32Array([0, 1, 1, 0]), shape: [4] },
  task: 'classification',
} as const;

describe('train', () => {
  it('learns exclusive or, predicts and frees everything', async () => {
    await leavesNoTensor(async () => {
      const recipe = createRecipe({
        model: mlp({ hidden: [8] }),
        optimizer: { name: 'adam', learningRate: 0.05 },
        fit: { epochs: 100, batchSize: 4 },
      });
      const result = await train(recipe, xor, { seed: 1 });
      expect(result.history.loss.at(-1)).toBeLessThan(0.05);
      expect(result.history.acc!.at(-1)).toBe(1);
      const { data, shape } = await result.predict(x);
      expect(shape).toEqual([4, 2]);
      expect(
        Array.from(
          data.filter((_, i) => i % 2 === 1),
          Math.round,
        ),
      ).toEqual([0, 1, 1, 0]);
      expect([result.engine, result.engineReason]).toEqual(
        FUSED
          ? ['fused', 'every part of the model can be lowered to kernels']
          : [
              'tfjs',
              "the fused engine needs the WASM backend, and tfjs uses 'cpu': call useBackend('wasm') of @occam/backend",
            ],
      );
      result.dispose();
    });
  });

  it('fits the preprocessing on the training rows alone and applies it everywhere', async () => {
    Subtract.fitted = [];
    const data = blobs(20);
    const factor = { className: 'Subtract', config: { factor: 0.5 } };
    const recipe = createRecipe({
      model: mlp({ hidden: [] }),
      preprocess: [factor, { className: 'Subtract' }],
    });
    const result = await train(recipe, data, { epochs: 2, validation: blobs(9, { seed: 3 }) });
    expect(Subtract.fitted).toEqual([20, 20]);
    expect(result.preprocess.map((step) => step.toJSON())).toEqual([
      factor,
      { className: 'Subtract', config: { factor: 1 } },
    ]);
    const { data: first } = await result.predict(takeRows(data.x, [0]));
    const bias = result.model.getWeights()[1]!.dataSync();
    const exponentials = Array.from(bias, Math.exp);
    const sum = exponentials.reduce((total, value) => total + value, 0);
    expectClose(
      first,
      exponentials.map((value) => value / sum),
    );
    result.dispose();
  });

  it('lets the options of the call win, and says so in the recipe', async () => {
    const recipe = createRecipe({ model: mlp({ hidden: [2] }), fit: { epochs: 9, batchSize: 2 } });
    const result = await train(recipe, xor, {
      epochs: 3,
      optimizer: 'sgd',
      loss: 'binaryCrossEntropy',
      objective: { labelSmoothing: 0.1 },
      seed: 0,
    });
    expect(result.epochs).toBe(3);
    expect(result.recipe.fit).toEqual({ epochs: 3, batchSize: 2 });
    expect(result.recipe.optimizer).toEqual({ name: 'sgd', learningRate: 0.01 });
    expect(result.recipe.objective).toMatchObject({
      loss: 'binaryCrossEntropy',
      labelSmoothing: 0.1,
    });
    expect(result.model.outputShape).toEqual([null, 1]);
    expect((await result.predict(x)).shape).toEqual([4, 2]);
    result.dispose();
  });

  it('gives the same network for the same seed in whatever order', async () => {
    const recipe = createRecipe({ model: mlp({ hidden: [4], dropout: 0.5 }), fit: { epochs: 3 } });
    const run = async (seed: number) => {
      const result = await train(recipe, xor, { seed });
      const weights = weightsOf(result.model);
      result.dispose();
      return weights.join();
    };
    const forwards = [await run(0), await run(1), await run(2)];
    const backwards = [await run(2), await run(1), await run(0)];
    expect(backwards.reverse()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(3);
  });

  it('flattens images and predicts numbers', async () => {
    const images = { data: new Float32Array(24), shape: [6, 2, 2, 1] };
    const y = { data: new Float32Array(6).fill(3), shape: [6] };
    const recipe = createRecipe({
      model: mlp({ hidden: [] }),
      optimizer: { name: 'sgd', learningRate: 0.5 },
    });
    const result = await train(recipe, { x: images, y, task: 'regression' });
    const { data, shape } = await result.predict(images);
    expect(shape).toEqual([6]);
    expectClose(data, y.data);
    expect(Object.keys(result.history).sort()).toEqual(['loss', 'lr', 'objective', 'penalty']);
    result.dispose();
  });

  it('leaves nothing behind when it fails', async () => {
    const recipe = createRecipe({ model: mlp(), preprocess: [{ className: 'Subtract' }] });
    const callbacks = [
      {
        onEpochEnd: () => {
          throw new Error('broken');
        },
      },
    ];
    await leavesNoTensor(() => expect(train(recipe, xor, { callbacks })).rejects.toThrow('broken'));
    const signal = AbortSignal.abort(new Error('aborted'));
    await leavesNoTensor(() => expect(train(recipe, xor, { signal })).rejects.toThrow('aborted'));
  });

  it('refuses a step that is not registered, unknown options, and one class', async () => {
    const unknown = createRecipe({ model: mlp(), preprocess: [{ className: 'Substract' }] });
    await expect(train(unknown, xor)).rejects.toThrow(
      /no preprocess 'Substract' is registered \(did you mean 'Subtract'/,
    );
    const recipe = createRecipe({ model: mlp() });
    await expect(train(recipe, xor, { epoch: 3 } as never)).rejects.toThrow(
      /train has no option 'epoch'/,
    );
    const zeros = { data: new Int32Array(4), shape: [4] };
    await expect(train(recipe, { ...xor, y: zeros })).rejects.toThrow(
      /number of classes must be a whole number at least 2/,
    );
  });
});

describe('on tensors', () => {
  it('trains as on arrays', async () => {
    const recipe = createRecipe({ model: mlp({ hidden: [3] }), fit: { epochs: 2 } });
    const arrays = await train(recipe, xor);
    const tensors = {
      x: tf.tensor2d(x.data, [4, 2]),
      y: tf.tensor1d([0, 1, 1, 0]),
      task: xor.task,
    };
    const result = await train(recipe, tensors);
    expect(result.history).toEqual(arrays.history);
    tf.dispose([tensors.x, tensors.y]);
    arrays.dispose();
    result.dispose();
  });
});

describe('preprocessing of varied raw rows', () => {
  const data = blobs(24);
  const recipe = createRecipe({
    model: mlp({ hidden: [4] }),
    preprocess: [{ className: 'Subtract', config: { factor: 3 } }],
    fit: { epochs: 2, batchSize: 7 },
  });
  /** Squares the features, which does not commute with what preprocessing does. */
  const square = (x: NdArray): NdArray => ({ data: x.data.map((v) => v * v), shape: x.shape });
  const raw: Augmenter = { on: 'raw', vary: ({ x }, rows) => ({ x: square(takeRows(x, rows)) }) };

  it('gives the first augmenter the rows as they were, and changes what it gives', async () => {
    const seen: NdArray[] = [];
    const augment: Augmenter = {
      on: 'raw',
      vary: ({ x }, rows) => (seen.push(x), { x: takeRows(x, rows) }),
    };
    const plain = await train(recipe, data, { seed: 1 });
    const same = await train(recipe, data, { seed: 1, augment });
    expect(seen.every((given) => given === data.x)).toBe(true);
    expect(same.history).toEqual(plain.history);
    plain.dispose();
    same.dispose();
  });

  it('preprocesses as the training rows say, not as their variants do', async () => {
    const step = new Subtract({ factor: 3 }).fit(data.x);
    const direct = await train(
      createRecipe({ model: mlp({ hidden: [4] }), fit: recipe.fit }),
      { ...data, x: step.transform(square(data.x)) },
      { seed: 1 },
    );
    const varied = await train(recipe, data, { seed: 1, augment: raw });
    expect(varied.history).toEqual(direct.history);
    direct.dispose();
    varied.dispose();
  });

  it('resamples raw rows, and asks workers for variants of them', async () => {
    const rows = Uint32Array.from({ length: 36 }, (_, i) => i % 24);
    const asked: NdArray[] = [];
    let ended = 0;
    const augment: Augmenter = {
      ...raw,
      resample: ({ x, y }) => ({ x: takeRows(x, rows), y: takeRows(y, rows) }),
      prefetch: async (of) => ({
        vary: async (wanted, epoch) => (asked.push(of.x), raw.vary(of, wanted, { epoch, seed: 1 })),
        dispose: () => void ended++,
      }),
    };
    const here = await train(recipe, data, { seed: 1, augment });
    const there = await train(recipe, data, { seed: 1, augment, augmentWorkers: 1 });
    expect(there.history).toEqual(here.history);
    expect(ended).toBe(1);
    expect(asked.length).toBe(2 * Math.ceil(36 / 7));
    for (const x of asked) expect(x).toEqual(takeRows(data.x, rows));
    here.dispose();
    there.dispose();
  });

  it('leaves rows that are not resampled alone, and everything without preprocessing', async () => {
    const kept: Augmenter = { ...raw, resample: (of) => of };
    const bare = createRecipe({ model: mlp({ hidden: [4] }), fit: recipe.fit });
    for (const of of [recipe, bare]) {
      const [one, two] = [
        await train(of, data, { seed: 1, augment: raw }),
        await train(of, data, { seed: 1, augment: kept }),
      ];
      expect(two.history).toEqual(one.history);
      one.dispose();
      two.dispose();
    }
  });

  it('rejects a later augmenter of raw rows, and a step that looks at targets', async () => {
    const vary: Augmenter = { vary: raw.vary };
    await expect(train(recipe, data, { augment: [vary, raw] })).rejects.toThrow(
      /^augment\[1\] varies raw rows, .* that augment\[0\] gives: put all transforms into one pipeline/,
    );
    class Encode extends Subtract {
      fitTransform(x: NdArray): NdArray {
        return this.fit(x).transform(x);
      }
      override toJSON() {
        return { className: 'Encode', config: { factor: this.factor } };
      }
    }
    registerClass('preprocess', 'Encode', Encode);
    const encoded = createRecipe({
      model: mlp(),
      preprocess: [{ className: 'Encode', config: {} }],
    });
    await expect(train(encoded, data, { augment: raw })).rejects.toThrow(
      /which Encode cannot change afterwards/,
    );
  });
});
