import {
  checkBoolean,
  checkInteger,
  checkNdArray,
  checkOptions,
  describe,
  type NdArray,
  type Seed,
} from '@occam/core';
import { classCountOf, oneHot } from './classes.js';
import { Pipeline } from './pipeline.js';
import type { Rows } from './transform.js';

/** What {@link augmentDataset} takes: a `Dataset`, or its arrays alone. */
export interface AugmentableData {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets, shape [n] or [n, …]. */
  readonly y: NdArray;
  /** How many classes the targets have. Default: as many as the largest index needs. */
  readonly classCount?: number | undefined;
  /** The group of each row. */
  readonly groups?: readonly (string | number)[] | Int32Array | undefined;
  /** When each row was observed. */
  readonly times?: Float64Array | undefined;
}

/** How {@link augmentDataset} varies the rows. */
export interface AugmentDatasetOptions {
  /** What varies them. */
  readonly pipeline: Pipeline;
  /** How many variants of each row are made, at least 1. Default 1. */
  readonly copies?: number | undefined;
  /** Whether the rows as they are come first. Default true. */
  readonly keepOriginal?: boolean | undefined;
  /** Decides the variants, with the pipeline's own seed. Default 0. */
  readonly seed?: Seed | undefined;
}

/** The fields of a `Dataset` without what is computed from them: what `createDataset` takes. */
export type AugmentedData<Data extends AugmentableData> = Omit<
  Data,
  'size' | 'classCount' | 'select' | 'toTensors' | 'imputed' | keyof AugmentableData
> &
  Omit<AugmentableData, 'classCount'>;

const COMPUTED = ['size', 'classCount', 'select', 'toTensors', 'imputed'];

/**
 * Makes variants of rows ahead of time: the rows as they are, then the first variant of each, the second, … Copy k is what the
 * pipeline gives in epoch k. A pipeline that resamples does so first.
 *
 * Only for training rows: a variant of a training row among the validation rows is a leak. So the result has `groups`, those of the
 * data or each row's number, by which splitters keep a row and its variants on one side; data with `times` keep these instead.
 *
 * @param data a `Dataset`, or { x, y }
 * @returns the fields of a dataset of (copies + 1) · n rows, for `createDataset` or `train`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or the data do not fit the pipeline
 *
 * @example
 * ```ts
 * import { augment, augmentDataset, elastic } from '@occam/augmentation';
 *
 * const x = { data: new Float32Array(2 * 64), shape: [2, 8, 8, 1] };
 * const y = { data: new Int32Array([0, 1]), shape: [2] };
 * const more = augmentDataset({ x, y }, { pipeline: augment([elastic()]), copies: 4 });
 * console.log(more.x.shape); // [10, 8, 8, 1]
 * ```
 */
export function augmentDataset<Data extends AugmentableData>(
  data: Data,
  options: AugmentDatasetOptions,
): AugmentedData<Data> {
  if (typeof data !== 'object' || data === null) {
    throw new TypeError(`augmentDataset takes a Dataset or { x, y }, not ${describe(data)}`);
  }
  checkOptions('augmentDataset', options, ['pipeline', 'copies', 'keepOriginal', 'seed']);
  const { pipeline, copies = 1, keepOriginal = true, seed = 0 } = options;
  if (!(pipeline instanceof Pipeline)) {
    throw new TypeError(`pipeline must be made by augment([…]), not ${describe(pipeline)}`);
  }
  checkInteger('copies', copies, { min: 1 });
  checkBoolean('keepOriginal', keepOriginal);
  checkNdArray('x', data.x);
  checkNdArray('y', data.y);
  const classCount = data.classCount ?? classCountOf(data.y);
  const rows = pipeline.resample({ x: data.x, y: data.y, classCount }, seed);
  const { groups, times } = data;
  if (rows.x !== data.x && (groups || times)) {
    throw new RangeError(
      `the pipeline resamples, and new rows have no ${groups ? 'groups' : 'times'}: leave these out of the data`,
    );
  }
  const n = rows.x.shape[0] ?? 0;
  const numbers = Uint32Array.from({ length: n }, (_, row) => row);
  const variants: Rows[] = Array.from({ length: copies }, (_, epoch) =>
    pipeline.vary(rows, numbers, { epoch, seed }),
  );
  const ys = variants.map(({ y }) => y!);
  const parts = keepOriginal
    ? [{ x: rows.x, y: asTargets(rows.y!, ys[0]!) }, ...variants]
    : variants;
  const repeat = <T>(one: ArrayLike<T>): T[] =>
    Array.from({ length: n * parts.length }, (_, i) => one[i % n]!);
  const kept = Object.entries(data).filter(([field]) => !COMPUTED.includes(field));
  return {
    ...Object.fromEntries(kept),
    x: concatenate(parts.map(({ x }) => x)),
    y: concatenate(parts.map(({ y }) => y!)),
    groups: times && !groups ? undefined : regroup(groups, repeat, n),
    times: times && Float64Array.from(repeat(times)),
  } as unknown as AugmentedData<Data>;
}

function regroup(
  groups: AugmentableData['groups'],
  repeat: <T>(one: ArrayLike<T>) => T[],
  n: number,
): AugmentableData['groups'] {
  if (groups && !(groups instanceof Int32Array)) return repeat(groups);
  return Int32Array.from(repeat(groups ?? Int32Array.from({ length: n }, (_, row) => row)));
}

/** Class indices as soft targets where the variants have these. */
function asTargets(y: NdArray, varied: NdArray): NdArray {
  const soft = y.shape.length === 1 && varied.shape.length === 2;
  return soft ? oneHot(y, varied.shape[1]!) : y;
}

function concatenate(parts: readonly NdArray[]): NdArray {
  const [first] = parts as [NdArray];
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const whole = parts.every(({ data }) => data instanceof Int32Array);
  const data = whole ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { data, shape: [rows, ...first.shape.slice(1)] };
}
