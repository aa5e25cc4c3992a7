import { describe, expect, it } from 'vitest';
import { invariance } from './invariance.js';
import { monotonicity } from './monotonicity.js';

describe('hints by virtual examples', () => {
  it('check what they can without a model', () => {
    expect(invariance({ scale: -1 })).toEqual({
      className: 'invariance',
      config: { scale: -1 },
      weight: 1,
    });
    expect(() => invariance({})).toThrow(RangeError);
    expect(() => invariance({ permutation: 1 as never })).toThrow(TypeError);
    expect(() => monotonicity({ features: [0.5] })).toThrow(/whole number/);
    expect(() => monotonicity({ features: [0], weight: -1 })).toThrow(/at least 0/);
  });
});
