import type { Dataset } from './dataset.js';
import { datasetColumns, type ColumnNames } from './datasetColumns.js';
import { numberText } from './numberText.js';

/**
 * Writes a dataset as CSV (RFC 4180, but lines end with LF): a header, then a row for each row; the features,
 * the target (class names where there are any), the groups and the times. Numbers are the shortest that read
 * back as the same float32, times as the same float64. Images become one column for each pixel.
 *
 * `loadCsv(toCsv(data), { target: 'target', … })` gives the same numbers back; text features that were made
 * one-hot or ranks stay so.
 *
 * @throws TypeError if an option makes no sense; RangeError if two columns would have one name
 *
 * @example
 * ```ts
 * import { digits, toCsv } from '@occam/datasets';
 *
 * const text = toCsv(digits(100).select([0, 1, 2]), { target: 'digit' });
 * ```
 */
export function toCsv(data: Dataset, options: ColumnNames = {}): string {
  const columns = datasetColumns('toCsv', data, options);
  const lines = [columns.map(({ name }) => quoted(name)).join(',')];
  const cells = columns.map(({ name }) => name);
  for (let row = 0; row < data.size; row++) {
    for (let c = 0; c < columns.length; c++) {
      const { type, at } = columns[c]!;
      const cell = at(row);
      cells[c] = typeof cell === 'string' ? quoted(cell) : numberText(cell, type);
    }
    lines.push(cells.join(','));
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
