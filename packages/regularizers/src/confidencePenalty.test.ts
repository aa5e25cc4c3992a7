import { testTerm, type Network64 } from '@occam/testing';
import { describe, expect, it } from 'vitest';
import { confidencePenalty } from './confidencePenalty.js';
import { register } from './register.js';

function entropies({ x, logits }: Network64, loss: string): number[] {
  return x.map((row) => {
    const z = logits(row);
    const plogp = (p: number) => p * Math.log(p);
    if (loss === 'binaryCrossEntropy') {
      const p = 1 / (1 + Math.exp(-z[0]!));
      return -plogp(p) - plogp(1 - p);
    }
    const sum = z.reduce((total, one) => total + Math.exp(one), 0);
    return -z.reduce((total, one) => total + plogp(Math.exp(one) / sum), 0);
  });
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

testTerm('confidencePenalty', {
  register,
  value: (network, loss) => -mean(entropies(network, loss)),
  losses: ['crossEntropy', 'binaryCrossEntropy'],
  fused: true,
  refused: [
    [{ treshold: 1 }, /no option 'treshold' \(did you mean 'threshold'\?\)/],
    [{ threshold: 0 }, /threshold of confidencePenalty must be a number above 0, not 0/],
  ],
});

describe('confidencePenalty with a threshold', () => {
  // Some rows lie on either side of it.
  testTerm('confidencePenalty', {
    register,
    config: { threshold: 0.6 },
    value: (network, loss) =>
      mean(entropies(network, loss).map((entropy) => Math.max(0, 0.6 - entropy))),
    losses: ['crossEntropy', 'binaryCrossEntropy'],
    fused: true,
    refused: [],
  });
});

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
