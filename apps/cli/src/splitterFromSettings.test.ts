import { createDataset, type Dataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import type { Settings } from './checkSettings.js';
import { splitterFromSettings } from './splitterFromSettings.js';
import { SPLITTER_KINDS, SPLITTER_NAMES, type SplitterKind } from './splitterKinds.js';

function rows(
  task: Dataset['task'],
  times?: Float64Array,
  groups?: readonly (string | number)[],
): Dataset {
  const classes = { data: Int32Array.from([0, 1, 0, 1]), shape: [4] };
  const numbers = { data: Float32Array.from([0, 1, 2, 3]), shape: [4] };
  return createDataset({
    x: { data: new Float32Array(4), shape: [4, 1] },
    y: task === 'classification' ? classes : numbers,
    task,
    times,
    groups,
  });
}

const classes = rows('classification');
const numbers = rows('regression');
const series = rows('regression', Float64Array.from([1, 2, 3, 4]));

it('takes a splitter that suits the data', async () => {
  expect((await splitterFromSettings({ seed: 3 }, classes)).toJSON()).toMatchObject({
    className: 'StratifiedKFold',
    config: { nSplits: 10, shuffle: true, seed: 3 },
  });
  expect((await splitterFromSettings({ folds: 4 }, numbers)).toJSON()).toMatchObject({
    className: 'KFold',
    config: { nSplits: 4, shuffle: true, seed: 0 },
  });
  expect((await splitterFromSettings({ gap: 2, maxTrainSize: 9 }, series)).toJSON()).toMatchObject({
    className: 'TimeSeriesSplit',
    config: { nSplits: 10, gap: 2, maxTrainSize: 9 },
  });
});

it('takes the options of the splitter that is named', async () => {
  const settings = { splitter: 'shuffle', folds: 7, testSize: 0.5, seed: 'spring' } as const;
  expect((await splitterFromSettings(settings, classes)).toJSON()).toMatchObject({
    className: 'ShuffleSplit',
    config: { nSplits: 7, testSize: 0.5, seed: 'spring' },
  });
});

const grouped = rows('classification', undefined, ['a', 'a', 'b', 'b']);

it('keeps groups whole, and stratifies numbers only where bins are given', async () => {
  const named = async (settings: Settings, data: Dataset) =>
    (await splitterFromSettings(settings, data)).toJSON();
  expect(await named({ folds: 2 }, grouped)).toMatchObject({
    className: 'StratifiedGroupKFold',
    config: { nSplits: 2, shuffle: true, seed: 0 },
  });
  expect(await named({ stratifyBins: 2 }, numbers)).toMatchObject({
    className: 'StratifiedKFold',
    config: { bins: 2 },
  });
  expect(await named({ splitter: 'leave-p-groups-out', leave: 1 }, grouped)).toEqual({
    className: 'LeavePGroupsOut',
    config: { nGroups: 1 },
  });
});

it('takes the groups for the folds of a predefined split', async () => {
  const predefined = rows('classification', undefined, [0, 1, -1, 1]);
  const splitter = await splitterFromSettings({ splitter: 'predefined' }, predefined);
  const tests = Array.from(splitter.split(4), ({ test }) => [...test]);
  expect(tests).toEqual([[0], [1, 3]]);
});

it.each(SPLITTER_NAMES)('makes the splitter %s from every option that it takes', async (name) => {
  const { takes, className, keepsGroups }: SplitterKind = SPLITTER_KINDS[name];
  const values = { folds: 2, repeats: 2, leave: 1, testSize: 1, gap: 0, maxTrainSize: 2 };
  const options = Object.fromEntries(
    Object.entries(values).filter(([option]) => option in takes && option !== 'stratifyBins'),
  );
  const data = keepsGroups ? rows('classification', undefined, [0, 0, 1, 1]) : classes;
  const splitter = await splitterFromSettings({ splitter: name, ...options }, data);
  expect(splitter.toJSON().className).toBe(className);
  const { config } = splitter.toJSON();
  for (const [option, ours] of Object.entries(takes)) {
    if (option in options) expect(config[ours]).toBe(options[option]);
  }
});

it.each([
  [
    { splitter: 'kfold', testSize: 3 },
    classes,
    '--test-size is for --splitter shuffle, stratified-shuffle, group-shuffle, time and group-time, and',
  ],
  [
    { maxTrainSize: 3 },
    classes,
    '--max-train-size is for --splitter time and group-time, and the splitter is stratified',
  ],
  [
    { splitter: 'stratified' },
    numbers,
    'the target is a number: add --stratify-bins 10, or use kf',
  ],
  [{ stratifyBins: 3 }, classes, '--stratify-bins is for numbers, and the target is a class'],
  [{ splitter: 'kfold' }, series, '--splitter kfold would train on later rows than it tests on'],
  [{ splitter: 'stratified' }, grouped, '--splitter stratified would put rows of a group on both'],
  [{ splitter: 'group' }, classes, '--splitter group needs --groups'],
  [
    { splitter: 'predefined' },
    classes,
    '--splitter predefined needs --groups, the column that says',
  ],
  [{ splitter: 'leave-p-out' }, classes, '--splitter leave-p-out needs --leave'],
] as const)('refuses %j', async (settings, data, message) => {
  await expect(splitterFromSettings(settings, data)).rejects.toThrow(message);
});

it('refuses more folds than can be held, before any is made', async () => {
  const many = createDataset({
    x: { data: new Float32Array(20_000), shape: [20_000, 1] },
    y: { data: new Float32Array(20_000), shape: [20_000] },
    task: 'regression',
  });
  await expect(splitterFromSettings({ splitter: 'leave-one-out' }, many)).rejects.toThrow(
    '--splitter leave-one-out makes 20000 folds of 20000 rows, too many to hold',
  );
  const some = many.select([...Array(9_000).keys()]);
  const { className } = (await splitterFromSettings({ splitter: 'leave-one-out' }, some)).toJSON();
  expect(className).toBe('LeaveOneOut');
});
