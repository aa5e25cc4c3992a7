import type { CsvReadOptions } from './csvOptions.js';
import type { Source } from './source.js';

/** What {@link inspectCsv} finds in a column. */
export interface CsvColumnSummary {
  /** The column's name. */
  readonly name: string;
  /** What its cells are: all numbers, all ISO 8601 dates, none present, or anything else. */
  readonly type: 'number' | 'date' | 'text' | 'empty';
  /** How many cells are missing. */
  readonly missing: number;
  /** How many cells are infinite (`inf`, `-Infinity`, 1e999); no dataset can hold them. */
  readonly infinite: number;
  /** How many distinct values there are, counted up to 10,000. */
  readonly distinct: number;
  /** Whether there are more distinct values than `distinct` says. */
  readonly distinctIsPartial: boolean;
  /** Whether all present cells are equal. */
  readonly constant: boolean;
  /** The smallest number, or the earliest date in milliseconds since 1970 (UTC). */
  readonly min?: number | undefined;
  /** The largest number, or the latest date in milliseconds since 1970 (UTC). */
  readonly max?: number | undefined;
  /** The mean of the numbers. */
  readonly mean?: number | undefined;
  /** The standard deviation of the numbers (n − 1 in the denominator). */
  readonly std?: number | undefined;
  /** For numbers and dates: whether no cell is less than one above it, as in a time column in order. */
  readonly ascending?: boolean | undefined;
  /** The distinct values and how often each occurs, most frequent first, where there are at most 20. */
  readonly values?: readonly { readonly value: string; readonly count: number }[] | undefined;
}

/** What {@link inspectCsv} finds in a file. */
export interface CsvSummary {
  /** What the file is called. */
  readonly name: string;
  /** The number of rows, without the header. */
  readonly rows: number;
  /** Whether the first row was taken for a header. */
  readonly header: boolean;
  /** The character between cells. */
  readonly delimiter: string;
  /** The columns, in the file's order. */
  readonly columns: readonly CsvColumnSummary[];
}

/** Summarizes the columns. */
export async function inspectCsv(
  _source: Source,
  _options: CsvReadOptions = {},
): Promise<CsvSummary> {
  throw new Error('not built yet');
}
