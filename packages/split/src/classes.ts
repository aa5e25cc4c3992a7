import { describe } from '@occam/core';

/** The distinct values of a list, numbered from 0 by first appearance. */
export interface Classes {
  /** The number of each row's class, shape [n]. */
  readonly codes: Uint32Array;
  /** The value of each class, shape [classes]. */
  readonly values: readonly (string | number)[];
  /** The number of rows of each class, shape [classes]. */
  readonly counts: Uint32Array;
}

/**
 * Numbers the distinct labels by first appearance, in O(n).
 *
 * @throws TypeError if a label is neither number nor string; RangeError if it is NaN or continuous
 */
export function encodeLabels(name: string, labels: ArrayLike<string | number>): Classes {
  return encode(labels, (label, row) => {
    if (typeof label === 'string' || Number.isInteger(label)) return;
    const expected = `${name} must be classes (whole numbers or strings), but row ${row} holds`;
    if (typeof label !== 'number') throw new TypeError(`${expected} ${describe(label)}`);
    if (!Number.isFinite(label)) throw new RangeError(`${expected} ${label}`);
    throw new RangeError(
      `${expected} ${label}: a continuous target has no classes to stratify by; ` +
        'cut it into some with quantileBins, or with the option bins of a splitter',
    );
  });
}

/**
 * Numbers the distinct groups by first appearance, in O(n).
 *
 * @throws TypeError if a group is neither number nor string; RangeError if it is NaN or infinite
 */
export function encodeGroups(groups: ArrayLike<string | number>): Classes {
  return encode(groups, (group, row) => {
    if (typeof group === 'string' || Number.isFinite(group)) return;
    const message = `groups must be numbers or strings, but row ${row} holds ${describe(group)}`;
    throw typeof group === 'number' ? new RangeError(message) : new TypeError(message);
  });
}

function encode(
  list: ArrayLike<string | number>,
  check: (value: unknown, row: number) => void,
): Classes {
  return encodeSmallIntegers(list) ?? encodeAny(list, check);
}

/** Looks numbers up in a table instead of a map (20 times faster), if they are whole and close together. */
function encodeSmallIntegers(list: ArrayLike<string | number>): Classes | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (let row = 0; row < list.length; row++) {
    const value = list[row]!;
    if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(min <= max && max - min < Math.max(1024, 4 * list.length))) return undefined;
  const codeOf = new Uint32Array(max - min + 1);
  const codes = new Uint32Array(list.length);
  const values: number[] = [];
  for (let row = 0; row < list.length; row++) {
    const value = list[row] as number;
    // 0 in the table stands for a value not seen yet.
    codes[row] = (codeOf[value - min] ||= values.push(value)) - 1;
  }
  return { codes, values, counts: countCodes(codes, values.length) };
}

function encodeAny(
  list: ArrayLike<string | number>,
  check: (value: unknown, row: number) => void,
): Classes {
  const codeOf = new Map<string | number, number>();
  const codes = new Uint32Array(list.length);
  for (let row = 0; row < list.length; row++) {
    const value = list[row]!;
    let code = codeOf.get(value);
    if (code === undefined) {
      check(value, row);
      codeOf.set(value, (code = codeOf.size));
    }
    codes[row] = code;
  }
  return { codes, values: [...codeOf.keys()], counts: countCodes(codes, codeOf.size) };
}

function countCodes(codes: Uint32Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++;
  return counts;
}
