import { checkOptions } from '@occam/core';
import { CsvColumnInspector, type CsvColumnSummary } from './csvColumnInspector.js';
import type { CsvReadOptions } from './csvOptions.js';
import { READ_OPTIONS, readCsv } from './readCsv.js';
import type { Source } from './source.js';

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

/**
 * Summarizes the columns of a CSV file as it streams in, whatever they hold and without a target, so that
 * one can see what {@link loadCsv} must be told.
 *
 * @throws RangeError if the file is missing, empty or ragged or a quote is not closed
 *
 * @example
 * ```ts
 * import { inspectCsv } from '@occam/datasets';
 *
 * const bytes = new TextEncoder().encode('age,sex\n31,m\n,f\n');
 * const { columns } = await inspectCsv(bytes); // age: number, 1 missing; sex: text, 2 distinct
 * ```
 */
export async function inspectCsv(
  source: Source,
  options: CsvReadOptions = {},
): Promise<CsvSummary> {
  checkOptions('inspectCsv', options, READ_OPTIONS);
  let inspectors: CsvColumnInspector[] = [];
  const read = await readCsv(source, options, false, (started) => {
    inspectors = started.columns.map((column) => new CsvColumnInspector(column));
    return (bytes, start, end, column) => inspectors[column]!.add(bytes, start, end);
  });
  return { ...read, columns: inspectors.map((inspector) => inspector.summarize()) };
}
