import { describe, expect, it } from 'vitest';
import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe as describeValue,
  didYouMean,
} from './checks.js';

describe('checkNumber', () => {
  it('lets numbers within the bounds pass, the bounds included or not as they say', () => {
    for (const value of [0, 0.5, 1]) checkNumber('rate', value, { min: 0, max: 1 });
    expect(() => checkNumber('rate', 1, { min: 0, below: 1 })).toThrow(
      new RangeError('rate must be a number at least 0 and below 1, not 1'),
    );
    expect(() => checkNumber('rate', 0, { above: 0, max: 1 })).toThrow(
      new RangeError('rate must be a number above 0 and at most 1, not 0'),
    );
    expect(() => checkNumber('rate', 1.01, { max: 1 })).toThrow(
      new RangeError('rate must be a number at most 1, not 1.01'),
    );
    expect(() => checkNumber('rate', -0.1, { min: 0 })).toThrow(
      new RangeError('rate must be a number at least 0, not -0.1'),
    );
  });

  it('refuses NaN and infinity also without bounds', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(() => checkNumber('rate', value)).toThrow(
        new RangeError(`rate must be a number, not ${value}`),
      );
    }
  });

  it('refuses what is no number by its type', () => {
    expect(() => checkNumber('rate', '0.5', { min: 0 })).toThrow(
      new TypeError("rate must be a number at least 0, not '0.5'"),
    );
    for (const value of [undefined, null, true, 1n, [1], {}]) {
      expect(() => checkNumber('rate', value)).toThrow(TypeError);
    }
  });
});

describe('checkInteger', () => {
  it('lets whole numbers pass that can be counted exactly', () => {
    for (const value of [-3, 0, 2 ** 53 - 1]) checkInteger('n', value);
    for (const value of [0.5, 2 ** 53, NaN, Infinity]) {
      expect(() => checkInteger('n', value)).toThrow(
        new RangeError(`n must be a whole number, not ${value}`),
      );
    }
    expect(() => checkInteger('nSplits', 1, { min: 2 })).toThrow(
      new RangeError('nSplits must be a whole number at least 2, not 1'),
    );
    expect(() => checkInteger('nSplits', '5')).toThrow(
      new TypeError("nSplits must be a whole number, not '5'"),
    );
  });
});

describe('checkBoolean', () => {
  it('takes true and false alone', () => {
    checkBoolean('shuffle', true);
    checkBoolean('shuffle', false);
    for (const [value, words] of [
      [1, '1'],
      ['true', "'true'"],
      [undefined, 'undefined'],
      [null, 'null'],
    ] as const) {
      expect(() => checkBoolean('shuffle', value)).toThrow(
        new TypeError(`shuffle must be true or false, not ${words}`),
      );
    }
  });
});

describe('checkOneOf', () => {
  it('takes a name of the list alone, and names the nearest', () => {
    checkOneOf('mode', 'min', ['auto', 'min', 'max']);
    expect(() => checkOneOf('mode', 'mim', ['auto', 'min', 'max'])).toThrow(
      new RangeError("mode must be one of 'auto', 'min', 'max', not 'mim' (did you mean 'min'?)"),
    );
    expect(() => checkOneOf('mode', 'smallest', ['auto', 'min', 'max'])).toThrow(
      new RangeError("mode must be one of 'auto', 'min', 'max', not 'smallest'"),
    );
    expect(() => checkOneOf('mode', 3, ['auto', 'min'])).toThrow(
      new TypeError("mode must be one of 'auto', 'min', not 3"),
    );
  });
});

describe('checkOptions', () => {
  it('refuses an option that nobody reads', () => {
    checkOptions('KFold', {}, ['nSplits', 'shuffle']);
    checkOptions('KFold', { nSplits: 3, shuffle: undefined }, ['nSplits', 'shuffle']);
    expect(() => checkOptions('KFold', { nSplit: 3 }, ['nSplits', 'shuffle'])).toThrow(
      new TypeError(
        "KFold has no option 'nSplit' (did you mean 'nSplits'?); it takes nSplits, shuffle",
      ),
    );
    expect(() => checkOptions('KFold', { verbose: 3 }, ['nSplits', 'shuffle'])).toThrow(
      new TypeError("KFold has no option 'verbose'; it takes nSplits, shuffle"),
    );
  });

  it('refuses options that are no object', () => {
    for (const [value, words] of [
      [null, 'null'],
      [5, '5'],
      ['nSplits', "'nSplits'"],
      [[3], 'a value of type Array'],
    ] as const) {
      expect(() => checkOptions('KFold', value, ['nSplits'])).toThrow(
        new TypeError(`the options of KFold must be an object, not ${words}`),
      );
    }
  });
});

describe('describe', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [-0.5, '-0.5'],
    [NaN, 'NaN'],
    [7n, '7n'],
    ['text', "'text'"],
    ['', "''"],
    ['x'.repeat(41), `'${'x'.repeat(40)}…'`],
    [[1, 2], 'a value of type Array'],
    [{}, 'a value of type Object'],
    [Object.create(null), 'a value of type object'],
    [new Float64Array(2), 'a value of type Float64Array'],
    [() => 1, 'a function'],
    [Symbol('s'), 'Symbol(s)'],
  ])('names %o', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});

describe('didYouMean', () => {
  it.each([
    ['accurcy', "(did you mean 'accuracy'?)"],
    ['ACCURACY', "(did you mean 'accuracy'?)"],
    ['acuracies', ''],
    ['sdg', "(did you mean 'sgd'?)"],
    ['l3', "(did you mean 'l1'?)"],
    ['xy', ''],
    ['x', ''],
    ['', ''],
  ])("after '%s' says %j", (value, words) => {
    expect(didYouMean(value, ['accuracy', 'l1', 'l2', 'sgd']).trim()).toBe(words);
  });

  it('takes the nearest, not the first', () => {
    expect(didYouMean('splits', ['split', 'nSplits', 'splits2'])).toContain("'split'");
    expect(didYouMean('maxd', ['mad', 'max', 'maxed'])).toContain("'mad'");
    expect(didYouMean('batchsize', ['batches', 'batchSize'])).toContain("'batchSize'");
  });
});
