import type { Dataset } from './dataset.js';
import { datasetColumns, type ColumnNames, type DatasetColumn } from './datasetColumns.js';

/**
 * Writes a dataset as a Parquet file, packed with Snappy: the features (FLOAT, or INT32 where they are
 * int32), the target (text for class names, else INT32 or FLOAT), the groups (text or INT32) and the times
 * (DOUBLE).
 *
 * @returns the bytes of the file
 * @throws TypeError if an option makes no sense; RangeError if two columns would have one name
 *
 * @example
 * ```ts
 * import { digits, loadParquet, toParquet } from '@occam/datasets';
 *
 * const bytes = await toParquet(digits(20));
 * const data = await loadParquet(bytes, { target: 'target' });
 * ```
 */
export async function toParquet(data: Dataset, options: ColumnNames = {}): Promise<Uint8Array> {
  const columns = datasetColumns('toParquet', data, options);
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((column) => ({
    name: column.name,
    type: TYPES[column.type],
    data: cellsOf(column, data.size),
    nullable: false,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'Occam' }));
}

const TYPES = { float32: 'FLOAT', int32: 'INT32', float64: 'DOUBLE', text: 'STRING' } as const;

function cellsOf({ type, at }: DatasetColumn, rows: number) {
  if (type === 'text') return Array.from({ length: rows }, (_, row) => at(row) as string);
  const values = new { float32: Float32Array, int32: Int32Array, float64: Float64Array }[type](
    rows,
  );
  for (let row = 0; row < rows; row++) values[row] = at(row) as number;
  return values;
}
