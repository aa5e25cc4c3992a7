import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Constraint } from './baseClasses.js';

// tfjs' own constraints, with checked options: tfjs takes whatever it is given. The fused engine lowers them by their classes.

/** What {@link unitNorm} takes. */
export interface UnitNormOptions {
  /** The axis along which norms are taken, from 0. Default 0: the weights into each neuron of a dense layer. */
  readonly axis?: number | undefined;
}

/** What {@link maxNorm} takes. */
export interface MaxNormOptions extends UnitNormOptions {
  /** The largest norm allowed, above 0. Default 2. */
  readonly maxValue?: number | undefined;
}

/** What {@link minMaxNorm} takes. */
export interface MinMaxNormOptions extends UnitNormOptions {
  /** The least norm allowed, from 0 to `maxValue`. Default 0. */
  readonly minValue?: number | undefined;
  /** The largest norm allowed, above 0. Default 1. */
  readonly maxValue?: number | undefined;
  /** How far a norm outside moves towards the range in one step, above 0 and at most 1. Default 1: all the way. */
  readonly rate?: number | undefined;
}

/**
 * Constrains the norms of the weights into each neuron; longer ones are scaled down:
 *
 *     w ← w · min(‖w‖, maxValue) / (1e-7 + ‖w‖)
 *
 * @param options `maxValue`, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { maxNorm } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const projected = maxNorm(2.5).apply(tf.tensor2d([3, 4], [2, 1]));
 * console.log(Array.from(projected.dataSync(), (x) => x.toFixed(2)).join(' ')); // 1.50 2.00
 * ```
 *
 * Source: Srebro, Rennie and Jaakkola (2004), "Maximum-margin matrix factorization"; for networks Srivastava et al. (2014).
 */
export function maxNorm(options: number | MaxNormOptions = {}): Constraint {
  const given = typeof options === 'number' ? { maxValue: options } : options;
  checkOptions('maxNorm', given, ['maxValue', 'axis']);
  const { maxValue = 2, axis = 0 } = given;
  checkNumber('maxValue', maxValue, { above: 0 });
  checkInteger('axis', axis, { min: 0 });
  return tf.constraints.maxNorm({ maxValue, axis }) as unknown as Constraint;
}

/**
 * Constrains the norms of the weights into each neuron to 1: w ← w / (1e-7 + ‖w‖).
 *
 * @throws TypeError or RangeError if an option is unknown or out of range
 */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  checkOptions('unitNorm', options, ['axis']);
  const { axis = 0 } = options;
  checkInteger('axis', axis, { min: 0 });
  return tf.constraints.unitNorm({ axis }) as unknown as Constraint;
}

/** Constrains weights to be at least 0: w ← max(w, 0). */
export function nonNeg(): Constraint {
  return tf.constraints.nonNeg() as unknown as Constraint;
}

/**
 * Constrains the norms of the weights into each neuron to a range, at once or step by step:
 *
 *     w ← w · (rate · clip(‖w‖, minValue, maxValue) + (1 − rate) · ‖w‖) / (1e-7 + ‖w‖)
 *
 * @throws TypeError or RangeError if an option is unknown or out of range
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  checkOptions('minMaxNorm', options, ['minValue', 'maxValue', 'rate', 'axis']);
  const { minValue = 0, maxValue = 1, rate = 1, axis = 0 } = options;
  checkNumber('maxValue', maxValue, { above: 0 });
  checkNumber('minValue', minValue, { min: 0, max: maxValue });
  checkNumber('rate', rate, { above: 0, max: 1 });
  checkInteger('axis', axis, { min: 0 });
  return tf.constraints.minMaxNorm({ minValue, maxValue, rate, axis }) as unknown as Constraint;
}
