import { createDataset, toCsv, toJson, toParquet, type Dataset } from '@occam/datasets';
import type { Fold } from '@occam/split';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the files of folds are written. */
type FoldFormat = 'csv' | 'json' | 'parquet';

/** What {@link writeFold} needs beside the fold. */
export interface WriteFoldOptions {
  /** The folder to write to. */
  readonly folder: string;
  /** What the files' names begin with: 'fold-01'. */
  readonly name: string;
  /** How they are written. */
  readonly format: FoldFormat;
  /** What the target's column is called in files of data. */
  readonly target: string;
  /** The number of each row in the source; or undefined, to write the rows themselves. */
  readonly numbers: Uint32Array | undefined;
}

/**
 * Writes the files of a fold: one table of row numbers (from 0, as in the source) and sides, or the rows of each side.
 *
 * @returns the names of the files
 */
export async function writeFold(
  data: Dataset,
  { train, test }: Fold,
  { folder, name, format, target, numbers }: WriteFoldOptions,
): Promise<string[]> {
  const tables: [string, Dataset, string][] = numbers
    ? [[`${name}.${format}`, rowTable(train, test, numbers), 'side']]
    : [
        [`${name}-train.${format}`, data.select(train), target],
        [`${name}-test.${format}`, data.select(test), target],
      ];
  for (const [file, table, column] of tables) {
    await writeFile(join(folder, file), await encode(table, format, column));
  }
  return tables.map(([file]) => file);
}

function rowTable(train: Uint32Array, test: Uint32Array, numbers: Uint32Array): Dataset {
  const n = train.length + test.length;
  const x = new Int32Array(n);
  train.forEach((row, i) => (x[i] = numbers[row]!));
  test.forEach((row, i) => (x[train.length + i] = numbers[row]!));
  return createDataset({
    x: { data: x, shape: [n, 1] },
    y: { data: new Int32Array(n).fill(1, train.length), shape: [n] },
    task: 'classification',
    classNames: ['train', 'test'],
    featureNames: ['row'],
  });
}

function encode(data: Dataset, format: FoldFormat, target: string): string | Promise<Uint8Array> {
  if (format === 'csv') return toCsv(data, { target });
  return format === 'json' ? toJson(data, { target }) : toParquet(data, { target });
}
