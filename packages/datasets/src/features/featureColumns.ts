import { checkInteger, checkNdArray, describe, type NdArray } from '@occam/core';

/** The option that every step has. */
export interface ColumnsOption {
  /**
   * Which columns of `x` the step changes, by their indices from 0, as the steps before it left them; the others stay
   * as they are. Default: all.
   */
  readonly columns?: readonly number[] | undefined;
}

/**
 * Checks the option `columns`.
 *
 * @throws TypeError or RangeError if it is no list of different indices
 */
export function checkColumns(columns: unknown): asserts columns is readonly number[] | undefined {
  if (columns === undefined) return;
  if (!Array.isArray(columns)) {
    throw new TypeError(
      `columns must be a list of column indices such as [0, 2], not ${describe(columns)}`,
    );
  }
  for (const [i, column] of columns.entries()) checkInteger(`columns[${i}]`, column, { min: 0 });
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new RangeError(`columns names ${twice} twice`);
}

/**
 * The columns that are meant among `width`, ascending.
 *
 * @throws RangeError if one does not exist
 */
export function chooseColumns(columns: readonly number[] | undefined, width: number): number[] {
  if (columns === undefined) return Array.from({ length: width }, (_, column) => column);
  const missing = columns.find((column) => column >= width);
  if (missing !== undefined) {
    throw new RangeError(
      `columns names ${missing}, but x has ${width} columns, counted from 0: use 0 to ${width - 1}`,
    );
  }
  return [...columns].sort((a, b) => a - b);
}

/**
 * Checks rows that a step is fitted on: finite, shape [n, columns], at least one row and one column.
 *
 * @param owner the step's class, for the message
 * @returns the number of columns
 * @throws TypeError or RangeError if they are not so
 */
export function checkFitRows(owner: string, x: NdArray): number {
  checkMatrix(owner, x);
  if (x.data.length === 0) {
    throw new RangeError(
      `${owner} needs at least one row and one column to fit, but x has shape [${x.shape.join(', ')}]`,
    );
  }
  return x.shape[1]!;
}

/**
 * Checks rows that a fitted step changes.
 *
 * @param width how many columns it was fitted on; undefined before fit
 * @throws Error before fit; TypeError or RangeError if the rows do not fit or hold NaN or infinity
 */
export function checkRows(
  owner: string,
  x: NdArray,
  width: number | undefined,
): asserts width is number {
  checkFitted(owner, width, 'transform');
  checkMatrix(owner, x);
  if (x.shape[1] !== width) {
    throw new RangeError(
      `${owner} was fitted on ${width} columns, but x of shape [${x.shape.join(', ')}] has ${x.shape[1]}`,
    );
  }
}

/** @throws Error if what a step has learned is undefined */
export function checkFitted<T>(
  owner: string,
  learned: T | undefined,
  method: string,
): asserts learned is T {
  if (learned === undefined) {
    throw new Error(`${owner} has learned nothing yet: call fit before ${method}`);
  }
}

function checkMatrix(owner: string, x: NdArray): void {
  checkNdArray('x', x, { finite: true });
  if (x.shape.length !== 2) {
    throw new RangeError(
      `${owner} takes rows of features, shape [n, columns], not x of shape [${x.shape.join(', ')}]`,
    );
  }
}

/** Writes what becomes of the value of a chosen column into a row, from a position on. */
export type WriteCells = (
  out: Float32Array,
  position: number,
  value: number,
  choice: number,
  row: number,
) => void;

/**
 * Replaces chosen columns, each by new ones in its place.
 *
 * @param chosen the columns, ascending
 * @param widths by how many each is replaced
 * @param write writes the cells of one (`choice` counts the chosen columns); they are 0 before
 */
export function replaceColumns(
  { data, shape }: NdArray,
  chosen: readonly number[],
  widths: readonly number[],
  write: WriteCells,
): NdArray {
  const [n, width] = shape as [number, number];
  const choiceOf = new Int32Array(width).fill(-1);
  for (const [choice, column] of chosen.entries()) choiceOf[column] = choice;
  const outWidth = width - chosen.length + widths.reduce((sum, count) => sum + count, 0);
  const out = new Float32Array(n * outWidth);
  let position = 0;
  for (let i = 0, row = 0; row < n; row++) {
    for (let column = 0; column < width; column++, i++) {
      const choice = choiceOf[column]!;
      if (choice < 0) {
        out[position++] = data[i]!;
      } else {
        write(out, position, data[i]!, choice, row);
        position += widths[choice]!;
      }
    }
  }
  return { data: out, shape: [n, outWidth] };
}

/** The names of the columns that {@link replaceColumns} gives. */
export function replaceNames(
  names: readonly string[],
  chosen: readonly number[],
  replace: (name: string, choice: number) => readonly string[],
): string[] {
  return names.flatMap((name, column) => {
    const choice = chosen.indexOf(column);
    return choice < 0 ? [name] : replace(name, choice);
  });
}

/**
 * The names of the columns before a step: those given, or x0, x1, … as in scikit-learn.
 *
 * @throws TypeError or RangeError if they are no list of as many names
 */
export function readNames(names: readonly string[] | undefined, width: number): readonly string[] {
  if (names === undefined) return Array.from({ length: width }, (_, column) => `x${column}`);
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new TypeError(`the names must be a list of texts, not ${describe(names)}`);
  }
  if (names.length !== width) {
    throw new RangeError(`there are ${names.length} names, but the step takes ${width} columns`);
  }
  return names;
}

/** The values of a column. */
export function columnOf({ data, shape }: NdArray, column: number): Float64Array {
  const [n, width] = shape as [number, number];
  const values = new Float64Array(n);
  for (let row = 0; row < n; row++) values[row] = data[row * width + column]!;
  return values;
}

/** The distinct values of a column, ascending. */
export function distinct(values: Float64Array): number[] {
  const known: number[] = [];
  for (const value of values) {
    const place = lowerBound(known, value);
    if (known[place] === value) continue;
    // Many values are found sooner by sorting them all than by inserting them one by one.
    if (known.length === FEW_CATEGORIES) {
      const sorted = values.slice().sort();
      return Array.from(sorted.filter((number, i) => i === 0 || number !== sorted[i - 1]));
    }
    // −0 counts as 0, with which it is equal.
    known.splice(place, 0, value + 0);
  }
  return known;
}

const FEW_CATEGORIES = 1000;

/** The place of a value among ascending ones, or −1. */
export function placeOf(values: readonly number[], value: number): number {
  const place = lowerBound(values, value);
  return values[place] === value ? place : -1;
}

function lowerBound(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A float32 number in as few digits as tell it apart from its neighbours. */
export function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return String(Number(text));
  }
  return String(value);
}
