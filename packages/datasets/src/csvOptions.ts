import type { Task } from './dataset.js';

/** A column, by its name in the header or by its index from 0. */
export type CsvColumn = string | number;

/** How the text of a CSV file is read; for {@link loadCsv} and {@link inspectCsv}. */
export interface CsvReadOptions {
  /**
   * Whether the first row holds the names of the columns. Default 'auto': yes if a column is asked for by
   * name or no cell of the first row is a number. Without a header the columns are called `column 0`, ….
   */
  readonly header?: boolean | 'auto' | undefined;
  /**
   * The character between cells. Default: whichever of comma, semicolon, tab and bar is the most frequent
   * in the first line.
   */
  readonly delimiter?: string | undefined;
  /** The most bytes that a gzipped file may expand to. Default 4 GiB (2³²). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages and reports. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of {@link loadCsv}. */
export interface CsvOptions extends CsvReadOptions {
  /** The column to predict. */
  readonly target: CsvColumn;
  /**
   * What the target is. Default: classification if the target is text or has at most 20 distinct values,
   * all whole; else regression.
   */
  readonly task?: Task | undefined;
  /**
   * What becomes of missing feature cells (empty, `NA`, `N/A`, `NaN`, `null`, `None` or `?`): an error, or
   * imputed from the whole column by its mean, its median, its most frequent value, or by a number of your
   * own. A text column takes its most frequent value in each of these cases. Beware: what is imputed from
   * whole columns has seen the test rows of any later split. Default 'error'.
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
  readonly time?: CsvColumn | undefined;
  /** The column that says which group a row belongs to; it goes into `groups` and is no feature. */
  readonly groups?: CsvColumn | undefined;
  /** Columns to leave out, such as a row number. Default none. */
  readonly ignore?: readonly CsvColumn[] | undefined;
}
