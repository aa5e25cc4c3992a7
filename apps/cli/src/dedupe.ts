import { createDataset, type Dataset } from '@occam/datasets';
import {
  dropDuplicates,
  findDuplicates,
  groupsFromDuplicates,
  type Duplicates,
} from '@occam/split';
import type { Settings } from './checkSettings.js';
import { count } from './formatNumber.js';
import type { Progress } from './progress.js';
import { SPLITTER_KINDS } from './splitterKinds.js';

/** Rows that are the same, or nearly, and what was done about them. */
export interface DuplicateReport {
  /** The Euclidean distance up to which rows count as duplicates. */
  readonly distance: number;
  /** How many rows are a duplicate of an earlier one. */
  readonly rows: number;
  /** How many pairs have different targets: at least one of them must be wrong, or the features too few. */
  readonly conflicts: number;
  /** The first pairs, with their distances; at most ten. */
  readonly pairs: readonly {
    readonly rows: readonly [number, number];
    readonly distance: number;
  }[];
  /** What was done: rows kept together, rows dropped, or nothing. */
  readonly repair: 'group' | 'drop' | 'none';
}

/** Data whose duplicates are known, and repaired if that was asked for. */
export interface Deduped {
  /** The data to go on with. */
  readonly data: Dataset;
  /** What was found, and done. */
  readonly duplicates: DuplicateReport;
  /** The cluster of duplicates of each row of `data`. */
  readonly clusters: Int32Array;
  /** Which row of the data that were searched each row of `data` is. */
  readonly rows: Uint32Array;
}

/** What a search needs to be watched and stopped. */
export interface SearchContext {
  /** Shows how far the search is. */
  readonly progress: Progress;
  /** Stops it. */
  readonly signal: AbortSignal;
}

/** Searches for duplicates and repairs them as the settings say. */
export async function dedupe(
  data: Dataset,
  settings: Settings,
  context: SearchContext,
): Promise<Deduped> {
  const found = await searchDuplicates(data, settings, context);
  const { dedupe: repair = 'none', distance = 0 } = settings;
  const duplicates: DuplicateReport = { ...reportDuplicates(data, found), distance, repair };
  const clusters = groupsFromDuplicates(data.size, found);
  if (repair === 'drop' && duplicates.rows > 0) {
    const rows = dropDuplicates(data.size, found);
    return { data: data.select(rows), duplicates, clusters: Int32Array.from(rows.keys()), rows };
  }
  const rows = Uint32Array.from({ length: data.size }, (_, row) => row);
  // Without duplicates rows are groups of their own, which only a splitter that was asked for needs.
  const needed =
    duplicates.rows > 0 || (settings.splitter && SPLITTER_KINDS[settings.splitter].keepsGroups);
  if (repair !== 'group' || !needed) return { data, duplicates, clusters, rows };
  const { x, y, task, classNames, featureNames, times, imputed, name } = data;
  const groups = groupsFromDuplicates(data.size, found, { groups: data.groups });
  const fields = { x, y, task, classNames, featureNames, times, imputed, name, groups };
  return { data: createDataset(fields), duplicates, clusters, rows };
}

async function searchDuplicates(
  { x }: Dataset,
  { distance = 0 }: Settings,
  { progress, signal }: SearchContext,
): Promise<Duplicates> {
  return findDuplicates(x, {
    distance,
    pairs: 'spanning',
    signal,
    onProgress: (done) => progress.status(`searching for duplicates: ${Math.round(100 * done)} %`),
  });
}

function reportDuplicates(
  { y }: Dataset,
  { first, second, distances }: Duplicates,
): Pick<DuplicateReport, 'rows' | 'conflicts' | 'pairs'> {
  const width = y.data.length / y.shape[0]!;
  const differ = (a: number, b: number) => {
    for (let i = 0; i < width; i++) {
      if (y.data[a * width + i] !== y.data[b * width + i]) return true;
    }
    return false;
  };
  let conflicts = 0;
  first.forEach((row, pair) => {
    if (differ(row, second[pair]!)) conflicts++;
  });
  const pairs = Array.from(first.subarray(0, 10), (row, pair) => ({
    rows: [row, second[pair]!] as const,
    distance: distances[pair]!,
  }));
  return { rows: new Set(second).size, conflicts, pairs };
}

/** Duplicates in a line; rows are counted from 0, as everywhere. */
export function describeDuplicates({
  distance,
  rows,
  conflicts,
  pairs,
  repair,
}: DuplicateReport): string {
  const kind = distance === 0 ? 'equal to' : `within a distance of ${distance} of`;
  if (rows === 0) return `duplicates: none (no row is ${kind} another)`;
  const examples = pairs.slice(0, 3).map(({ rows: [a, b] }) => `${a} and ${b}`);
  const more = pairs.length > 3 ? ', …' : '';
  const done = {
    group: 'kept on one side of each split',
    drop: 'dropped',
    none: '--dedupe group keeps them on one side of each split, --dedupe drop leaves them out',
  }[repair];
  return (
    `duplicates: ${count(rows, 'row')} ${rows === 1 ? 'is' : 'are'} ${kind} an earlier one ` +
    `(${examples.join(', ')}${more})${conflicts > 0 ? `, ${conflicts} with another target` : ''}: ${done}`
  );
}
