import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  type NdArray,
  type Seed,
} from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { checkFunction, checkList } from './testRegularizerOptions.js';

/** Rows with their targets, as a transform takes and returns them. */
export interface TestedRows {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets, if there are any. */
  readonly y?: NdArray | undefined;
}

/** A transform of `@occam/augmentation`, as far as the suite knows it. */
export interface TestedTransform {
  /** Its name in JSON. */
  readonly className: string;
  /** What it works on: 'image' or 'rows'. */
  readonly on: string;
  /** The options it was made with, as plain JSON. */
  getConfig(): Record<string, unknown>;
  /** Draws what happens to one sample. */
  draw(random: any, source: any): unknown;
  /** Does what was drawn. */
  apply(rows: any, drawn: readonly any[], source: any): TestedRows;
  /** Does the same to a tensor. */
  applyTensor?(x: tf.Tensor, drawn: readonly any[]): tf.Tensor;
  /** Changes which rows there are. */
  resample?(data: any, seed: Seed): TestedRows;
}

/** A pipeline of `@occam/augmentation`, as far as the suite knows it. */
export interface TestedPipeline {
  /** Varies training rows. */
  vary(
    data: any,
    rows: Uint32Array,
    options?: { epoch?: number; seed?: Seed },
  ): TestedRows & {
    /** What was drawn, to be done again. */
    readonly drawn: unknown;
  };
  /** Does again what was drawn. */
  replay(data: any, rows: Uint32Array, drawn: any): TestedRows;
  /** Varies a batch of tensors alone. */
  apply(
    x: tf.Tensor,
    options?: any,
  ): Promise<{
    /** The features. */
    x: tf.Tensor;
    /** The targets, if there are some. */
    y?: tf.Tensor | undefined;
  }>;
}

/** What {@link testTransform} must know about a transform. */
export interface TestTransformOptions<Options> {
  /** Makes the transform. */
  readonly create: (options: Options) => TestedTransform;
  /** Makes a pipeline: `augment` of `@occam/augmentation`. */
  readonly augment: (transforms: readonly any[], options?: any) => TestedPipeline;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** Options that must be refused, and what the message must say: the option's name and range. At least one. */
  readonly invalid: readonly (readonly [options: unknown, message: RegExp])[];
  /** Options under which it must change nothing, to the bit: those of zero magnitude. Default: none. */
  readonly identity?: readonly Options[] | undefined;
  /** The shapes of one row to try. Default [6, 6, 3] and [5, 8, 1] for images, [6] for rows. */
  readonly shapes?: readonly (readonly number[])[] | undefined;
  /** Between which numbers its values stay if those of its input do. Default: it promises nothing. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Whether it leaves targets as they are, or mixes those of several rows. Default 'kept'. */
  readonly targets?: 'kept' | 'mixed' | undefined;
  /** Whether it draws at random what it does in each epoch. Default: unless it resamples. */
  readonly varies?: boolean | undefined;
  /** How far its tensors may be from its arrays, absolutely. Default 1e-5. */
  readonly tensorBound?: number | undefined;
  /** Makes it known by its name. Default: nothing. */
  readonly register?: (() => void) | undefined;
}

/**
 * Checks the options of testTransform.
 *
 * @throws TypeError or RangeError if one is missing, unknown, of another type or out of range
 */
export function checkTestTransformOptions<Options>(options: TestTransformOptions<Options>): void {
  checkOptions('testTransform', options, [
    'create',
    'augment',
    'examples',
    'invalid',
    'identity',
    'shapes',
    'range',
    'targets',
    'varies',
    'tensorBound',
    'register',
  ]);
  const { create, augment, examples, invalid, identity, shapes, range } = options;
  const { targets = 'kept', varies = true, tensorBound = 1e-5, register = () => {} } = options;
  for (const [name, value] of Object.entries({ create, augment, register })) {
    checkFunction(name, value);
  }
  checkList('examples', examples);
  checkList('invalid', invalid);
  if (identity !== undefined) checkList('identity', identity);
  if (shapes !== undefined) checkList('shapes', shapes);
  shapes?.forEach((shape, i) => {
    checkList(`shapes[${i}]`, shape);
    shape.forEach((n, axis) => checkInteger(`shapes[${i}][${axis}]`, n, { min: 1 }));
  });
  if (range !== undefined) {
    if (!Array.isArray(range) || range.length !== 2) {
      throw new TypeError(`range must be [low, high], not ${describe(range)}`);
    }
    checkNumber('range[0]', range[0]);
    checkNumber('range[1]', range[1], { above: range[0] });
  }
  checkOneOf('targets', targets, ['kept', 'mixed']);
  checkBoolean('varies', varies);
  checkNumber('tensorBound', tensorBound, { min: 0 });
}
