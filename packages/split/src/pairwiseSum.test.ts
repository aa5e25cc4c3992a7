import { expect, it } from 'vitest';
import { pairwiseSum } from './pairwiseSum.js';

/** np.add.reduce(1 / np.arange(1.0, n + 1)), to the last bit. */
const NUMPY: [n: number, sum: number][] = [
  [1, 1.0],
  [7, 2.5928571428571425],
  [8, 2.7178571428571425],
  [9, 2.8289682539682537],
  [20, 3.597739657143682],
  [128, 5.433147092589173],
  [129, 5.440899030573669],
  [300, 6.282663880299504],
  [1000, 7.485470860550345],
];

it.each(NUMPY)('sums %i reciprocals as NumPy does', (n, sum) => {
  const reciprocals = Float64Array.from({ length: n }, (_, i) => 1 / (i + 1));
  expect(pairwiseSum(reciprocals)).toBe(sum);
});

it('differs from the plain order, so that the order is tested', () => {
  const reciprocals = Float64Array.from({ length: 1000 }, (_, i) => 1 / (i + 1));
  expect(reciprocals.reduce((sum, value) => sum + value, 0)).not.toBe(pairwiseSum(reciprocals));
});
