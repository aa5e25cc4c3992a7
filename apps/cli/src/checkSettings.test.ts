import { expect, it } from 'vitest';
import { checkSettings } from './checkSettings.js';
import { OPTION_TABLE, longFlag } from './optionTable.js';

const check = (values: unknown) => () => checkSettings(values, longFlag);

it.each([
  [{ epochs: 'ten' }, "--epochs must be a whole number from 1, not 'ten'"],
  [{ epochs: 0 }, '--epochs must be a whole number from 1, not 0'],
  [{ batchSize: 1.5 }, '--batch-size must be a whole number from 1, not 1.5'],
  [{ dropout: 1 }, '--dropout must be a number from 0 and below 1, not 1'],
  [{ dropconnect: 1 }, '--dropconnect must be a number from 0 and below 1, not 1'],
  [{ l1: Infinity }, '--l1 must be a number from 0, not Infinity'],
  [{ l2: -1 }, '--l2 must be a number from 0, not -1'],
  [{ labelSmoothing: 1 }, '--label-smoothing must be a number from 0 and below 1, not 1'],
  [{ weightDecay: NaN }, '--weight-decay must be a number from 0, not NaN'],
  [{ noise: -1 }, '--noise must be a number from 0, not -1'],
  [{ maxNorm: 0 }, '--max-norm must be a number above 0, not 0'],
  [{ validation: 0 }, '--validation must be a number above 0 and below 1, not 0'],
  [{ learningRate: -1 }, '--learning-rate must be a number above 0, not -1'],
  [
    { testSize: 1.5 },
    '--test-size must be a share above 0 and below 1, or a whole number from 1, not 1.5',
  ],
  [{ hidden: [64, 'x'] }, "each entry of --hidden must be a whole number from 1, not 'x'"],
  [{ backend: 'gpu' }, "--backend must be one of auto, wasm, webgl, webgpu, cpu, not 'gpu'"],
  [{ activation: 'rellu' }, "--activation must be one of elu, .* not 'rellu'"],
  [
    { missing: 'zero' },
    "--missing must be error, mean, median, mostFrequent or a number, not 'zero'",
  ],
  [{ delimiter: ';;' }, "--delimiter must be one character, not ';;'"],
  [{ data: 3 }, '--data must be a path, an address, .* not 3'],
  [{ target: '' }, "--target must be the name of a column or its index from 0, not ''"],
  [{ epoch: 3 }, "--epoch is no option \\(did you mean 'epochs'\\?\\); there are data, "],
  [[], '-- must be an object of options, not a value of type Array'],
  [{ hidden: 64 }, '--hidden must be a list of units, as \\[128, 64\\], not 64'],
])('says what is wrong with %j', (values, message) => {
  expect(check(values)).toThrow(new RegExp(`^${message}`));
});

it('passes what is right through unchanged', () => {
  const values = {
    data: 'a.csv',
    target: 0,
    header: false,
    missing: 0,
    hidden: [],
    testSize: 12,
    seed: 'spring',
    metrics: ['accuracy'],
  };
  expect(checkSettings(values, longFlag)).toBe(values);
});

it('knows exactly the options of the table', () => {
  for (const { key } of OPTION_TABLE) {
    expect(check({ [key]: Symbol('wrong') })).toThrow(`${longFlag(key)} must be`);
  }
  let message = '';
  try {
    check({ nothing: 1 })();
  } catch (error) {
    message = (error as Error).message;
  }
  const known = message.split('there are ')[1]!.split(', ').sort();
  expect(known).toEqual([...new Set(OPTION_TABLE.map(({ key }) => String(key)))].sort());
});
