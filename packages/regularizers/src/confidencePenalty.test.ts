import { describe, expect, it } from 'vitest';
import { confidencePenalty } from './confidencePenalty.js';

describe('confidencePenalty', () => {
  it('is plain JSON', () => {
    expect(confidencePenalty()).toEqual({
      className: 'confidencePenalty',
      config: {},
      weight: 0.1,
    });
    expect(confidencePenalty({ weight: 0, threshold: 1 })).toEqual({
      className: 'confidencePenalty',
      config: { threshold: 1 },
      weight: 0,
    });
  });

  it('refuses bad options', () => {
    expect(() => confidencePenalty({ weight: -1 })).toThrow(
      new RangeError('the weight of confidencePenalty must be a number at least 0, not -1'),
    );
    expect(() => confidencePenalty({ beta: 1 } as never)).toThrow(/no option 'beta'/);
    expect(() => confidencePenalty({ threshold: NaN })).toThrow(RangeError);
  });
});
