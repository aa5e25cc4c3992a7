import type { ColumnValues } from './columnValues.js';
import type { TableOptions } from './tableOptions.js';

/** The most distinct texts that one-hot features are made of. */
const MAX_CATEGORIES = 1000;

/** A column of a table with its cells. */
export interface FeatureColumn {
  /** The column's name. */
  readonly name: string;
  /** The column's cells. */
  readonly cells: ColumnValues;
}

/** The features that the columns of a table make. */
export interface TableFeatures {
  /** The features, row by row, shape [rows, names.length]. */
  readonly data: Float32Array;
  /** The names of the features; one-hot features are called `column=text`. */
  readonly names: readonly string[];
  /** How many cells were imputed, by column; columns without any are left out. */
  readonly imputed: Readonly<Record<string, number>>;
}

/**
 * Turns columns into features: numbers as they are, texts as one-hot features or ranks, missing cells
 * imputed.
 *
 * @param file what the file is called, for messages
 * @throws RangeError if a column holds nothing to impute from or too many texts
 */
export function makeFeatures(
  columns: readonly FeatureColumn[],
  rows: number,
  { missing = 'error', categorical = 'error' }: Pick<TableOptions, 'missing' | 'categorical'>,
  file: string,
): TableFeatures {
  const imputed: Record<string, number> = {};
  const writers = columns.map(({ name, cells }) => {
    if (cells.missing > 0) {
      imputed[name] = (imputed[name] ?? 0) + cells.missing;
      const given = typeof missing === 'number' && cells.texts === undefined;
      impute(cells, given ? missing : statistic(cells, missing, name, file));
    }
    if (cells.texts === undefined) return { names: [name], codes: undefined };
    const codes = ranks(cells.texts);
    if (categorical === 'integer') return { names: [name], codes };
    if (codes.sorted.length > MAX_CATEGORIES) {
      throw new RangeError(
        `${file}, column '${name}': ${codes.sorted.length} distinct texts would make as many features; ` +
          "leave the column out with ignore or pass categorical: 'integer'",
      );
    }
    return { names: codes.sorted.map((text) => `${name}=${text}`), codes };
  });
  const names = writers.flatMap((writer) => writer.names);
  const data = new Float32Array(rows * names.length);
  let offset = 0;
  for (const [c, { names: own, codes }] of writers.entries()) {
    const { values } = columns[c]!.cells;
    for (let row = 0, at = offset; row < rows; row++, at += names.length) {
      const value = values.at(row);
      if (codes === undefined) data[at] = value;
      else if (categorical === 'integer') data[at] = codes.rankOf[value]!;
      else data[at + codes.rankOf[value]!] = 1;
    }
    offset += own.length;
  }
  return { data, names, imputed };
}

/** Sorts texts by their UTF-16 units; `rankOf` says where each went. */
export function ranks(texts: readonly string[]): { sorted: string[]; rankOf: Int32Array } {
  const order = texts.map((_, code) => code).sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1));
  const rankOf = new Int32Array(texts.length);
  for (const [rank, code] of order.entries()) rankOf[code] = rank;
  return { sorted: order.map((code) => texts[code]!), rankOf };
}

function impute({ values }: ColumnValues, value: number): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values.at(row))) values.set(row, value);
  }
}

function statistic(
  { values, texts }: ColumnValues,
  kind: TableOptions['missing'],
  name: string,
  file: string,
): number {
  const present: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values.at(row);
    if (!Number.isNaN(value)) present.push(value);
  }
  if (present.length === 0) {
    throw new RangeError(
      `${file}, column '${name}': every cell is missing, there is nothing to impute from; leave the column out with ignore`,
    );
  }
  if (texts !== undefined || kind === 'mostFrequent') return mostFrequent(present, texts);
  if (kind === 'mean') return present.reduce((sum, value) => sum + value, 0) / present.length;
  const sorted = Float64Array.from(present).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that occurs most often; of several, the least (as in scikit-learn). */
function mostFrequent(values: readonly number[], texts: readonly string[] | undefined): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const key = (value: number) => (texts === undefined ? value : texts[value]!);
  let best = values[0]!;
  for (const [value, count] of counts) {
    const bestCount = counts.get(best)!;
    if (count > bestCount || (count === bestCount && key(value) < key(best))) best = value;
  }
  return best;
}
