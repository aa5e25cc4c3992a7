import { layerFromConfig, LayerNoise, type NoisyLayer } from '@occam/backend';
import { checkInteger, checkNumber, checkOneOf, createRng, type Seed } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, encodeSeed, type NoiseLayerOptions } from './noiseLayerOptions.js';

type DenseOptions = Parameters<typeof tf.layers.dense>[0];

/** The options of tfjs' Dense that {@link dropConnect} takes as they are. */
const DENSE_OPTIONS = [
  'units',
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'kernelConstraint',
  'biasConstraint',
] as const satisfies readonly (keyof DenseOptions)[];

/** What {@link dropConnect} takes: the options of a dense layer of tfjs, and these. */
export interface DropConnectOptions
  extends Pick<DenseOptions, (typeof DENSE_OPTIONS)[number]>, NoiseLayerOptions {
  /** The share of the weights and biases that is dropped, 0 ≤ rate < 1. */
  rate: number;
  /**
   * Whether each row of a batch has a mask of its own, as in the paper, or the batch has one, which costs a fraction.
   * Default 'sample'.
   */
  per?: 'sample' | 'batch' | undefined;
  /**
   * At inference, over how many samples of the moment-matched Gaussian the outputs are averaged, a whole number; 0 for the mean
   * network. Default 0.
   */
  samples?: number | undefined;
}

/** What of a Dense of tfjs is used: it reads and writes the options. */
interface DenseParts {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation | null;
  readonly kernelInitializer: Parameters<tf.layers.Layer['addWeight']>[3];
  readonly biasInitializer: Parameters<tf.layers.Layer['addWeight']>[3];
  readonly kernelRegularizer: Parameters<tf.layers.Layer['addWeight']>[4];
  readonly biasRegularizer: Parameters<tf.layers.Layer['addWeight']>[4];
  readonly kernelConstraint: Parameters<tf.layers.Layer['addWeight']>[6];
  readonly biasConstraint: Parameters<tf.layers.Layer['addWeight']>[6];
}

interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
  getClassName(): string;
}

/** The layer that {@link dropConnect} makes. */
export class DropConnect extends tf.layers.Layer implements NoisyLayer {
  /** The name in saved models. */
  static className = 'OccamDropConnect';
  /** Makes the layer from its saved options. */
  static override fromConfig = layerFromConfig;
  /** Its random numbers. */
  readonly noise: LayerNoise;
  /** The share that is dropped. */
  readonly rate: number;
  /** What shares a mask. */
  readonly per: 'sample' | 'batch';
  /** Over how many samples outputs are averaged at inference. */
  readonly samples: number;
  /** What follows the product; whoever wants logits replaces it. */
  activation: Activation | null;
  /** The regularizer of the kernel. */
  readonly kernelRegularizer: DenseParts['kernelRegularizer'];
  /** The regularizer of the biases. */
  readonly biasRegularizer: DenseParts['biasRegularizer'];
  /** The weights, shape [inputs, units]. */
  kernel!: tf.LayerVariable;
  /** The biases, shape [units]. */
  bias: tf.LayerVariable | null = null;
  readonly #dense: tf.layers.Layer & DenseParts;
  readonly #seed: Seed;

  /** Checks the options. */
  constructor(options: DropConnectOptions) {
    const seed = checkNoiseOptions('dropConnect', options, [
      ...DENSE_OPTIONS,
      'rate',
      'per',
      'samples',
    ]);
    const { rate, per = 'sample', samples = 0, units } = options;
    checkInteger('units', units, { min: 1 });
    checkNumber('rate', rate, { min: 0, below: 1 });
    checkOneOf('per', per, ['sample', 'batch']);
    checkInteger('samples', samples, { min: 0 });
    const ofDense = Object.fromEntries(
      DENSE_OPTIONS.flatMap((name) => (options[name] == null ? [] : [[name, options[name]]])),
    );
    const { name, inputShape, batchInputShape, batchSize, dtype, trainable } = options;
    const others = { name, inputShape, batchInputShape, batchSize, dtype, trainable };
    super(Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)));
    this.rate = rate;
    this.per = per;
    this.samples = samples;
    this.#seed = seed;
    this.noise = new LayerNoise(this, seed);
    const dense = tf.layers.dense({ ...(ofDense as unknown as DenseOptions), name: this.name });
    this.#dense = dense as unknown as tf.layers.Layer & DenseParts;
    this.activation = this.#dense.activation;
    this.kernelRegularizer = this.#dense.kernelRegularizer;
    this.biasRegularizer = this.#dense.biasRegularizer;
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 2 }];
  }

  /** Makes the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const inputs = onlyShape(inputShape).at(-1)!;
    const { units, useBias, kernelInitializer, biasInitializer, ...dense } = partsOf(this.#dense);
    this.kernel = this.addWeight(
      'kernel',
      [inputs, units],
      'float32',
      kernelInitializer,
      dense.kernelRegularizer,
      true,
      dense.kernelConstraint,
    );
    if (useBias) {
      this.bias = this.addWeight(
        'bias',
        [units],
        'float32',
        biasInitializer,
        dense.biasRegularizer,
        true,
        dense.biasConstraint,
      );
    }
    this.inputSpec = [{ minNDim: 2, axes: { [-1]: inputs } }];
    this.built = true;
  }

  /** The shape of the input with the units on the last axis. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...onlyShape(inputShape).slice(0, -1), this.#dense.units];
  }

  /** f(x·W + b), with masked W and b in training. */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training }: { training?: boolean } = {},
  ): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const [rows, width] = [x.shape[0]!, x.shape.at(-1)!];
      const flat = tf.reshape(x, [rows, -1, width]) as tf.Tensor3D;
      const f = (z: tf.Tensor) => this.activation?.apply(z) ?? z;
      const y =
        this.rate === 0
          ? f(this.#mean(flat))
          : training
            ? f(this.#masked(flat))
            : this.samples > 0
              ? this.#sampled(flat, f)
              : f(this.#mean(flat));
      return tf.reshape(y, [...x.shape.slice(0, -1), this.#dense.units]);
    });
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    const dense = this.#dense.getConfig();
    return {
      ...super.getConfig(),
      ...Object.fromEntries(DENSE_OPTIONS.map((name) => [name, dense[name]!])),
      rate: this.rate,
      per: this.per,
      samples: this.samples,
      seed: encodeSeed(this.#seed),
    };
  }

  /**
   * The standard normal numbers of each sample at inference, one for each unit: the same at each inference, and for each row, so that
   * what a row gives does not depend on the batch around it.
   *
   * @internal
   */
  normals(): Float32Array[] {
    const rng = createRng(this.#seed).fork('inference');
    const units = this.kernel.shape[1]!;
    return Array.from({ length: this.samples }, () =>
      Float32Array.from({ length: units }, () => rng.normal()),
    );
  }

  #mean(x: tf.Tensor3D): tf.Tensor {
    const [rows, steps, width] = x.shape;
    const product = tf.matMul(
      tf.reshape(x, [rows * steps, width]),
      this.kernel.read() as tf.Tensor2D,
    );
    return this.#plus(tf.reshape(product, [rows, steps, -1]), this.bias?.read());
  }

  #plus(z: tf.Tensor, bias: tf.Tensor | null | undefined): tf.Tensor {
    return bias ? tf.add(z, bias) : z;
  }

  /** The mask of the biases is one more row of the mask of the weights. */
  #masked(x: tf.Tensor3D): tf.Tensor {
    const { kernel, bias, rate, per } = this;
    const [inputs, units] = kernel.shape as [number, number];
    const rows = per === 'sample' ? x.shape[0] : 1;
    const size = (inputs + (bias ? 1 : 0)) * units;
    // Each row's numbers begin at a multiple of 4, where a kernel can begin to draw.
    const drawn = this.noise.next().mask([rows, Math.ceil(size / 4) * 4], rate, 1 / (1 - rate));
    const part = (from: number, shape: number[]) =>
      tf.reshape(tf.slice(drawn, [0, from], [rows, shape[1]! * shape[2]!]), shape);
    const weights = tf.mul(kernel.read(), part(0, [rows, inputs, units]));
    const biases = bias && tf.mul(bias.read(), part(inputs * units, [rows, 1, units]));
    if (per === 'sample') return this.#plus(tf.matMul(x, weights), biases);
    const [samples, steps, width] = x.shape;
    const product = tf.matMul(tf.reshape(x, [samples * steps, width]), tf.squeeze(weights, [0]));
    return this.#plus(tf.reshape(product, [samples, steps, units]), biases);
  }

  #sampled(x: tf.Tensor3D, f: (z: tf.Tensor) => tf.Tensor): tf.Tensor {
    const { rate, bias } = this;
    const kernel = this.kernel.read() as tf.Tensor2D;
    const [rows, steps, width] = x.shape;
    const squares = tf.matMul(tf.reshape(tf.square(x), [rows * steps, width]), tf.square(kernel));
    const variance = this.#plus(squares, bias ? tf.square(bias.read()) : undefined);
    const deviation = tf.reshape(tf.sqrt(tf.mul(variance, rate / (1 - rate))), [rows, steps, -1]);
    const mean = this.#mean(x);
    let sum: tf.Tensor = tf.zerosLike(mean);
    for (const z of this.normals()) {
      sum = tf.tidy(() => tf.add(sum, f(tf.add(mean, tf.mul(deviation, tf.tensor1d(z))))));
    }
    return tf.div(sum, this.samples);
  }
}

/**
 * Creates a dense layer that drops weights in training instead of outputs, each row of a batch its own:
 *
 *     y = f(x·(W∘M) + b∘m)      M, m = [u ≥ rate] / (1 − rate), u uniform from [0, 1)
 *
 * At inference it is the mean network, f(x·W + b). With `samples`, it is the paper's moment matching instead: the sum before f is
 * taken to be normal, with the mean and the variance that the masks give it, and f is averaged over samples of it:
 *
 *     y = mean of f(μ + σ·z)      μ = x·W + b      σ² = rate / (1 − rate) · (x²·W² + b²)      z standard normal
 *
 * As in the paper, biases are masked too. It scales by 1 / (1 − rate) in training, where the paper scales μ by 1 − rate at
 * inference: its W is (1 − rate) times the paper's. Weights are options as in tfjs' `dense`; an input of
 * more than two axes is a dense layer over its last axis, with one mask for each row.
 *
 * With `per: 'sample'` a step draws rows · inputs · units numbers: the README has the cost. Both engines compute it, with
 * `samples` too.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { dropConnect } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [
 *     dropConnect({ units: 16, rate: 0.5, activation: 'relu', inputShape: [4] }),
 *     tf.layers.dense({ units: 3, activation: 'softmax' }),
 *   ],
 * });
 * ```
 *
 * Wan, Zeiler, Zhang, LeCun, Fergus: Regularization of Neural Networks using DropConnect, 2013.
 */
export function dropConnect(options: DropConnectOptions): tf.layers.Layer {
  return new DropConnect(options);
}

function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}

/** tfjs' Dense keeps them as properties that its type does not show. */
function partsOf(dense: tf.layers.Layer & DenseParts): DenseParts {
  return dense;
}
