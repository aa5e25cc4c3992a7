import type { Dataset } from '@occam/datasets';
import type { Splitter } from '@occam/split';
import type { Settings } from './checkSettings.js';
import { UsageError } from './failure.js';
import { longFlag } from './optionTable.js';

type SplitterKind = NonNullable<Settings['splitter']>;

/** The options that only some splitters take, and which. */
const TAKEN_BY = {
  testSize: ['shuffle', 'time'],
  gap: ['time'],
  maxTrainSize: ['time'],
} as const satisfies Partial<Record<keyof Settings, readonly SplitterKind[]>>;

/**
 * Makes the splitter of a cross-validation.
 *
 * @throws UsageError if an option is not for this splitter, or the splitter not for these data;
 *   RangeError if an option is out of range
 */
export async function splitterFromSettings(settings: Settings, data: Dataset): Promise<Splitter> {
  const { folds, testSize, gap, maxTrainSize, seed = 0 } = settings;
  const kind = settings.splitter ?? defaultKind(data);
  for (const [option, kinds] of Object.entries(TAKEN_BY) as [
    keyof typeof TAKEN_BY,
    readonly string[],
  ][]) {
    if (settings[option] !== undefined && !kinds.includes(kind)) {
      throw new UsageError(
        `${longFlag(option)} is for --splitter ${kinds.join(' and ')}, and the splitter is ${kind}`,
      );
    }
  }
  if (kind === 'stratified' && data.task === 'regression') {
    throw new UsageError(
      '--splitter stratified is for classes, and the target is a number: use kfold',
    );
  }
  if (kind !== 'time' && data.times !== undefined) {
    throw new UsageError(
      `--splitter ${kind} would train on later rows than it tests on: leave out --time, or use time`,
    );
  }
  const split = await import('@occam/split');
  const nSplits = folds === undefined ? {} : { nSplits: folds };
  if (kind === 'kfold') return new split.KFold({ ...nSplits, shuffle: true, seed });
  if (kind === 'stratified') return new split.StratifiedKFold({ ...nSplits, shuffle: true, seed });
  if (kind === 'shuffle') {
    return new split.ShuffleSplit({
      ...nSplits,
      ...(testSize !== undefined && { testSize }),
      seed,
    });
  }
  return new split.TimeSeriesSplit({
    ...nSplits,
    ...(testSize !== undefined && { testSize }),
    ...(gap !== undefined && { gap }),
    ...(maxTrainSize !== undefined && { maxTrainSize }),
  });
}

function defaultKind({ times, task }: Dataset): SplitterKind {
  if (times !== undefined) return 'time';
  return task === 'classification' ? 'stratified' : 'kfold';
}
