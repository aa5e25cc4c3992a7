import type { Dataset } from '@occam/datasets';
import type { Splitter } from '@occam/split';
import type { Settings } from './checkSettings.js';
import { UsageError } from './failure.js';
import { longFlag } from './optionTable.js';
import {
  SPLITTER_KINDS,
  SPLITTER_NAMES,
  type SplitterKind,
  type SplitterName,
  type SplitterOption,
} from './splitterKinds.js';

const OPTIONS: readonly SplitterOption[] = [
  'folds',
  'repeats',
  'leave',
  'testSize',
  'gap',
  'maxTrainSize',
  'stratifyBins',
];

/**
 * Makes the splitter of a cross-validation.
 *
 * @throws UsageError if an option is not for this splitter, the splitter not for these data, or its folds too many;
 *   RangeError if an option is out of range
 */
export async function splitterFromSettings(settings: Settings, data: Dataset): Promise<Splitter> {
  const name = settings.splitter ?? defaultName(settings, data);
  const kind: SplitterKind = SPLITTER_KINDS[name];
  checkOptions(settings, name, kind);
  checkData(settings, name, kind, data);
  if (name === 'predefined') {
    const { PredefinedSplit } = await import('@occam/split');
    return new PredefinedSplit({ testFold: Array.from(data.groups!, Number) });
  }
  const splitter = await makeSplitter(name, settings);
  if (name.startsWith('leave-')) checkFoldCount(splitter, name, data);
  return splitter;
}

/** Leaving out each set of rows may make more folds than a memory holds, or a life is long enough for. */
function checkFoldCount(splitter: Splitter, name: SplitterName, data: Dataset): void {
  const { size, y, groups } = data;
  const folds = splitter.count(size, { labels: y.data, groups });
  if (folds * size <= MOST_INDICES) return;
  throw new UsageError(
    `--splitter ${name} makes ${folds} folds of ${size} rows, too many to hold: leave out fewer, take fewer rows ` +
      `with --take, or use ${data.groups === undefined ? 'kfold or shuffle' : 'group or group-shuffle'}`,
  );
}

/** How many row numbers all folds together may hold. */
const MOST_INDICES = 1e8;

async function makeSplitter(name: SplitterName, settings: Settings): Promise<Splitter> {
  const { className, takes, random }: SplitterKind = SPLITTER_KINDS[name];
  const { seed = 0 } = settings;
  const options = Object.fromEntries(
    Object.entries(takes)
      .filter(([option]) => settings[option as SplitterOption] !== undefined)
      .map(([option, ours]) => [ours, settings[option as SplitterOption]]),
  );
  const split = await import('@occam/split');
  const Class = split[className] as new (options: object) => Splitter;
  return new Class({
    ...options,
    ...(random === 'shuffle' && { shuffle: true }),
    ...(random !== 'never' && { seed }),
  });
}

function checkOptions(settings: Settings, name: SplitterName, { takes }: SplitterKind): void {
  for (const option of OPTIONS) {
    if (settings[option] === undefined || option in takes) continue;
    const takers = SPLITTER_NAMES.filter((each) => option in SPLITTER_KINDS[each].takes);
    throw new UsageError(
      `${longFlag(option)} is for --splitter ${listed(takers)}, and the splitter is ${name}`,
    );
  }
  if ('leave' in takes && settings.leave === undefined) {
    throw new UsageError(`--splitter ${name} needs --leave, how many to leave out at a time`);
  }
}

function checkData(
  settings: Settings,
  name: SplitterName,
  kind: SplitterKind,
  data: Dataset,
): void {
  if (kind.stratifies && data.task === 'regression' && settings.stratifyBins === undefined) {
    throw new UsageError(
      `--splitter ${name} is for classes, and the target is a number: add --stratify-bins 10, or use ` +
        (kind.keepsGroups ? 'group' : 'kfold'),
    );
  }
  if (settings.stratifyBins !== undefined && data.task === 'classification') {
    throw new UsageError('--stratify-bins is for numbers, and the target is a class');
  }
  if (data.times !== undefined && !kind.keepsTime) {
    throw new UsageError(
      `--splitter ${name} would train on later rows than it tests on: leave out --time, or use time`,
    );
  }
  if (data.groups !== undefined && !kind.keepsGroups) {
    throw new UsageError(
      `--splitter ${name} would put rows of a group on both sides: use one of ` +
        `${listed(SPLITTER_NAMES.filter((each) => SPLITTER_KINDS[each].keepsGroups))}`,
    );
  }
  if (data.groups === undefined && kind.keepsGroups) {
    throw new UsageError(
      name === 'predefined'
        ? '--splitter predefined needs --groups, the column that says which fold tests a row (-1: none)'
        : `--splitter ${name} needs --groups, the column that says which rows belong together`,
    );
  }
}

function defaultName({ stratifyBins }: Settings, data: Dataset): SplitterName {
  const { times, groups, task } = data;
  if (times !== undefined) return groups === undefined ? 'time' : 'group-time';
  const stratified = task === 'classification' || stratifyBins !== undefined;
  if (groups !== undefined) return stratified ? 'stratified-group' : 'group';
  return stratified ? 'stratified' : 'kfold';
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
