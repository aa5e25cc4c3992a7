import type { TableOptions } from './tableOptions.js';

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
export interface CsvOptions extends CsvReadOptions, TableOptions {}
