import { createDataset, type Dataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import { splitterFromSettings } from './splitterFromSettings.js';

function rows(task: Dataset['task'], times?: Float64Array): Dataset {
  const classes = { data: Int32Array.from([0, 1, 0, 1]), shape: [4] };
  const numbers = { data: Float32Array.from([0, 1, 2, 3]), shape: [4] };
  return createDataset({
    x: { data: new Float32Array(4), shape: [4, 1] },
    y: task === 'classification' ? classes : numbers,
    task,
    times,
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

it.each([
  [{ splitter: 'kfold', testSize: 3 }, classes, '--test-size is for --splitter shuffle and time'],
  [
    { maxTrainSize: 3 },
    classes,
    '--max-train-size is for --splitter time, and the splitter is strat',
  ],
  [{ splitter: 'stratified' }, numbers, '--splitter stratified is for classes'],
  [{ splitter: 'kfold' }, series, '--splitter kfold would train on later rows than it tests on'],
] as const)('refuses %j', async (settings, data, message) => {
  await expect(splitterFromSettings(settings, data)).rejects.toThrow(message);
});
