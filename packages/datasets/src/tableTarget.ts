import type { NdArray } from '@occam/core';
import type { Task } from './dataset.js';
import { ranks } from './tableFeatures.js';

/** A target column: numbers, or codes of texts; `ColumnValues` is one. */
export interface TargetColumn {
  /** The numbers or codes, one a row. */
  readonly values: { readonly length: number; at(row: number): number | undefined };
  /** The texts by code; undefined for numbers. */
  readonly texts?: readonly string[] | undefined;
}

/** What a target column becomes. */
export interface TableTarget {
  /** What the target is. */
  readonly task: Task;
  /** Class indices (int32) or numbers (float32), shape [rows]. */
  readonly y: NdArray;
  /** The names of the classes, sorted: numbers by value, texts by their UTF-16 units. */
  readonly classNames: readonly string[] | undefined;
}

/** The most distinct whole numbers that are taken for classes unless told otherwise. */
const MAX_CLASSES = 20;

/**
 * Turns the target column into class indices or numbers.
 *
 * @param where the file and the column, for messages
 * @throws RangeError if numbers that are not whole are to be classes
 */
export function makeTarget(
  { values, texts }: TargetColumn,
  task: Task | undefined,
  where: string,
): TableTarget {
  const shape = [values.length];
  if (texts !== undefined) {
    const { sorted, rankOf } = ranks(texts);
    const data = Int32Array.from({ length: values.length }, (_, row) => rankOf[values.at(row)!]!);
    return { task: 'classification', y: { data, shape }, classNames: sorted };
  }
  const distinct = new Map<number, number>();
  let whole = true;
  for (let row = 0; row < values.length; row++) {
    const value = values.at(row)!;
    whole &&= Number.isInteger(value);
    if (task === 'classification' && !whole) {
      throw new RangeError(
        `${where}: ${value} cannot be a class: classes are texts or whole numbers; pass task: 'regression' to predict numbers`,
      );
    }
    if (task !== 'regression' && (task !== undefined || distinct.size <= MAX_CLASSES)) {
      distinct.set(value, 0);
    }
  }
  if (task === 'classification' || (task === undefined && whole && distinct.size <= MAX_CLASSES)) {
    const sorted = [...distinct.keys()].sort((a, b) => a - b);
    for (const [index, value] of sorted.entries()) distinct.set(value, index);
    const data = Int32Array.from({ length: values.length }, (_, row) =>
      distinct.get(values.at(row)!)!,
    );
    return { task: 'classification', y: { data, shape }, classNames: sorted.map(String) };
  }
  const data = Float32Array.from({ length: values.length }, (_, row) => values.at(row)!);
  return { task: 'regression', y: { data, shape }, classNames: undefined };
}
