import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rangeOf } from './range.js';

it.each([
  [2, { min: -1, max: 1 }, 0, 'x must be a number at least 0 and at most 1, not 2'],
  [90, { above: -90, below: 90 }, 0, 'x must be a number at least 0 and below 90, not 90'],
  [1, { above: 0 }, 1, 'x must be a number at least 0 and below 1, not 1'],
  [-5, {}, 0, 'x must be a number at least 0, not -5'],
  [NaN, {}, 0, 'x must be a number at least 0, not NaN'],
  [[0, 2], { min: -1, max: 1 }, 0, 'x[1] must be a number at least -1 and at most 1, not 2'],
  [[1, 0], {}, 0, 'x must be [low, high], not [1, 0]: swap the ends'],
] as const)('says what %j in %j about %d may be', (range, bounds, centre, message) => {
  expect(() => rangeOf('x', range, bounds, centre)).toThrow(new RangeError(message));
});

it('takes as one number what both of its ends keep to', () => {
  const value = fc.integer({ min: -8, max: 8 });
  fc.assert(
    fc.property(fc.nat(20), value, value, value, (width, centre, min, below) => {
      const [low, high] = [centre - width, centre + width];
      const fits = [low, high].every((end) => end >= min && end < below);
      const take = () => rangeOf('x', width, { min, below }, centre);
      if (fits) expect(take()).toEqual([low, high]);
      else expect(take).toThrow(RangeError);
    }),
  );
});
