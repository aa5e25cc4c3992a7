import type { Dataset } from '@occam/datasets';
import type { SplitterConfig } from '@occam/split';
import type { Settings } from './checkSettings.js';
import { dedupe, type SearchContext } from './dedupe.js';
import { describeSplitter } from './describeSplitter.js';
import { asInput } from './failure.js';
import { count } from './formatNumber.js';
import { foldBalance, type FoldBalance } from './foldBalance.js';
import { foldTable } from './foldTable.js';
import { lagged } from './lagged.js';
import { splitterFromSettings } from './splitterFromSettings.js';

/** The folds that `occam cv` would train and test on. */
export interface FoldsReport {
  /** How many rows are split: with `lags`, those that have a window; without those that `dedupe` drops. */
  readonly rows: number;
  /** How many features they have. */
  readonly features: number;
  /** The splitter. */
  readonly splitter: SplitterConfig;
  /** The sizes and the balance of each fold. */
  readonly folds: readonly FoldBalance[];
}

/** Whether the settings say anything about folds, so that these are to be inspected too. */
export function asksForFolds(settings: Settings): boolean {
  return ASKING.some((key) => settings[key] !== undefined);
}

/** Makes the folds of the rows, or of their windows where `lags` says so, and judges them. */
export async function inspectFolds(
  loaded: Dataset,
  settings: Settings,
  context: SearchContext,
): Promise<FoldsReport> {
  const windows = await asInput(() => lagged(loaded, settings));
  const { data, clusters } = await dedupe(windows, settings, context);
  const { size, x, y, groups, times } = data;
  const splitter = await splitterFromSettings(settings, data);
  const split = splitter.split(size, { labels: y.data, groups, times });
  const folds = Array.from(split, foldBalance(data, clusters));
  return { rows: size, features: x.data.length / size, splitter: splitter.toJSON(), folds };
}

/** The folds in lines. */
export function describeFolds({ rows, features, splitter, folds }: FoldsReport): string[] {
  const title = `${describeSplitter(splitter)}, of ${count(rows, 'row')} and ${count(features, 'feature')}`;
  return ['', title, '', foldTable(folds, '--json')];
}

const ASKING = [
  'lags',
  'dedupe',
  'splitter',
  'folds',
  'repeats',
  'leave',
  'stratifyBins',
  'testSize',
  'gap',
  'maxTrainSize',
] as const satisfies readonly (keyof Settings)[];
