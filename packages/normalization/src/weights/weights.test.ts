import { readFileSync } from 'node:fs';
import {
  LayerNoise,
  lowerMask,
  loweringOf,
  registerLowering,
  useBackend,
  type LayerLowering,
  type NoisyLayer,
} from '@occam/backend';
import { ndarray } from '@occam/core';
import { buildModel, createRecipe, fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  register,
  spectralNormalization,
  weightNormalization,
  weightStandardization,
} from '../index.js';

/** A layer of 6 units whose outputs are dropped in training, with a penalty and a constraint. */
class NoisyDense extends tf.layers.Layer implements NoisyLayer {
  static className = 'NoisyDense';
  readonly noise = new LayerNoise(this, 0);
  readonly kernelRegularizer = tf.regularizers.l2({ l2: 0.05 });
  readonly bias = null;
  readonly activation = null;
  kernel: tf.LayerVariable | null = null;

  override build(): void {
    const initializer = tf.initializers.glorotNormal({ seed: 1 });
    const { kernelRegularizer } = this;
    const nonNeg = tf.constraints.nonNeg();
    const shape = [3, 6];
    this.kernel = this.addWeight(
      'kernel',
      shape,
      'float32',
      initializer,
      kernelRegularizer,
      true,
      nonNeg,
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const z = tf.matMul([inputs].flat()[0]!, this.kernel!.read());
    return training ? tf.mul(z, this.noise.next().mask(z.shape, 0.3, 1 / 0.7)) : z;
  }

  override computeOutputShape(): tf.Shape {
    return [null, 6];
  }
}

const lowerNoisyDense: LayerLowering = (layer, plan, inputs) =>
  lowerMask(layer, plan, loweringOf('layer', 'Dense')!(layer, plan, inputs), 0.3);

interface Case {
  readonly id: string;
  readonly kind: 'WeightNorm' | 'SpectralNorm';
  readonly [name: string]: unknown;
}

interface ConvolutionCase {
  readonly kind: 'WeightNormalization' | 'SpectralNormalization' | 'WeightStandardization';
  readonly layer: 'conv2d' | 'depthwiseConv2d';
  readonly bias: number[];
  readonly kernel: number[];
  readonly gain?: number[];
  readonly u?: number[];
  readonly v?: number[];
  readonly steps: Record<'x' | 'upstream' | 'y' | 'dx' | 'dKernel' | 'dGain', number[]>[];
  readonly inference: { readonly x: number[]; readonly y: number[] };
}

const read = <T>(name: string): T[] =>
  (
    JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as {
      cases: T[];
    }
  ).cases;

const wrappers = {
  WeightNormalization: weightNormalization,
  SpectralNormalization: spectralNormalization,
  WeightStandardization: weightStandardization,
};

/** Within the tolerance that the reference files give for float32. */
function expectClose(got: ArrayLike<number>, want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(value));
  });
}

const values = (tensors: tf.Tensor[]) => tensors.map((tensor) => Array.from(tensor.dataSync()));

/** The output of a layer in training, and the gradients of Σ upstream · output by input and trained weights. */
function differentiate(layer: tf.layers.Layer, x: tf.Tensor, upstream: tf.Tensor) {
  const input = tf.variable(x);
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let y: tf.Tensor | undefined;
  const { grads } = tf.variableGrads(() => {
    y = tf.keep(layer.apply(input, { training: true }) as tf.Tensor);
    return tf.sum(tf.mul(y, upstream));
  }, [input, ...weights]);
  return { y: y!, gradients: [input, ...weights].map(({ name }) => grads[name]!) };
}

function assign(layer: tf.layers.Layer, name: string, data: number[]): void {
  const weight = layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))!;
  (weight.read() as tf.Variable).assign(tf.tensor(data, weight.shape as number[]));
}

const transposed = (matrix: unknown) => {
  const rows = matrix as number[][];
  return rows[0]!.flatMap((_, i) => rows.map((row) => row[i]!));
};

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`as PyTorch on ${backend}`, () => {
    beforeAll(() => useBackend(backend));
    // Tensors of a check go with its scope.
    beforeEach(() => {
      tf.engine().startScope();
      return () => tf.engine().endScope();
    });

    const cases = read<Case>('reparametrization');

    it.each(cases.filter(({ kind }) => kind === 'WeightNorm'))('$id', (one) => {
      const v = one['v'] as number[][];
      const layer = weightNormalization({ layer: tf.layers.dense({ units: v.length }) });
      const [x, upstream] = [one['x'], one['upstream']].map((rows) =>
        tf.tensor2d(rows as number[][]),
      );
      layer.apply(x!);
      assign(layer, 'kernel', transposed(v));
      assign(layer, 'bias', one['bias'] as number[]);
      assign(layer, 'gain', one['g'] as number[]);
      const { y, gradients } = differentiate(layer, x!, upstream!);
      const [dx, dv, dBias, dg] = values(gradients);
      expectClose(y.dataSync(), (one['y'] as number[][]).flat());
      expectClose(dx!, (one['dx'] as number[][]).flat());
      expectClose(dv!, transposed(one['dv']));
      expectClose(dBias!, one['dbias'] as number[]);
      expectClose(dg!, one['dg'] as number[]);
    });

    it.each(cases.filter(({ kind }) => kind === 'SpectralNorm'))('$id', (one) => {
      const w = one['W'] as number[][];
      const [outputs, inputs] = [w.length, w[0]!.length];
      const { u0, sigmaAfter } = one['powerIteration'] as { u0: number[]; sigmaAfter: number[] };
      const layer = spectralNormalization({
        layer: tf.layers.dense({ units: outputs, useBias: false }),
      });
      // The output for the unit matrix is the kernel.
      const x = tf.eye(inputs);
      layer.apply(x);
      assign(layer, 'kernel', transposed(w));
      assign(layer, 'u', u0);
      for (const sigma of sigmaAfter) {
        const kernel = (layer.apply(x, { training: true }) as tf.Tensor).dataSync();
        expectClose(kernel, transposed(w.map((row) => row.map((value) => value / sigma))));
      }
      for (let i = 0; i < 60; i++) layer.apply(x, { training: true });
      const upstream = tf.tensor(transposed(one['upstream']), [inputs, outputs]);
      const { y, gradients } = differentiate(layer, x, upstream);
      expectClose(y.dataSync(), transposed(one['normalized']));
      expectClose(gradients[1]!.dataSync(), transposed(one['dW']));
      expectClose((layer.apply(x) as tf.Tensor).dataSync(), transposed(one['normalized']));
    });

    it.each(read<ConvolutionCase>('weights'))('$kind of $layer', (one) => {
      const layer = wrappers[one.kind]({
        layer:
          one.layer === 'conv2d'
            ? tf.layers.conv2d({ filters: 3, kernelSize: 2 })
            : tf.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
      });
      const images = (data: number[]) => tf.tensor(data, [2, 4, 4, 2]);
      layer.apply(images(one.inference.x));
      const prefix = one.layer === 'conv2d' ? '' : 'depthwise_';
      assign(layer, `${prefix}kernel`, one.kernel);
      assign(layer, 'bias', one.bias);
      for (const [name, data] of Object.entries({ gain: one.gain, u: one.u, v: one.v })) {
        if (data) assign(layer, prefix + name, data);
      }
      for (const { x, upstream, y, dx, dKernel, dGain } of one.steps) {
        const shape = [2, 3, 3, one.bias.length];
        const got = differentiate(layer, images(x), tf.tensor(upstream, shape));
        expectClose(got.y.dataSync(), y);
        expectClose(got.gradients[0]!.dataSync(), dx);
        expectClose(got.gradients[1]!.dataSync(), dKernel);
        if (dGain) expectClose(got.gradients[3]!.dataSync(), dGain);
      }
      expectClose((layer.apply(images(one.inference.x)) as tf.Tensor).dataSync(), one.inference.y);
    });
  });
}

describe('wrappers', () => {
  beforeAll(async () => {
    register();
    await useBackend('wasm');
  });

  it('begin as the layer inside would: weightNormalization, also of recurrent and separable kernels', () => {
    const initialized = { kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) };
    const others = {
      recurrentInitializer: 'ones',
      depthwiseInitializer: 'ones',
      pointwiseInitializer: 'ones',
    } as const;
    const makers: [() => tf.layers.Layer, number[], string[]][] = [
      [() => tf.layers.dense({ units: 3, ...initialized }), [2, 4], ['gain']],
      [
        () => tf.layers.lstm({ units: 3, ...initialized, ...others }),
        [2, 5, 4],
        ['gain', 'recurrent_gain'],
      ],
      [
        () => tf.layers.separableConv2d({ filters: 3, kernelSize: 2, ...others }),
        [2, 3, 3, 2],
        ['depthwise_gain', 'pointwise_gain'],
      ],
    ];
    for (const [make, shape, gains] of makers) {
      const x = tf.randomUniform(shape, -1, 1, 'float32', 5);
      const [plain, wrapped] = [make(), weightNormalization({ layer: make() })];
      const [want, got] = [plain, wrapped].map((layer) => layer.apply(x) as tf.Tensor);
      expectClose(got!.dataSync(), Array.from(want!.dataSync()));
      const names = wrapped.weights.map(({ originalName }) => originalName.split('/').at(-1)!);
      expect(names.filter((name) => name.endsWith('gain'))).toEqual(gains);
    }
  });

  it('keep a kernel of zeros, and its power iteration where it is', () => {
    for (const wrapper of Object.values(wrappers)) {
      const layer = wrapper({ layer: tf.layers.dense({ units: 2, kernelInitializer: 'zeros' }) });
      const x = tf.ones([3, 4]);
      const { y, gradients } = differentiate(layer, x, tf.ones([3, 2]));
      expect(Array.from(y.dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
      for (const gradient of values(gradients).flat()) expect(Number.isFinite(gradient)).toBe(true);
      for (const weight of values(layer.getWeights()).flat()) {
        expect(Number.isFinite(weight)).toBe(true);
      }
    }
  });

  it('train in both engines alike, with the noise, penalties and constraints of the layer inside', async () => {
    registerLowering('layer', NoisyDense.className, lowerNoisyDense);
    const data = {
      x: ndarray(
        Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
        [20, 3],
      ),
      y: ndarray(
        Int32Array.from({ length: 20 }, (_, i) => i % 2),
        [20],
      ),
      task: 'classification' as const,
    };
    for (const wrapper of Object.values(wrappers)) {
      const trained = async (engine: 'tfjs' | 'fused') => {
        const model = tf.sequential();
        model.add(
          wrapper({
            layer: new NoisyDense({}),
            inputShape: [3],
          }),
        );
        const kernelInitializer = tf.initializers.glorotNormal({ seed: 2 });
        // The last activation, which the loss leaves out, is that of the layer inside.
        const layer = tf.layers.dense({ units: 2, activation: 'softmax', kernelInitializer });
        model.add(wrapper({ layer }));
        const options = { epochs: 3, batchSize: 8, engine, seed: 1 };
        const result = await fit(model, data, options);
        const weights = model.layers[0]!.getWeights();
        for (const weight of weights[0]!.dataSync()) expect(weight).toBeGreaterThanOrEqual(0);
        return {
          engine: result.engine,
          weights: values(model.getWeights()),
          history: result.history,
        };
      };
      const [tfjs, fused] = [await trained('tfjs'), await trained('fused')];
      expect(fused.engine).toBe('fused');
      tfjs.weights.forEach((weight, i) => expectClose(fused.weights[i]!, weight));
      expectClose(fused.history['penalty'] as number[], tfjs.history['penalty'] as number[]);
    }
  });

  it('say why the fused engine cannot train them where the layer inside has no lowering', async () => {
    const model = tf.sequential();
    model.add(
      weightNormalization({
        layer: tf.layers.simpleRNN({ units: 2 }),
        inputShape: [3, 1],
        name: 'wrapped',
      }),
    );
    model.add(tf.layers.dense({ units: 1 }));
    const data = {
      x: ndarray(new Float32Array(12), [4, 3, 1]),
      y: ndarray(new Float32Array(4), [4]),
      task: 'regression' as const,
    };
    const before = tf.memory().numTensors;
    await expect(fit(model, data, { epochs: 1, engine: 'fused' })).rejects.toThrow(
      "the layer 'wrapped' wraps a SimpleRNN, which has no lowering",
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('freeze what is inside with trainable: false, and save it', () => {
    const layer = weightNormalization({
      layer: tf.layers.dense({ units: 2 }),
      trainable: false,
      inputShape: [3],
    });
    const model = tf.sequential({ layers: [layer] });
    expect(model.trainableWeights).toEqual([]);
    expect(layer.weights.length).toBe(3);
    layer.trainable = true;
    expect(model.trainableWeights.length).toBe(3);
    expect(layer.getConfig()).toMatchObject({ layer: { className: 'Dense' }, trainable: true });
  });

  it('take the input shape of the layer inside, and its initial weights', () => {
    const weights = [tf.tensor2d([[3], [4]]), tf.tensor1d([1])];
    const layer = weightNormalization({
      layer: tf.layers.dense({ units: 1, inputShape: [2], weights }),
    });
    const model = tf.sequential({ layers: [layer] });
    expect(values(model.getWeights())).toEqual([[3, 4], [1], [5]]);
  });

  it('are built from a recipe, with weights that its seed alone decides', () => {
    const built = (wrapper: (typeof wrappers)[keyof typeof wrappers], seed: number) => {
      const layer = wrapper({ layer: tf.layers.dense({ units: 2 }), inputShape: [3] });
      const model = tf.sequential({ layers: [layer] });
      const topology = model.toJSON(null, false) as object;
      const recipe = createRecipe({ model: { topology } as never });
      const data = { x: { shape: [4, 3] }, task: 'regression', classCount: 0 } as const;
      return values(buildModel(recipe, data, seed).getWeights());
    };
    for (const wrapper of Object.values(wrappers)) {
      const weights = built(wrapper, 1);
      expect(built(wrapper, 1)).toEqual(weights);
      expect(built(wrapper, 2)).not.toEqual(weights);
    }
  });

  it('refuse a layer that is in a model', () => {
    const layer = tf.layers.dense({ units: 1, inputShape: [1], name: 'taken' });
    tf.sequential({ layers: [layer] });
    expect(() => weightNormalization({ layer })).toThrow(
      /must be in no model yet, but 'taken' is in one: make a new layer/,
    );
  });
});
