import type { Parameter, Plan, PlanBuffer } from '@occam/backend';
import { checkInteger, createRng, type Seed } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { matrixSize, vectorAxes, type Kernel } from './kernels.js';
import {
  KernelWrapper,
  wrapperFromConfig,
  type KernelLowering,
  type WrapperOptions,
} from './kernelWrapper.js';

/** What {@link spectralNormalization} takes. */
export interface SpectralNormalizationOptions extends WrapperOptions {
  /** How many steps of power iteration each batch in training makes, from 1. Default 1. */
  powerIterations?: number | undefined;
  /** Decides where the iteration starts, an integer or a string. Default 0. */
  seed?: Seed | undefined;
}

/** How many steps the first u and v are from random ones, as in PyTorch. */
const FIRST_ITERATIONS = 15;

/** The vectors between which a kernel stretches the most: W·u = σ·v. */
interface SingularVectors {
  /** Shape [outputs]. */
  readonly u: tf.LayerVariable;
  /** Shape [the length of a weight vector]. */
  readonly v: tf.LayerVariable;
}

/** The layer that {@link spectralNormalization} makes. */
export class SpectralNormalization extends KernelWrapper {
  /** The name in saved models. */
  static className = 'OccamSpectralNormalization';
  /** Makes the layer from its saved options. */
  static override fromConfig = wrapperFromConfig;
  /** How many steps of power iteration each batch makes. */
  readonly powerIterations: number;
  readonly #seed: Seed;
  readonly #vectors = new Map<Kernel, SingularVectors>();

  /** Checks the options. */
  constructor(options: SpectralNormalizationOptions) {
    super('spectralNormalization', options, ['powerIterations', 'seed']);
    const { powerIterations = 1, seed = 0 } = options;
    checkInteger('powerIterations', powerIterations, { min: 1 });
    // tfjs' JSON loses capitals and underscores of strings: they are saved as a list of character codes.
    this.#seed = Array.isArray(seed) ? String.fromCharCode(...(seed as number[])) : seed;
    createRng(this.#seed);
    this.powerIterations = powerIterations;
  }

  /** @internal */
  protected buildKernel(kernel: Kernel): void {
    const { rows, columns } = matrixSize(kernel);
    const prefix = kernel.variable.originalName
      .split('/')
      .at(-1)!
      .replace(/kernel$/, '');
    const rng = createRng(this.#seed).fork(kernel.property);
    const add = (name: string, size: number) => {
      const zeros = tf.initializers.zeros();
      const vector = this.addWeight(prefix + name, [size], 'float32', zeros, undefined, false);
      const random = rng.fork(name);
      tf.tidy(() => {
        const values = tf.tensor(Float32Array.from({ length: size }, () => random.normal()));
        vector.write(tf.div(values, tf.norm(values)));
      });
      return vector;
    };
    this.#vectors.set(kernel, { u: add('u', columns), v: add('v', rows) });
    tf.tidy(() => this.#iterate(kernel, FIRST_ITERATIONS));
  }

  /** W / σ. */
  effectiveKernel(kernel: Kernel, training: boolean): tf.Tensor {
    if (training) this.#iterate(kernel, this.powerIterations);
    // u and v are read as variables: so they are constants when σ is differentiated.
    const { u, v } = this.#vectors.get(kernel)!;
    const sigma = tf.sum(tf.mul(v.read(), tf.reshape(timesU(matrixOf(kernel), u.read()), [-1])));
    return tf.div(kernel.variable.read(), orOne(sigma));
  }

  /** dW = dŴ/σ − Σ(dŴ·W)/σ² · v·uᵀ. */
  readonly lowerKernel: KernelLowering = (kernel, raw, plan) => {
    const { kernels, module } = plan;
    const { rows, columns } = matrixSize(kernel);
    const { u, v } = this.#vectors.get(kernel)!;
    const [left, right] = [plan.parameter(v).value, plan.parameter(u).value];
    const power = lowerPowerIteration(plan, raw, rows, columns, left, right);
    const value = plan.buffer(0, raw.size);
    let sigma = 1;
    plan.forward([value, ...power.buffers], () => {
      if (plan.training) for (let i = 0; i < this.powerIterations; i++) power.iterate();
      sigma = power.sigma() || 1;
      kernels.combine(raw.size, raw.value.address, 1 / sigma, 0, 0, 0, value.address);
    });
    if (!raw.gradient) return { ...raw, value };

    const gradient = plan.buffer(0, raw.size);
    const products = plan.buffer(0, raw.size);
    const sums = plan.buffer(0, columns);
    plan.backward([value, gradient, products, sums, ...power.buffers], () => {
      const from = gradient.address;
      const to = raw.gradient!.address;
      kernels.multiplyArrays(raw.size, from, raw.value.address, products.address);
      kernels.sumOfRows(rows, columns, products.address, sums.address, 0);
      let sum = 0;
      for (const one of new Float32Array(module.memory.buffer, sums.address, columns)) sum += one;
      kernels.combine(raw.size, from, 1 / sigma, 0, 0, 0, to);
      power.addOuterProduct(-sum / sigma ** 2, to);
    });
    return { ...raw, value, gradient };
  };

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    const seed = this.#seed;
    return {
      ...super.getConfig(),
      powerIterations: this.powerIterations,
      seed: typeof seed === 'number' ? seed : Array.from(seed, (_, i) => seed.charCodeAt(i)),
    };
  }

  /** v ← W·u / ‖W·u‖, u ← Wᵀ·v / ‖Wᵀ·v‖, so many times; they stay where the product is 0. */
  #iterate(kernel: Kernel, times: number): void {
    const { u, v } = this.#vectors.get(kernel)!;
    tf.tidy(() => {
      const w = matrixOf(kernel);
      let [left, right]: tf.Tensor[] = [v.read(), u.read()];
      for (let i = 0; i < times; i++) {
        left = normalized(timesU(w, right!), left!);
        right = normalized(tf.matMul(w, tf.reshape(left, [-1, 1]), true), right!);
      }
      v.write(left!);
      u.write(right!);
    });
  }
}

/** A kernel as a matrix of vectors × outputs, also where outputs are not its last axis. */
function matrixOf(kernel: Kernel): tf.Tensor2D {
  const { rows, columns } = matrixSize(kernel);
  const weights = kernel.variable.read();
  const ordered = kernel.outputsLast
    ? weights
    : tf.transpose(weights, [...vectorAxes(kernel), ...kernel.outputAxes]);
  return tf.reshape(ordered, [rows, columns]);
}

function timesU(w: tf.Tensor2D, u: tf.Tensor): tf.Tensor {
  return tf.matMul(w, tf.reshape(u, [-1, 1]));
}

function normalized(product: tf.Tensor, former: tf.Tensor): tf.Tensor {
  const vector = tf.reshape(product, [-1]);
  const norm = tf.norm(vector);
  const some = tf.greater(norm, 0);
  return tf.where(some, tf.div(vector, tf.where(some, norm, tf.onesLike(norm))), former);
}

/** σ, or 1 where it is 0: a kernel of zeros stays one. */
function orOne(sigma: tf.Tensor): tf.Tensor {
  return tf.customGrad((x) => ({
    value: tf.where(tf.equal(x as tf.Tensor, 0), tf.onesLike(x as tf.Tensor), x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => dy,
  }))(sigma);
}

/** The power iteration of a matrix in a plan, on vectors that lie in the memory of variables. */
function lowerPowerIteration(
  plan: Plan,
  { value: w }: Parameter,
  rows: number,
  columns: number,
  v: PlanBuffer,
  u: PlanBuffer,
) {
  const { kernels, module } = plan;
  const product = plan.buffer(0, Math.max(rows, columns));
  const scratch = plan.scratch(() =>
    Math.max(
      kernels.gemmScratch(0, 0, rows, 1, columns),
      kernels.gemmScratch(1, 0, columns, 1, rows),
      kernels.gemmScratch(0, 0, rows, columns, 1),
    ),
  );
  const multiply = (transposed: 0 | 1, from: PlanBuffer): void => {
    const [m, k] = transposed ? [columns, rows] : [rows, columns];
    const s = scratch.address;
    const to = product.address;
    kernels.gemm(transposed, 0, m, 1, k, w.address, columns, from.address, 1, to, 1, 0, 0, 0, s);
  };
  const normalize = (n: number, to: PlanBuffer): void => {
    const norm = Math.sqrt(kernels.sumOfSquares(n, product.address));
    if (norm > 0) kernels.combine(n, product.address, 1 / norm, 0, 0, 0, to.address);
  };
  return {
    buffers: [product, scratch],
    iterate(): void {
      multiply(0, u);
      normalize(rows, v);
      multiply(1, v);
      normalize(columns, u);
    },
    sigma(): number {
      multiply(0, u);
      const [image, left] = [product, v].map(
        ({ address }) => new Float32Array(module.memory.buffer, address, rows),
      );
      return image!.reduce((sum, one, i) => sum + one * left![i]!, 0);
    },
    /** Adds factor · v·uᵀ to a matrix. */
    addOuterProduct(factor: number, to: number): void {
      const [from, s] = [product.address, scratch.address];
      kernels.combine(rows, v.address, factor, 0, 0, 0, from);
      kernels.gemm(0, 0, rows, columns, 1, from, 1, u.address, columns, to, columns, 0, 0, 1, s);
    },
  };
}

/**
 * Wraps a layer so that it stretches no input by more than a factor of 1:
 *
 *     Ŵ = W / σ      σ the largest singular value of W, as a matrix of all weights that lead to an output × outputs
 *
 * σ = vᵀ·W·u comes from power iteration, whose vectors go on from batch to batch in training (and are saved with
 * the model) and stay at inference. σ is differentiated with u and v held still, as in PyTorch, whose numbers these are; Keras' layer
 * overwrites the kernel and does not differentiate σ. Regularizers and constraints of the kernel act on W.
 *
 * After fresh weights are put into a model by `setWeights`, u and v are those given with them.
 *
 * Both engines compute it, the fused one where the layer inside has a lowering. {@link removeReparametrization} makes
 * plain layers of it.
 *
 * @throws TypeError or RangeError if an option is unknown or out of range, or the layer has no kernel or is in a model already
 *
 * @example
 * ```ts
 * import { spectralNormalization } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = spectralNormalization({ layer: tf.layers.dense({ units: 16 }), inputShape: [4] });
 * ```
 *
 * Miyato, Kataoka, Koyama, Yoshida: Spectral normalization for generative adversarial networks, 2018.
 */
export function spectralNormalization(options: SpectralNormalizationOptions): tf.layers.Layer {
  return new SpectralNormalization(options);
}
