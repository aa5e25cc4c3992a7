import {
  accelerateWasm,
  acceleratedVariant,
  registerLowering,
  restoreWasm,
  useBackend,
  type LayerLowering,
} from '@occam/backend';
import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  blobs,
  blocks,
  classifier,
  expectClose,
  leavesNoTensor,
  onBackend,
  watchBlocks,
  weightsOf,
} from '../../test/helpers.js';
import { fit } from '../fit.js';
import type { FitOptions, FitResult } from '../fitOptions.js';
import { predict } from '../predict.js';

onBackend('wasm', 'cpu');
beforeAll(async () => {
  await useBackend('wasm');
  watchBlocks();
});
afterEach(() => void accelerateWasm());

const data = blobs(60);

const squares = () => (w: tf.Tensor) => tf.sum(tf.square(w)) as tf.Scalar;

async function trained(model: tf.LayersModel, options: FitOptions = {}): Promise<FitResult> {
  return fit(model, data, { epochs: 2, batchSize: 16, ...options });
}

/** What tfjs itself predicts, by its own kernels. */
function plainPrediction(model: tf.LayersModel): number[] {
  restoreWasm();
  const x = tf.tensor2d(data.x.data, [60, 4]);
  const y = model.predict(x) as tf.Tensor;
  const values = Array.from(y.dataSync());
  tf.dispose([x, y]);
  accelerateWasm();
  return values;
}

describe('the choice of the engine', () => {
  async function choice(layers: tf.layers.Layer[], options: FitOptions = {}) {
    const model = classifier(layers);
    const { engine, engineReason } = await leavesNoTensor(() => trained(model, options));
    model.dispose();
    return [engine, engineReason];
  }

  it('is the fused one where everything can be lowered', async () => {
    expect(await choice([])).toEqual([
      'fused',
      'every part of the model can be lowered to kernels',
    ]);
    expect(await choice([], { engine: 'fused' })).toEqual(['fused', 'it was asked for']);
    expect(await choice([], { engine: 'tfjs' })).toEqual(['tfjs', 'it was asked for']);
  });

  it('is tfjs without acceleration, unless the fused one is asked for', async () => {
    restoreWasm();
    const [engine, reason] = await choice([]);
    expect(engine).toBe('tfjs');
    expect(reason).toMatch(/the WASM backend is not accelerated: call useBackend\('wasm'\)/);
    expect(acceleratedVariant()).toBeUndefined();
    expect((await choice([], { engine: 'fused' }))[0]).toBe('fused');
  });

  it('names the part that cannot be lowered, and warns about it once', async () => {
    const part = () => [
      tf.layers.reshape({ targetShape: [8, 1], name: 'columns' }),
      tf.layers.conv1d({ filters: 2, kernelSize: 3, name: 'scan' }),
      tf.layers.flatten(),
    ];
    const reason = "the layer 'scan' is a Conv1D, which has no lowering";
    expect(await choice(part())).toEqual(['tfjs', reason]);
    expect(await choice(part())).toEqual(['tfjs', reason]);
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      [`occam: the slower tfjs engine trains this model, since ${reason}`],
    ]);
    vi.mocked(console.warn).mockClear();
    await expect(choice(part(), { engine: 'fused' })).rejects.toThrow(
      `the engine 'fused' cannot train this model: ${reason}; take 'auto' or 'tfjs'`,
    );
  });

  it.each([
    [
      () => [tf.layers.dropout({ rate: 0.5, noiseShape: [1, 8], name: 'd' })],
      /'d' has a noiseShape/,
    ],
    [
      () => [
        tf.layers.reshape({ targetShape: [4, 2] }),
        tf.layers.batchNormalization({ axis: 1, name: 'n' }),
        tf.layers.flatten(),
      ],
      /'n' normalizes the axis 1, not the last/,
    ],
    [() => [tf.layers.reLU({ maxValue: 3, name: 'r' })], /'r' is a ReLU with maxValue 3/],
  ])('refuses settings that no kernel knows: %#', async (layers, message) => {
    await expect(choice(layers(), { engine: 'fused' })).rejects.toThrow(message);
  });

  it('is tfjs for a class that is derived from one of tfjs, and for a hook', async () => {
    const Dense = tf.layers.dense({ units: 1 }).constructor as new (
      args: object,
    ) => tf.layers.Layer;
    class Halved extends Dense {
      override call(inputs: tf.Tensor, kwargs: object): tf.Tensor {
        return tf.div(super.call(inputs, kwargs) as tf.Tensor, 2);
      }
    }
    await expect(choice([new Halved({ units: 4 })], { engine: 'fused' })).rejects.toThrow(
      /only goes by the name Dense: give it a className of its own/,
    );
    const hooked = tf.layers.dense({ units: 4, name: 'hooked' });
    hooked.setCallHook(() => {});
    await expect(choice([hooked], { engine: 'fused' })).rejects.toThrow(
      "the call of the layer 'hooked' is replaced or has a hook",
    );
  });

  it('frees everything when it fails, at whatever part', async () => {
    const before = blocks.size;
    const model = classifier([tf.layers.dense({ units: 4 })]);
    const mine = blocks.size;
    const nowhere = ['nowhere'];
    for (const options of [
      { objective: { penalties: [{ className: 'TestLowered', on: nowhere }] } },
      { optimizer: { name: 'adamw', weightDecay: { l2: 1, on: nowhere } } },
    ] as FitOptions[]) {
      registerClass('penalty', 'TestLowered', squares);
      await expect(trained(model, { ...options, engine: 'fused' })).rejects.toThrow(/'nowhere'/);
      expect(blocks.size).toBe(mine);
    }
    const permuted = classifier([tf.layers.permute({ dims: [1] })]);
    const both = blocks.size;
    await expect(trained(permuted, { engine: 'fused' })).rejects.toThrow(/is a Permute/);
    expect(blocks.size).toBe(both);
    model.dispose();
    permuted.dispose();
    expect(blocks.size).toBe(before);
  });
});

describe('weights in place', () => {
  it('leaves tensors alone that shared memory with them', async () => {
    const model = classifier();
    const given = model.getWeights().map((weight) => tf.zerosLike(weight).add(0.1));
    model.setWeights(given);
    const clones = model.weights.map((weight) => weight.read().clone());
    await trained(model);
    for (const tensor of [...given, ...clones]) {
      expect(new Set(tensor.dataSync())).toEqual(new Set([Math.fround(0.1)]));
    }
    expect(weightsOf(model)).not.toContain(Math.fround(0.1));
    tf.dispose([given, clones]);
    model.dispose();
  });

  it("are what tfjs' own kernels see, which keep repacked copies of weights", async () => {
    const model = classifier();
    const seen: number[][] = [plainPrediction(model)];
    await trained(model, {
      callbacks: [{ onBatchEnd: () => void seen.push(plainPrediction(model)) }],
    });
    const copy = classifier();
    const weights = model.getWeights().map((weight) => tf.tensor(weight.dataSync(), weight.shape));
    copy.setWeights(weights);
    expectClose(seen.at(-1)!, plainPrediction(copy));
    for (let i = 1; i < seen.length; i++) expect(seen[i]).not.toEqual(seen[i - 1]);
    tf.dispose(weights);
    model.dispose();
    copy.dispose();
  });

  it('come over from another backend', async () => {
    await tf.setBackend('cpu');
    const model = classifier();
    await tf.setBackend('wasm');
    const other = classifier();
    const [moved, made] = [await trained(model), await trained(other)];
    expect(moved.engine).toBe('fused');
    expectClose(moved.history.loss, made.history.loss);
    model.dispose();
    other.dispose();
  });

  it('may be assigned by a callback between two batches', async () => {
    const model = classifier();
    const losses: number[] = [];
    await trained(model, {
      optimizer: { name: 'sgd', learningRate: 0 },
      callbacks: [
        {
          onBatchEnd: ({ loss }) => {
            losses.push(loss!);
            tf.tidy(() =>
              model.setWeights(model.getWeights().map((weight) => tf.zerosLike(weight))),
            );
          },
        },
      ],
    });
    expect(losses[0]).not.toBeCloseTo(Math.log(3), 3);
    for (const loss of losses.slice(1)) expect(loss).toBeCloseTo(Math.log(3), 5);
    model.dispose();
  });

  it('says so when the model is disposed under it', async () => {
    const model = classifier();
    const before = blocks.size;
    await expect(
      trained(model, { callbacks: [{ onEpochEnd: () => void model.dispose() }] }),
    ).rejects.toThrow(/disposed/);
    expect(blocks.size).toBeLessThan(before);
  });
});

describe('memory', () => {
  it('is where it was after many trainings', async () => {
    const model = classifier([tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.2 })]);
    const bytes = () => [...blocks.values()].reduce((sum, size) => sum + size, 0);
    await trained(model);
    const memory = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm;
    const before = [blocks.size, bytes(), tf.memory().numTensors, memory.HEAPU8.length];
    for (let i = 0; i < 30; i++) await trained(model, { validation: data, epochs: 1 });
    expect([blocks.size, bytes(), tf.memory().numTensors, memory.HEAPU8.length]).toEqual(before);
    model.dispose();
  });

  it('may grow while it trains', async () => {
    const model = classifier();
    const kept: tf.Tensor[] = [];
    const grown = await trained(model, {
      seed: 1,
      callbacks: [{ onBatchEnd: () => void kept.push(tf.zeros([1 << 22])) }],
    });
    tf.dispose(kept);
    const other = classifier();
    const { history } = await trained(other, { seed: 1 });
    expect(grown.history).toEqual(history);
    model.dispose();
    other.dispose();
  });

  it('that is full is an error, and the backend works afterwards', async () => {
    const model = classifier();
    const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
    const before = blocks.size;
    const malloc = wasm._malloc;
    wasm._malloc = (bytes) => (bytes > 900 ? 0 : malloc(bytes));
    await expect(trained(model)).rejects.toThrow(/the WASM memory is full/);
    wasm._malloc = malloc;
    expect(blocks.size).toBe(before);
    expect((await trained(model)).engine).toBe('fused');
    model.dispose();
  });
});

it.each(['fused', 'tfjs'] as const)('a weight at 0 stays there under L1, on %s', async (engine) => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 2,
        inputShape: [3],
        kernelInitializer: 'zeros',
        kernelRegularizer: tf.regularizers.l1({ l1: 0.5 }),
        biasRegularizer: tf.regularizers.l1l2({ l1: 0.5, l2: 0.5 }),
      }),
    ],
  });
  const zeros = (shape: number[]) => ({ data: new Float32Array(shape[0]! * shape[1]!), shape });
  const nothing = { x: zeros([4, 3]), y: zeros([4, 2]), task: 'regression' } as const;
  const { history } = await fit(model, nothing, { engine, epochs: 2, optimizer: 'sgd' });
  expect(weightsOf(model)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(history['penalty']).toEqual([0, 0]);
  model.dispose();
});

describe('a part that registers its own lowering', () => {
  class Twice extends tf.layers.Layer {
    static className = 'TestTwice';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2);
    }
  }
  const lowerTwice: LayerLowering = (_layer, plan, [x]) => {
    const { kernels } = plan;
    const y = plan.activation(x!.shape, x!.gradient !== undefined);
    plan.forward([x!.value, y.value], ({ rows }) => {
      const { address } = x!.value;
      kernels.addArrays(rows * y.width, address, address, y.value.address);
    });
    if (x!.gradient) {
      plan.backward([x!.gradient, y.gradient], ({ rows }) => {
        const { address } = y.gradient!;
        kernels.addArrays(rows * y.width, address, address, x!.gradient!.address);
      });
    }
    return y;
  };

  it('is a layer', async () => {
    const model = classifier([new Twice({})]);
    expect((await trained(model, { engine: 'tfjs' })).engine).toBe('tfjs');
    registerLowering('layer', 'TestTwice', lowerTwice);
    const histories = [];
    for (const engine of ['fused', 'tfjs'] as const) {
      const fresh = classifier([new Twice({})]);
      histories.push((await trained(fresh, { engine })).history.loss);
      fresh.dispose();
    }
    expectClose(histories[0]!, histories[1]!);
    model.dispose();
  });

  it('is a penalty', async () => {
    registerClass('penalty', 'TestLowered', squares);
    const lowered = vi.fn(
      (_config, { value, gradient, size }, weight: number, { kernels }) =>
        () => {
          const to = gradient ? (gradient.address as number) : 0;
          return kernels.l1l2Penalty(size, value.address, to, 0, weight) as number;
        },
    );
    registerLowering('penalty', 'TestLowered', lowered);
    const objective = { penalties: [{ className: 'TestLowered', weight: 0.1 }] };
    const penalties = [];
    for (const engine of ['fused', 'tfjs'] as const) {
      const model = classifier();
      penalties.push((await trained(model, { engine, objective })).history['penalty']!);
      model.dispose();
    }
    expect(lowered).toHaveBeenCalledTimes(2);
    expectClose(penalties[0]!, penalties[1]!);
  });
});

describe('graphs', () => {
  /** A model with a branch, a sum, a concatenation and a model inside. */
  function branched(): tf.LayersModel {
    const dense = (units: number, seed: number) =>
      tf.layers.dense({
        units,
        activation: 'tanh',
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      });
    const inner = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [5] }), dense(5, 1)],
    });
    const input = tf.input({ shape: [4] });
    const first = dense(5, 2).apply(input) as tf.SymbolicTensor;
    const left = inner.apply(first) as tf.SymbolicTensor;
    const right = tf.layers.dropout({ rate: 0.5 }).apply(first) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([left, right, first]) as tf.SymbolicTensor;
    const all = tf.layers.concatenate().apply([sum, left, input]) as tf.SymbolicTensor;
    const output = tf.layers
      .dense({ units: 3, activation: 'softmax', kernelInitializer: 'ones' })
      .apply(all) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: output });
  }

  it('add up the gradients where they branch', async () => {
    const results = [];
    for (const engine of ['fused', 'tfjs'] as const) {
      const model = branched();
      const result = await trained(model, { engine, optimizer: 'momentum' });
      expect(result.engine).toBe(engine);
      results.push([...weightsOf(model), ...result.history.loss]);
      model.dispose();
    }
    expectClose(results[0]!, results[1]!);
  });

  it('end in a Softmax layer, which is trained on its logits', async () => {
    const results = [];
    for (const engine of ['fused', 'tfjs'] as const) {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ units: 3, inputShape: [4], kernelInitializer: 'zeros' }),
          tf.layers.softmax(),
        ],
      });
      await trained(model, { engine });
      results.push([...weightsOf(model), ...(await predict(model, data.x)).data]);
      model.dispose();
    }
    expectClose(results[0]!, results[1]!);
  });

  it('reshape with an axis left open', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.reshape({ targetShape: [-1, 2], inputShape: [4] }),
        tf.layers.reshape({ targetShape: [4] }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    expect((await trained(model, { engine: 'fused' })).engine).toBe('fused');
    model.dispose();
  });

  it('with shared weights go to tfjs', async () => {
    const shared = tf.layers.dense({ units: 4, name: 'shared' });
    const input = tf.input({ shape: [4] });
    const twice = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: twice });
    await expect(trained(model, { engine: 'fused' })).rejects.toThrow(
      "the layer 'shared' is used in several places",
    );
    model.dispose();
  });

  it('normalize without scale or offset, which tfjs itself cannot train', async () => {
    // With gain 1 and offset 0 that never move, the formula is the same.
    const weights = async (options: { center: boolean; scale: boolean }) => {
      const model = classifier([
        tf.layers.layerNormalization(options),
        tf.layers.dense({
          units: 5,
          kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
        }),
        tf.layers.batchNormalization(options),
      ]);
      await trained(model, { engine: 'fused', epochs: 1, batchSize: 60, optimizer: 'sgd' });
      const values = model.layers
        .filter((layer) => layer.getClassName() === 'Dense')
        .flatMap((layer) => layer.getWeights().flatMap((weight) => [...weight.dataSync()]));
      model.dispose();
      return values;
    };
    expectClose(
      await weights({ center: false, scale: false }),
      await weights({ center: true, scale: true }),
      { abs: 1e-7 },
    );
  });
});
