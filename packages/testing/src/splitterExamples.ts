import { createRng } from '@occam/core';
import type { SplitContext } from '@occam/split';

/** Rows for a splitter to split, drawn from a seed. */
export interface SplitterExample {
  /** The seed to give the splitter. */
  readonly seed: string;
  /** The number of rows. */
  readonly n: number;
  /** The lists that the splitter uses. */
  readonly context: SplitContext;
}

/** How {@link drawExample} draws. */
export interface ExampleOptions {
  /** The least and the largest number of rows. */
  readonly rows: readonly [number, number];
  /** The lists to draw. */
  readonly uses: readonly (keyof SplitContext)[];
}

/**
 * Draws rows in random order: times with ties, groups of two rows or more that follow one another in time,
 * and three classes of which the first has three fifths of the rows.
 */
export function drawExample(
  run: number,
  { rows: [least, most], uses }: ExampleOptions,
): SplitterExample {
  const rng = createRng(run).fork('testSplitter');
  const n = least + rng.int(most - least + 1);
  const ranks = rng.permutation(n);
  const groupOfRank = new Int32Array(n);
  const size = 2 + rng.int(2);
  for (let rank = 0; rank < n; rank++) groupOfRank[rank] = 100 - Math.floor(rank / size);
  const named = rng.int(2) === 1;
  const classes = rng.permutation(n);
  const lists = {
    labels: Array.from(classes, (code) => ['a', 'a', 'a', 'b', 'c'][code % 5]!),
    groups: Array.from(ranks, (rank) =>
      named ? `group ${groupOfRank[rank]}` : groupOfRank[rank]!,
    ),
    times: Float64Array.from(ranks, (rank) => Math.floor(rank / 2) / 4 - 3),
  };
  const context = Object.fromEntries(uses.map((name) => [name, lists[name]]));
  return { seed: `seed ${run}`, n, context };
}
