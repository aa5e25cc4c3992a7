import { checkNumber, checkOneOf, describe } from '@occam/core';
import type { Task } from './dataset.js';

/** A column of a table, by its name or by its index from 0. */
export type TableColumn = string | number;

/** What a loader of tables makes of their columns. */
export interface TableOptions {
  /** The column to predict. */
  readonly target: TableColumn;
  /**
   * What the target is. Default: classification if the target is text or has at most 20 distinct values,
   * all whole; else regression.
   */
  readonly task?: Task | undefined;
  /**
   * What becomes of missing feature cells (in CSV: empty, `NA`, `N/A`, `NaN`, `null`, `None` or `?`;
   * elsewhere: null and NaN): an error, or imputed from the whole column by its mean, its median, its most
   * frequent value, or by a number of your own. A text column takes its most frequent value in each of these
   * cases. Beware: what is imputed from whole columns has seen the test rows of any later split.
   * Default 'error'.
   */
  readonly missing?: 'error' | 'mean' | 'median' | 'mostFrequent' | number | undefined;
  /**
   * What becomes of feature columns that hold text: an error, one feature of 0 and 1 for each of their
   * texts ('oneHot', at most 1,000 each), or the rank of the text among the sorted ones ('integer').
   * Default 'error'.
   */
  readonly categorical?: 'oneHot' | 'integer' | 'error' | undefined;
  /**
   * The column that says when a row was observed: numbers or ISO 8601 dates (UTC where they name no zone).
   * It goes into `times` and is no feature, unless no other column is left: then the one feature is the
   * time since the first row, in years for dates, else in the column's own unit.
   */
  readonly time?: TableColumn | undefined;
  /** The column that says which group a row belongs to; it goes into `groups` and is no feature. */
  readonly groups?: TableColumn | undefined;
  /** Columns to leave out, such as a row number. Default none. */
  readonly ignore?: readonly TableColumn[] | undefined;
}

/** The names of the options of {@link TableOptions}, for `checkOptions`. */
export const TABLE_OPTIONS = [
  'target',
  'task',
  'missing',
  'categorical',
  'time',
  'groups',
  'ignore',
] as const satisfies readonly (keyof TableOptions)[];

/**
 * Checks what a loader is told about the columns.
 *
 * @param loader what the loader is called, for messages
 * @throws TypeError or RangeError if an option makes no sense
 */
export function checkTableOptions(
  loader: string,
  { target, task, missing, categorical, time, groups, ignore }: TableOptions,
): void {
  if (target === undefined) {
    throw new TypeError(`${loader} needs a target: the name or the index of the column to predict`);
  }
  if (ignore !== undefined && !Array.isArray(ignore)) {
    throw new TypeError(`ignore must be a list of columns, not ${describe(ignore)}`);
  }
  for (const [name, column] of Object.entries({ target, time, groups })) checkColumn(name, column);
  for (const [index, column] of (ignore ?? []).entries()) checkColumn(`ignore[${index}]`, column);
  if (task !== undefined) checkOneOf('task', task, ['classification', 'regression']);
  if (typeof missing === 'number') checkNumber('missing', missing, { min: -3.4e38, max: 3.4e38 });
  else if (missing !== undefined) {
    checkOneOf('missing', missing, ['error', 'mean', 'median', 'mostFrequent']);
  }
  if (categorical !== undefined) {
    checkOneOf('categorical', categorical, ['oneHot', 'integer', 'error']);
  }
}

function checkColumn(name: string, column: unknown): void {
  if (column !== undefined && typeof column !== 'string' && typeof column !== 'number') {
    throw new TypeError(
      `${name} must be the name or the index of a column, not ${describe(column)}`,
    );
  }
}
