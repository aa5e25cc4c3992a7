import { expect, it } from 'vitest';
import {
  parseColumn,
  parseImageShape,
  parseJson,
  parseNames,
  parseNumber,
  parseSeed,
  parseUnits,
} from './parseText.js';

it('turns numbers into numbers and leaves other text to be named by the checks', () => {
  expect(['1e-3', '0', '-2', 'ten', '', ' ', '1x', 'Infinity'].map(parseNumber)).toEqual([
    0.001,
    0,
    -2,
    'ten',
    '',
    ' ',
    '1x',
    'Infinity',
  ]);
});

it('takes whole numbers for column indices', () => {
  expect(['3', '-1', 'x3', '1.5'].map(parseColumn)).toEqual([3, '-1', 'x3', '1.5']);
});

it('takes integers that can be counted with for numeric seeds, anything else for text', () => {
  expect(['0', '-7', '1.5', 'spring', '99999999999999999999'].map(parseSeed)).toEqual([
    0,
    -7,
    '1.5',
    'spring',
    '99999999999999999999',
  ]);
});

it('reads lists', () => {
  expect(parseUnits('128, 64')).toEqual([128, 64]);
  expect(parseUnits('none')).toEqual([]);
  expect(parseUnits('12,x')).toEqual([12, 'x']);
  expect(parseNames('accuracy, logLoss')).toEqual(['accuracy', 'logLoss']);
});

it('reads shapes and JSON, and leaves other text to be named by the checks', () => {
  expect(['28x28x1', '8x4', '28', '28×28', 'x'].map(parseImageShape)).toEqual([
    [28, 28, 1],
    [8, 4],
    '28',
    '28×28',
    'x',
  ]);
  expect(['{"of":"weights"}', '{of}'].map(parseJson)).toEqual([{ of: 'weights' }, '{of}']);
});
