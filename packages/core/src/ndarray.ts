import { describe } from './checks.js';

/** A dense array in row-major order; the first axis counts the rows (samples). */
export interface NdArray {
  /** The elements; the buffer may be a SharedArrayBuffer, so that workers read one copy. */
  readonly data: Float32Array | Int32Array;
  /** The size of each axis; their product is `data.length`. */
  readonly shape: readonly number[];
}

/** What {@link checkNdArray} asks for. */
export interface NdArrayRequirements {
  /** How many axes there must be. Default: any number. */
  readonly rank?: number | undefined;
  /** Whether NaN and infinity are refused. Default false. */
  readonly finite?: boolean | undefined;
}

/**
 * Makes an NdArray after checking that the shape fits the data.
 *
 * @throws TypeError if the data are no Float32Array or Int32Array, RangeError if the shape does not fit
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 *
 * const x = ndarray(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2]);
 * ```
 */
export function ndarray(data: Float32Array | Int32Array, shape: readonly number[]): NdArray {
  const array = { data, shape };
  checkNdArray('ndarray', array);
  return array;
}

/**
 * Checks that a value from outside is an NdArray.
 *
 * @param name what the value is called, for the message
 * @throws TypeError if it is none, RangeError if its shape or an element does not fit
 */
export function checkNdArray(
  name: string,
  value: unknown,
  { rank, finite = false }: NdArrayRequirements = {},
): asserts value is NdArray {
  const { data, shape } = (value ?? {}) as Partial<NdArray>;
  const typed = data instanceof Float32Array || data instanceof Int32Array;
  if (!typed || !Array.isArray(shape)) {
    let found = describe(value);
    if (typeof data === 'function') {
      found = 'a tensor: give { data: tensor.dataSync(), shape: tensor.shape }';
    } else if (data !== undefined) {
      found = typed ? `one with shape ${describe(shape)}` : `one with data of ${describe(data)}`;
    }
    throw new TypeError(
      `${name} must be an NdArray: { data: Float32Array or Int32Array, shape: number[] }, not ${found}`,
    );
  }
  const axes: readonly number[] = shape;
  if (!axes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new RangeError(
      `the shape of ${name} must hold whole numbers from 0, not [${axes.join(', ')}]`,
    );
  }
  const size = axes.reduce((product, n) => product * n, 1);
  if (size !== data.length) {
    throw new RangeError(
      `${name} of shape [${axes.join(', ')}] needs ${size} elements, but its data have ${data.length}`,
    );
  }
  if (rank !== undefined && axes.length !== rank) {
    throw new RangeError(`${name} must have ${rank} axes, but its shape is [${axes.join(', ')}]`);
  }
  if (finite) {
    for (let i = 0; i < data.length; i++) {
      if (Number.isFinite(data[i]!)) continue;
      const row = Math.floor(i / rowSize(value as NdArray));
      throw new RangeError(`${name} must be finite, but holds ${data[i]} in row ${row}`);
    }
  }
}

/** The number of elements in a row: the product of all axes but the first. */
export function rowSize({ shape }: NdArray): number {
  return shape.slice(1).reduce((product, n) => product * n, 1);
}

/**
 * Copies rows into a new NdArray, in the order of the indices; a row may be taken more than once.
 *
 * @returns shape [indices.length, …the other axes]
 * @throws RangeError if an index is no row of `x`
 */
export function takeRows(x: NdArray, indices: ArrayLike<number>): NdArray {
  const size = rowSize(x);
  const rows = x.shape[0] ?? 0;
  const data =
    x.data instanceof Float32Array
      ? new Float32Array(indices.length * size)
      : new Int32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new RangeError(`row ${row} does not exist: there are ${rows} rows, counted from 0`);
    }
    if (size > NARROW) data.set(x.data.subarray(row * size, (row + 1) * size), i * size);
    else for (let j = 0; j < size; j++) data[i * size + j] = x.data[row * size + j]!;
  }
  return { data, shape: [indices.length, ...x.shape.slice(1)] };
}

/** Up to so many elements a loop copies faster than a view of them can be made (measured). */
const NARROW = 32;
