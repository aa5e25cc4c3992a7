import { checkNdArray, checkOneOf, checkOptions, takeRows, type NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** What the targets are: classes to tell apart, or numbers to predict. */
export type Task = 'classification' | 'regression';

/** What a {@link Dataset} is made of. */
export interface DatasetFields {
  /** The features, shape [n, …]; image pixels are 0 … 1. */
  readonly x: NdArray;
  /**
   * The targets. Classification: class indices as an Int32Array, shape [n], or soft targets (after
   * mixing) as a Float32Array, shape [n, classes]. Regression: a Float32Array, shape [n].
   */
  readonly y: NdArray;
  /** What the targets are. */
  readonly task: Task;
  /** The name of each class, by index. Default: as many nameless classes as the largest index needs. */
  readonly classNames?: readonly string[] | undefined;
  /** The name of each feature, for `x` of shape [n, features]. */
  readonly featureNames?: readonly string[] | undefined;
  /** The group of each row (a patient, a site), shape [n]: rows of a group belong on one side of a split. */
  readonly groups?: readonly (string | number)[] | Int32Array | undefined;
  /** When each row was observed, shape [n]: numbers, or milliseconds since 1970 (UTC) for dates. */
  readonly times?: Float64Array | undefined;
  /** How many cells of each column were missing in the source and were imputed, by column name. */
  readonly imputed?: Readonly<Record<string, number>> | undefined;
  /** What the data are called, for reports. */
  readonly name?: string | undefined;
}

/** Features and targets with what belongs to their rows. Made by {@link createDataset} and the loaders. */
export interface Dataset extends DatasetFields {
  /** The number of rows n. */
  readonly size: number;
  /** The number of classes; 0 for regression. */
  readonly classCount: number;
  /**
   * Copies rows into a new dataset, in the order of the indices; a row may be taken more than once.
   * Classes keep their indices, also those that no chosen row has. `imputed` describes the whole source
   * and is left out.
   *
   * @throws RangeError if an index is no row
   */
  select(indices: ArrayLike<number>): Dataset;
  /**
   * Copies the data into tensors of the current tfjs backend; the caller disposes of them.
   *
   * @returns `x` float32 (or int32, as the data are), `y` int32 class indices, or float32
   * @throws Error if `@tensorflow/tfjs` is not installed
   */
  toTensors(): Promise<{
    /** The features. */
    x: tf.Tensor;
    /** The targets. */
    y: tf.Tensor;
  }>;
}

/**
 * Makes a dataset from arrays after checking that they fit together. The arrays are not copied.
 *
 * @throws TypeError or RangeError if a field has another type, length or range than its comment says
 *
 * @example
 * ```ts
 * import { createDataset } from '@occam/datasets';
 *
 * const xor = createDataset({
 *   x: { data: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), shape: [4, 2] },
 *   y: { data: new Int32Array([0, 1, 1, 0]), shape: [4] },
 *   task: 'classification',
 *   classNames: ['same', 'different'],
 * });
 * ```
 */
export function createDataset(fields: DatasetFields): Dataset {
  checkOptions('createDataset', fields, FIELDS);
  const { x, y, task, classNames, featureNames, groups, times, imputed, name } = fields;
  checkOneOf('task', task, ['classification', 'regression']);
  checkNdArray('x', x, { finite: true });
  checkNdArray('y', y, { finite: true });
  const size = x.shape[0];
  if (size === undefined) throw new RangeError('x must have rows: its shape is []');
  const classCount = task === 'regression' ? checkNumbers(fields) : countClasses(fields);
  for (const [field, rows] of [
    ['y', y.shape[0]],
    ['groups', groups?.length],
    ['times', times?.length],
  ] as const) {
    if (rows !== undefined && rows !== size) {
      throw new RangeError(`${field} has ${rows} rows, but x has ${size}: they must be as many`);
    }
  }
  if (featureNames !== undefined) checkFeatureNames(featureNames, x);
  if (times !== undefined) checkTimes(times);
  return {
    x,
    y,
    task,
    classNames,
    featureNames,
    groups,
    times,
    imputed,
    name,
    size,
    classCount,
    select: (indices) =>
      createDataset({
        x: takeRows(x, indices),
        y: takeRows(y, indices),
        task,
        classNames: classNames ?? (task === 'classification' ? anonymous(classCount) : undefined),
        featureNames,
        groups: groups && takeGroups(groups, indices),
        times:
          times && Float64Array.from({ length: indices.length }, (_, i) => times[indices[i]!]!),
        name,
      }),
    async toTensors() {
      // The catch also tells bundlers that the package may be missing.
      const { tensor } = await import('@tensorflow/tfjs').catch((cause: unknown) => {
        throw new Error('toTensors needs tfjs: install @tensorflow/tfjs', { cause });
      });
      const toTensor = ({ data, shape }: NdArray) =>
        tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
      return { x: toTensor(x), y: toTensor(y) };
    },
  };
}

const FIELDS = [
  'x',
  'y',
  'task',
  'classNames',
  'featureNames',
  'groups',
  'times',
  'imputed',
  'name',
] as const satisfies readonly (keyof DatasetFields)[];

function checkNumbers({ y, classNames }: DatasetFields): number {
  if (!(y.data instanceof Float32Array) || y.shape.length !== 1) {
    throw new TypeError(
      `y of a regression must be a Float32Array of shape [n], not ${y.data.constructor.name} of shape [${y.shape.join(', ')}]`,
    );
  }
  if (classNames !== undefined)
    throw new TypeError('classNames is for classification, not regression');
  return 0;
}

function countClasses({ y, classNames }: DatasetFields): number {
  const soft = y.data instanceof Float32Array && y.shape.length === 2;
  if (!soft && !(y.data instanceof Int32Array && y.shape.length === 1)) {
    throw new TypeError(
      'y of a classification must be an Int32Array of class indices, shape [n], or a Float32Array of soft targets, shape [n, classes], ' +
        `not ${y.data.constructor.name} of shape [${y.shape.join(', ')}]`,
    );
  }
  let largest = -1;
  for (const [row, index] of soft ? [] : y.data.entries()) {
    if (index < 0)
      throw new RangeError(`y must hold class indices from 0, not ${index} (row ${row})`);
    if (index > largest) largest = index;
  }
  const needed = soft ? y.shape[1]! : largest + 1;
  if (classNames === undefined) return needed;
  if (soft ? needed !== classNames.length : needed > classNames.length) {
    throw new RangeError(`y has ${needed} classes, but classNames names ${classNames.length}`);
  }
  return classNames.length;
}

function checkFeatureNames(featureNames: readonly string[], { shape }: NdArray): void {
  if (shape.length !== 2 || featureNames.length !== shape[1]) {
    throw new RangeError(
      `featureNames names ${featureNames.length} features, but x has the shape [${shape.join(', ')}]`,
    );
  }
}

function checkTimes(times: Float64Array): void {
  if (!(times instanceof Float64Array)) throw new TypeError('times must be a Float64Array');
  const bad = times.findIndex((time) => !Number.isFinite(time));
  if (bad >= 0) throw new RangeError(`times must be finite, but row ${bad} holds ${times[bad]}`);
}

function anonymous(classCount: number): string[] {
  return Array.from({ length: classCount }, (_, index) => String(index));
}

function takeGroups(
  groups: readonly (string | number)[] | Int32Array,
  indices: ArrayLike<number>,
): readonly (string | number)[] | Int32Array {
  return groups instanceof Int32Array
    ? Int32Array.from({ length: indices.length }, (_, i) => groups[indices[i]!]!)
    : Array.from({ length: indices.length }, (_, i) => groups[indices[i]!]!);
}
