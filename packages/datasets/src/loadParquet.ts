import { checkInteger, checkOptions } from '@occam/core';
import type { Dataset } from './dataset.js';
import { readAll } from './readAll.js';
import { sourceName, type Source } from './source.js';
import { Table } from './table.js';
import { checkTableOptions, TABLE_OPTIONS, type TableOptions } from './tableOptions.js';

/** The options of {@link loadParquet}. */
export interface ParquetOptions extends TableOptions {
  /** The most bytes that the file may have, and its cells as float32. Default 4 GiB (2³²). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages and reports. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads a table from a Parquet file: flat columns of numbers, decimals, texts, dates, timestamps and truth
 * values, in all encodings, packed with Snappy, gzip, Zstandard, Brotli, raw LZ4 or not at all. Checksums of
 * pages are verified where the file has them. Null and NaN are missing; true and false are 1 and 0, as
 * targets of a classification the classes 'true' and 'false'. What becomes of the columns is told as to
 * `loadCsv`.
 *
 * @returns as `loadCsv` does
 * @throws TypeError or RangeError if an option makes no sense or a column does not exist; RangeError with
 *   the file, the column and the offset or the row (from 0) if the file is damaged, cut off or encrypted, a
 *   column that is not ignored holds lists or structures, or a cell is bad
 *
 * @example
 * ```ts no-run
 * import { loadParquet } from '@occam/datasets';
 *
 * const data = await loadParquet('people.parquet', { target: 'income', time: 'date' });
 * ```
 *
 * The format: Apache Parquet, parquet-format 2.11.
 */
export async function loadParquet(source: Source, options: ParquetOptions): Promise<Dataset> {
  checkOptions('loadParquet', options, [...TABLE_OPTIONS, 'maxBytes', 'name', 'signal']);
  checkTableOptions('loadParquet', options);
  const { maxBytes = 2 ** 32, name = sourceName(source), signal } = options;
  checkInteger('maxBytes', maxBytes, { min: 1 });
  const bytes = await readAll(source, { name, maxBytes, signal });
  const { readFooter } = await import('./parquet/readFooter.js');
  const { readColumn } = await import('./parquet/readColumn.js');
  const { rows, columns } = await readFooter(bytes, name);
  if (rows === 0) throw new RangeError(`${name}: there are no rows`);
  if (rows * columns.length * 4 > maxBytes) {
    throw new RangeError(
      `${name}: ${rows} rows of ${columns.length} columns take more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
    );
  }
  const head = { name, columns: columns.map((column) => column.name) };
  const table = new Table(head, options, 'row');
  for (const [index, column] of columns.entries()) {
    signal?.throwIfAborted();
    const taker = table.columns[index];
    if (taker !== undefined) {
      await readColumn(bytes, column, (value, row) => taker.addValue(value, row), name);
    }
  }
  return table.toDataset(rows);
}
