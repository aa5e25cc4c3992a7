import { checkBoolean, checkInteger, checkOptions, describe, type NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** What a scaler must have to be tested: the methods that `preprocess` steps of recipes need, and those that it may have. */
export interface TestedScaler {
  /** Learns from training rows and returns itself. */
  fit(x: NdArray): this;
  /** Changes rows by what was learned. */
  transform(x: NdArray): NdArray;
  /** Turns rows back, if that is possible. */
  inverseTransform?(z: NdArray): NdArray;
  /** Learns from more rows, if that is possible. */
  partialFit?(x: NdArray): this;
  /** Makes the layer that does the same. */
  toLayer(options?: { inputShape?: number[] }): tf.layers.Layer;
  /** The class and what it was made from and learned. */
  toJSON(): {
    /** The class. */
    readonly className: string;
    /** What it was made from and learned. */
    readonly config: object;
  };
}

/** What {@link testScaler} must know about a scaler. */
export interface TestScalerOptions<Options> {
  /** Makes the scaler, from options of yours or from the `config` of its JSON. */
  readonly create: (options: Options) => TestedScaler;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** Options that must be refused, and what the message must say: the option's name and range. At least one. */
  readonly invalid: readonly (readonly [options: unknown, message: RegExp])[];
  /** How many columns the rows have, from 1. Default 4. */
  readonly columns?: number | undefined;
  /** Whether it needs no `fit`, and so takes any number of columns. Default false. */
  readonly stateless?: boolean | undefined;
  /** Whether an option `missing: 'ignore'` leaves NaN out and keeps it. Default true. */
  readonly missing?: boolean | undefined;
  /** Whether rows come back from `inverseTransform` as they were, if there is one. Default true. */
  readonly invertible?: boolean | undefined;
  /** Makes it known to recipes, to tfjs' loader and to the fused engine. */
  readonly register: () => void;
}

/**
 * Checks the options of testScaler.
 *
 * @throws TypeError or RangeError if one is missing, unknown, of another type or out of range
 */
export function checkTestScalerOptions<Options>(options: TestScalerOptions<Options>): void {
  checkOptions('testScaler', options, [
    'create',
    'examples',
    'invalid',
    'columns',
    'stateless',
    'missing',
    'invertible',
    'register',
  ]);
  const { create, examples, invalid, register } = options;
  const { columns = 4, stateless = false, missing = true, invertible = true } = options;
  for (const [name, value] of Object.entries({ create, register })) {
    if (typeof value !== 'function') {
      throw new TypeError(`${name} must be a function, not ${describe(value)}`);
    }
  }
  for (const [name, value] of Object.entries({ examples, invalid })) {
    if (!Array.isArray(value) || value.length === 0) {
      throw new TypeError(`${name} must be a list of at least one, not ${describe(value)}`);
    }
  }
  checkInteger('columns', columns, { min: 1 });
  checkBoolean('stateless', stateless);
  checkBoolean('missing', missing);
  checkBoolean('invertible', invertible);
}
