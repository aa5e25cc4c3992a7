import type { Activation, Batch, Parameter, Plan } from '@occam/backend';
import { checkInteger, checkNumber, checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { Penalty } from './penalty.js';
import { sumOfSizes } from './withGradient.js';

/** What is common to {@link L1Options}, {@link L2Options} and {@link L1L2Options}. */
export interface ReductionOptions {
  /** 'sum' over the weights, or the 'mean': the sum divided by `count`. Default 'sum'. */
  readonly reduction?: 'sum' | 'mean' | undefined;
  /**
   * With `reduction: 'mean'`, how many weights the mean is over, N_w. Default: in the objective of a recipe the number of
   * trainable weights of the whole model; as a layer's regularizer, which knows no model, the size of its weight.
   */
  readonly count?: number | undefined;
}

/** What {@link l1} takes. */
export interface L1Options extends ReductionOptions {
  /** The factor of Σ|w|, at least 0. Default 0.01. */
  readonly l1?: number | undefined;
}

/** What {@link l2} takes. */
export interface L2Options extends ReductionOptions {
  /** The factor of Σw², at least 0. Default 0.01. */
  readonly l2?: number | undefined;
}

/** What {@link l1l2} takes. */
export interface L1L2Options extends ReductionOptions {
  /** The factor of Σ|w|, at least 0. Default 0. */
  readonly l1?: number | undefined;
  /** The factor of Σw², at least 0. Default 0. */
  readonly l2?: number | undefined;
}

interface L1L2Config {
  readonly l1: number;
  readonly l2: number;
  readonly reduction: 'sum' | 'mean';
  readonly count?: number;
}

/** The class behind {@link l1}, {@link l2} and {@link l1l2}. */
export class L1L2Penalty extends Penalty<L1L2Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamL1L2';

  /** Checks the options. */
  constructor(options: L1L2Options = {}) {
    checkOptions('l1l2', options, ['l1', 'l2', 'reduction', 'count']);
    const { l1: ofSizes = 0, l2: ofSquares = 0, reduction = 'sum', count } = options;
    checkNumber('l1', ofSizes, { min: 0 });
    checkNumber('l2', ofSquares, { min: 0 });
    checkOneOf('reduction', reduction, ['sum', 'mean']);
    if (count !== undefined) checkInteger('count', count, { min: 1 });
    super({ l1: ofSizes, l2: ofSquares, reduction, ...(count === undefined ? {} : { count }) });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { l1: ofSizes, l2: ofSquares } = this.#factors(w.size);
    const terms = [
      ...(ofSizes > 0 ? [tf.mul(ofSizes, sumOfSizes(w))] : []),
      ...(ofSquares > 0 ? [tf.mul(ofSquares, tf.sum(tf.square(w)))] : []),
    ];
    // Multiplied by 0, w still has a gradient: tfjs cannot differentiate a constant.
    return (terms.length > 0 ? tf.addN(terms) : tf.mul(0, tf.sum(w))) as tf.Scalar;
  }

  /** @internal */
  override lower({ value, gradient, size }: Parameter, weight: number, plan: Plan): () => number {
    const { l1: ofSizes, l2: ofSquares } = this.#factors(size);
    return () =>
      plan.kernels.l1l2Penalty(
        size,
        value.address,
        gradient ? gradient.address : 0,
        weight * ofSizes,
        weight * ofSquares,
      );
  }

  /** @internal */
  override lowerActivity({ value, gradient, width }: Activation, plan: Plan) {
    return ({ rows }: Readonly<Batch>): number => {
      const { l1: ofSizes, l2: ofSquares } = this.#factors(rows * width);
      return plan.kernels.l1l2Penalty(
        rows * width,
        value.address,
        gradient ? gradient.address : 0,
        ofSizes / rows,
        ofSquares / rows,
      );
    };
  }

  #factors(size: number): { l1: number; l2: number } {
    const { l1: ofSizes, l2: ofSquares, reduction, count = size } = this.config;
    const divisor = reduction === 'mean' ? count : 1;
    return { l1: ofSizes / divisor, l2: ofSquares / divisor };
  }
}

/**
 * Penalizes the sizes of weights, which drives many of them to 0 (lasso):
 *
 *     l1 · Σ|w|
 *
 * The derivative of |w| at 0 is 0, so that a weight can stay there; tfjs' own regularizer pushes it off. With
 * `reduction: 'mean'` it is the lecture's l1/N_w · Σ|w|.
 *
 * @param options the factor, or options
 * @throws TypeError or RangeError if an option is unknown, negative or not finite
 *
 * @example
 * ```ts
 * import { l1 } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * tf.layers.dense({ units: 8, inputShape: [4], kernelRegularizer: l1(0.01) });
 * console.log(l1(0.01).apply(tf.tensor1d([3, -4])).arraySync().toFixed(2)); // 0.07
 * ```
 *
 * Source: Tibshirani (1996), "Regression shrinkage and selection via the lasso".
 */
export function l1(options: number | L1Options = {}): Regularizer {
  const given = typeof options === 'number' ? { l1: options } : options;
  checkOptions('l1', given, ['l1', 'reduction', 'count']);
  return new L1L2Penalty({ ...given, l1: given.l1 ?? 0.01 });
}

/**
 * Penalizes the squares of weights (weight decay by the gradient, ridge):
 *
 *     l2 · Σw²
 *
 * The factor is Keras' and tfjs': without ½. The lecture's β·E + (1 − β)·½‖w‖² is `lossWeight: β`, `l2: (1 − β) / 2`.
 *
 * @param options the factor, or options
 * @throws TypeError or RangeError if an option is unknown, negative or not finite
 *
 * @example
 * ```ts
 * import { l2 } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * tf.layers.dense({ units: 8, inputShape: [4], kernelRegularizer: l2({ l2: 0.001 }) });
 * console.log(l2(0.5).apply(tf.tensor1d([3, -4])).arraySync()); // 12.5
 * ```
 *
 * Source: Hoerl and Kennard (1970), "Ridge regression".
 */
export function l2(options: number | L2Options = {}): Regularizer {
  const given = typeof options === 'number' ? { l2: options } : options;
  checkOptions('l2', given, ['l2', 'reduction', 'count']);
  return new L1L2Penalty({ ...given, l2: given.l2 ?? 0.01 });
}

/**
 * Penalizes sizes and squares of weights (elastic net):
 *
 *     l1 · Σ|w| + l2 · Σw²
 *
 * What is not given is 0, as in Keras 3; tfjs takes 0.01 for it.
 *
 * @param options one factor for both, or options
 * @throws TypeError or RangeError if an option is unknown, negative or not finite
 *
 * @example
 * ```ts
 * import { l1l2 } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(l1l2({ l1: 1, l2: 0.5 }).apply(tf.tensor1d([3, -4])).arraySync()); // 19.5
 * ```
 *
 * Source: Zou and Hastie (2005), "Regularization and variable selection via the elastic net".
 */
export function l1l2(options: number | L1L2Options = {}): Regularizer {
  return new L1L2Penalty(typeof options === 'number' ? { l1: options, l2: options } : options);
}
