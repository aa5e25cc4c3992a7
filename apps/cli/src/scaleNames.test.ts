import { lookupClass } from '@occam/core';
import { register, Scaler } from '@occam/normalization';
import { crossValidate } from '@occam/evaluation';
import { createDataset } from '@occam/datasets';
import { KFold } from '@occam/split';
import { createRecipe, mlp } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it, vi } from 'vitest';
import { checkSettings } from './checkSettings.js';
import { SCALE_NAMES, scaleSteps, separateScale } from './scaleNames.js';

it('names scalers that are registered, and that take their options', () => {
  register();
  for (const name of SCALE_NAMES) {
    const [step] = scaleSteps(name);
    const scalerClass = lookupClass('preprocess', step!.className) as new (
      config: object,
    ) => object;
    expect(JSON.parse(JSON.stringify(new scalerClass(step!.config)))).toMatchObject(step!);
  }
  expect(scaleSteps(true)).toEqual([{ className: 'StandardScaler', config: {} }]);
  expect([scaleSteps(false), scaleSteps(undefined)]).toEqual([[], []]);
});

it('takes what follows for the data where it cannot be a name', () => {
  expect(separateScale(['cv', '--scale', 'a/b.csv', '--folds', '5'])).toEqual([
    'cv',
    '--scale=standard',
    'a/b.csv',
    '--folds',
    '5',
  ]);
  for (const data of ['digits', 'mnist', 'C:\\x', 'http://a']) {
    expect(separateScale(['--scale', data])).toEqual(['--scale=standard', data]);
  }
  for (const args of [
    ['--scale'],
    ['--scale', 'robust'],
    ['--scale', '--json'],
    ['x.csv', '--scale'],
  ]) {
    expect(separateScale(args)).toEqual(args);
  }
});

it('refuses other names', () => {
  const longFlag = (key: string) => `--${key}`;
  expect(checkSettings({ scale: 'min-max' }, longFlag)).toEqual({ scale: 'min-max' });
  expect(() => checkSettings({ scale: 'robst' }, longFlag)).toThrow(
    /^--scale must be true, false or one of standard, min-max, .*, not 'robst'$/,
  );
});

it('scales the rows of each fold by its training rows alone', async () => {
  register();
  await tf.setBackend('cpu');
  const fit = vi.spyOn(Scaler.prototype, 'fit');
  const splitter = new KFold({ nSplits: 3, shuffle: true, seed: 4 });
  const folds = Array.from(splitter.split(30));
  // Feature 0 is the number of the row.
  const x = {
    data: Float32Array.from({ length: 60 }, (_, i) => (i % 2 ? Math.sin(i) : i / 2)),
    shape: [30, 2],
  };
  const y = { data: Int32Array.from({ length: 30 }, (_, i) => i % 2), shape: [30] };
  for (const name of SCALE_NAMES) {
    fit.mockClear();
    const recipe = createRecipe({
      model: mlp({ hidden: [] }),
      preprocess: scaleSteps(name),
      fit: { epochs: 1 },
    });
    await crossValidate({
      recipe,
      data: createDataset({ x, y, task: 'classification' }),
      splitter,
    });
    const seen = fit.mock.calls.map(([rows]) =>
      Array.from({ length: rows.shape[0]! }, (_, row) => rows.data[2 * row]!).sort((a, b) => a - b),
    );
    expect(seen).toEqual(folds.map(({ train }) => Array.from(train)));
  }
});
