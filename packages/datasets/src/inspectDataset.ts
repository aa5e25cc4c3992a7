import type { Dataset, Task } from './dataset.js';

/** What {@link inspectDataset} finds. */
export interface DatasetSummary {
  /** What the data are called. */
  readonly name?: string | undefined;
  /** The number of rows. */
  readonly rows: number;
  /** The number of features: the product of the axes of `x` but the first. */
  readonly features: number;
  /** The shape of a row of `x`. */
  readonly rowShape: readonly number[];
  /** What the targets are. */
  readonly task: Task;
  /** For classification: each class, how many rows it has and which share of them (soft targets: their sum). */
  readonly classes?:
    | readonly { readonly name: string; readonly count: number; readonly share: number }[]
    | undefined;
  /** For regression: statistics of the targets; `std` has n − 1 in the denominator. */
  readonly target?:
    | { readonly min: number; readonly max: number; readonly mean: number; readonly std: number }
    | undefined;
  /** How many missing cells were imputed, in all and by column; undefined where the source is not known. */
  readonly missing?:
    { readonly cells: number; readonly columns: Readonly<Record<string, number>> } | undefined;
  /** The features that have one value in all rows: their names, or `feature 0`, …. */
  readonly constantColumns: readonly string[];
  /** Of the times: the first and the last, and whether the rows are in their order. */
  readonly times?:
    { readonly first: number; readonly last: number; readonly inOrder: boolean } | undefined;
  /** How many distinct groups there are. */
  readonly groups?: number | undefined;
}

/** Summarizes a dataset. */
export function inspectDataset(_data: Dataset): DatasetSummary {
  throw new Error('not built yet');
}
