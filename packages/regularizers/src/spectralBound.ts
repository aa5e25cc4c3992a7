import type { Parameter, Plan } from '@occam/backend';
import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Constraint } from './baseClasses.js';
import { matrixOf } from './matrix.js';
import { largestSingularValue, lowerPowerIteration } from './powerIteration.js';
import { Projection } from './projection.js';

/** What {@link spectralBound} takes. */
export interface SpectralBoundOptions {
  /** The largest spectral norm allowed, above 0. Default 1. */
  readonly maxValue?: number | undefined;
  /** How many steps of power iteration find the norm each time, from 1. Default 20. */
  readonly iterations?: number | undefined;
}

interface Config {
  readonly maxValue: number;
  readonly iterations: number;
}

/** The class behind {@link spectralBound}. */
export class SpectralBound extends Projection<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamSpectralBound';

  /** Checks the options. */
  constructor(given: number | SpectralBoundOptions = {}) {
    const options = typeof given === 'number' ? { maxValue: given } : given;
    checkOptions('spectralBound', options, ['maxValue', 'iterations']);
    const { maxValue = 1, iterations = 20 } = options;
    checkNumber('maxValue', maxValue, { above: 0 });
    checkInteger('iterations', iterations, { min: 1 });
    super({ maxValue, iterations });
  }

  /** @internal */
  protected project(w: tf.Tensor): tf.Tensor {
    const { maxValue, iterations } = this.config;
    const { rows, columns } = matrixOf('spectralBound', w.shape);
    const matrix = tf.reshape(w, [rows, columns]);
    const { value } = largestSingularValue(matrix as tf.Tensor2D, iterations);
    return tf.div(w, tf.maximum(1, tf.div(value, maxValue)));
  }

  /** @internal */
  override lower({ value, shape, size }: Parameter, plan: Plan): () => void {
    const { maxValue, iterations } = this.config;
    const power = lowerPowerIteration(matrixOf('spectralBound', shape), iterations, plan);
    return () => {
      const { address } = value;
      const scale = 1 / Math.max(1, power.run(address) / maxValue);
      if (scale < 1) plan.kernels.combine(size, address, scale, 0, 0, 0, address);
    };
  }
}

/**
 * Constrains a weight's spectral norm, the most by which it can stretch its input, so that the network's output changes by at most
 * the product of the layers' bounds times the change of its input:
 *
 *     W ← W / max(1, σ_max(W) / maxValue)
 *
 * σ_max is found by power iteration from the same vector each time, as {@link spectral} does. Miyato et al. divide by σ_max always.
 *
 * @param options `maxValue`, or options
 * @throws TypeError or RangeError if an option is unknown or out of range, or the weight is a vector
 *
 * @example
 * ```ts
 * import { spectralBound } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const projected = spectralBound(1).apply(tf.tensor2d([[4, 0], [0, 2]]));
 * console.log(Array.from(projected.dataSync(), (x) => x.toFixed(2)).join(' ')); // 1.00 0.00 0.00 0.50
 * ```
 *
 * Source: Gouk, Frank, Pfahringer and Cree (2021), "Regularisation of neural networks by enforcing Lipschitz continuity".
 */
export function spectralBound(options: number | SpectralBoundOptions = {}): Constraint {
  return new SpectralBound(options);
}
