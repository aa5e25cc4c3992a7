import { checkBoolean } from '@occam/core';
import type { Dataset } from './dataset.js';
import { datasetColumns, type ColumnNames } from './datasetColumns.js';
import { numberText } from './numberText.js';

/** The options of {@link toJson}. */
export interface ToJsonOptions extends ColumnNames {
  /** Whether to write JSON lines, one record a line, instead of an array. Default false. */
  readonly lines?: boolean | undefined;
}

/**
 * Writes a dataset as records in JSON: an array of objects, one a line, or JSON lines. The keys are the
 * features, the target (class names where there are any), the groups and the times; numbers are written as
 * `toCsv` writes them.
 *
 * @throws TypeError if an option makes no sense; RangeError if two columns would have one name
 *
 * @example
 * ```ts
 * import { digits, toJson } from '@occam/datasets';
 *
 * const text = toJson(digits(10), { target: 'digit', lines: true });
 * ```
 */
export function toJson(data: Dataset, options: ToJsonOptions = {}): string {
  const { lines = false, ...names } = options;
  checkBoolean('lines', lines);
  const columns = datasetColumns('toJson', data, names).map((column) => ({
    ...column,
    key: `${JSON.stringify(column.name)}:`,
  }));
  const records: string[] = [];
  const cells = columns.flatMap(({ key }, c) => [c === 0 ? key : `,${key}`, '']);
  for (let row = 0; row < data.size; row++) {
    for (let c = 0; c < columns.length; c++) {
      const { type, at } = columns[c]!;
      const cell = at(row);
      cells[2 * c + 1] = typeof cell === 'string' ? JSON.stringify(cell) : numberText(cell, type);
    }
    records.push(`{${cells.join('')}}`);
  }
  return lines ? records.map((record) => `${record}\n`).join('') : `[${records.join(',\n')}]\n`;
}
