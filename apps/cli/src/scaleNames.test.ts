import { lookupClass } from '@occam/core';
import { register } from '@occam/normalization';
import { expect, it } from 'vitest';
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
