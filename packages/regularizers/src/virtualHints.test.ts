import { testTerm, type Network64, type Row } from '@occam/testing';
import { describe, expect, it } from 'vitest';
import { invariance } from './invariance.js';
import { monotonicity } from './monotonicity.js';
import { register } from './register.js';

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

function outputsOf({ logits }: Network64, loss: string, x: Row): number[] {
  const z = logits(x);
  if (loss === 'meanSquaredError') return z;
  if (loss === 'binaryCrossEntropy') return z.map((one) => 1 / (1 + Math.exp(-one)));
  const sum = z.reduce((total, one) => total + Math.exp(one), 0);
  return z.map((one) => Math.exp(one) / sum);
}

testTerm('invariance', {
  register,
  fused: true,
  config: { permutation: [1, 2, 0], scale: [1, -1, 2], shift: 0.25 },
  value: (network, loss) =>
    mean(
      network.x.map((row) => {
        const moved = [row[1]! + 0.25, -row[2]! + 0.25, 2 * row[0]! + 0.25];
        const other = outputsOf(network, loss, moved);
        return outputsOf(network, loss, row).reduce((sum, o, k) => sum + (o - other[k]!) ** 2, 0);
      }),
    ),
  refused: [
    [{}, /invariance needs a transformation of the inputs/],
    [{ scale: [1, 2] }, /scale of invariance has 2 elements, but a row of the model has 3/],
    [{ permutation: [0, 1] }, /permutation of invariance has 2 elements/],
    [{ permutation: [0, 1, 1] }, /permutation of invariance must hold each feature once/],
    [{ permutation: [0, 1, 3] }, /permutation of invariance\[2\] must be .*below 3, not 3/],
    [{ shift: NaN }, /shift of invariance must be a number, not NaN/],
  ],
});

for (const direction of ['increasing', 'decreasing'] as const) {
  testTerm('monotonicity', {
    register,
    fused: true,
    config: { features: [0, 2], delta: 0.5, direction },
    value: (network, loss) =>
      mean(
        network.x.map((row) => {
          const moved = [row[0]! + 0.5, row[1]!, row[2]! + 0.5];
          const rise = outputsOf(network, loss, moved)[0]! - outputsOf(network, loss, row)[0]!;
          return Math.max(0, direction === 'increasing' ? -rise : rise) ** 2;
        }),
      ),
    refused: [
      [{}, /features of monotonicity must be a list of indices of features, not undefined/],
      [{ features: [] }, /must name at least one feature/],
      [{ features: [3] }, /features of monotonicity\[0\] must be .*below 3, not 3/],
      [{ features: [0], delta: 0 }, /delta of monotonicity must be a number above 0, not 0/],
      [{ features: [0], output: 3 }, /output of monotonicity must be .*below 3, not 3/],
      [{ features: [0], direction: 'up' }, /direction of monotonicity must be one of/],
    ],
  });
}

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
