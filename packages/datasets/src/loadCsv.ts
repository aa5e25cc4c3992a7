import { checkOptions } from '@occam/core';
import type { CsvOptions } from './csvOptions.js';
import type { Dataset } from './dataset.js';
import { READ_OPTIONS, readCsv } from './readCsv.js';
import type { Source } from './source.js';
import { Table } from './table.js';
import { checkTableOptions, TABLE_OPTIONS } from './tableOptions.js';

/**
 * Loads a table from a CSV file, as it streams in: UTF-8, gzipped or not, quoted as in RFC 4180, with
 * spaces around cells ignored. All columns but the target, the time, the groups and the ignored ones are
 * features. Rows keep their order.
 *
 * @returns `x` of shape [rows, features]; `y` class indices with the classes sorted (numbers by value,
 *   texts by their UTF-16 units), or numbers
 * @throws TypeError or RangeError if an option makes no sense or a column does not exist; RangeError with
 *   the file, the line and the column if a cell is bad, with file and line if a row has too few or too many
 *   cells or a quote is not closed; Error if an address cannot be fetched
 *
 * @example
 * ```ts
 * import { loadCsv } from '@occam/datasets';
 *
 * const bytes = new TextEncoder().encode('height,weight,sex\n1.82,80,m\n1.65,61,f\n');
 * const data = await loadCsv(bytes, { target: 'sex' });
 * ```
 */
export async function loadCsv(source: Source, options: CsvOptions): Promise<Dataset> {
  checkOptions('loadCsv', options, [...TABLE_OPTIONS, ...READ_OPTIONS]);
  checkTableOptions('loadCsv', options);
  const { target, time, groups, ignore = [] } = options;
  const asksForNames = [target, time, groups, ...ignore].some(
    (column) => typeof column === 'string',
  );
  let table: Table | undefined;
  const { rows } = await readCsv(source, options, asksForNames, (head) => {
    const { columns } = (table = new Table(head, options, 'line'));
    return (bytes, start, end, column, line) => columns[column]?.addCell(bytes, start, end, line);
  });
  return table!.toDataset(rows);
}
