import { expect, it } from 'vitest';
import { column, expectMean, expectShare, expectTruthful } from '../../test/statistics.js';
import { makeClassification } from './makeClassification.js';

it('has clusters at the corners of the cube, a class each in turn', () => {
  const { x, y, featureRoles } = makeClassification({
    nSamples: 40_000,
    nFeatures: 2,
    nRedundant: 0,
    classSep: 3,
    flipY: 0,
    shuffle: false,
  });
  expect(featureRoles).toEqual(['informative', 'informative']);
  const corners = [0, 1, 2, 3].map((k) => {
    const rows = Array.from({ length: 10_000 }, (_, i) => k * 10_000 + i);
    expect(rows.every((row) => y.data[row] === k % 2)).toBe(true);
    const mean = [0, 1].map((j) => rows.reduce((sum, row) => sum + x.data[2 * row + j]!, 0) / 1e4);
    // The columns of A have elements from −1 to 1: a variance of at most 2.
    const corner = mean.map((value) => 3 * Math.sign(value));
    mean.forEach((value, j) => expect(Math.abs(value - corner[j]!)).toBeLessThan(5 * 0.0142));
    return String(corner);
  });
  expect(new Set(corners).size).toBe(4);
});

it('repeats and combines informative features, and fills up with noise', () => {
  const data = makeClassification({
    nSamples: 5000,
    nFeatures: 9,
    nInformative: 3,
    nRedundant: 2,
    nRepeated: 2,
    flipY: 0,
    shuffle: false,
  });
  expect(data.featureRoles.join(' ')).toBe(
    'informative informative informative redundant redundant repeated repeated noise noise',
  );
  const columns = Array.from({ length: 9 }, (_, j) => column(data, j));
  for (const repeated of [5, 6]) {
    expect([0, 1, 2, 3, 4].some((j) => String(columns[j]) === String(columns[repeated]))).toBe(
      true,
    );
  }
  for (const redundant of [3, 4]) {
    // Solved from three rows, the combination holds for all.
    const b = solve3(
      [0, 1, 2].map((row) => [0, 1, 2].map((j) => columns[j]![row]!)),
      [0, 1, 2].map((row) => columns[redundant]![row]!),
    );
    columns[redundant]!.forEach((value, row) => {
      const combined = b.reduce((sum, factor, j) => sum + factor * columns[j]![row]!, 0);
      expect(Math.abs(combined - value)).toBeLessThan(1e-3);
    });
    b.forEach((factor) => expect(Math.abs(factor)).toBeLessThanOrEqual(1.001));
  }
  for (const noise of [7, 8]) {
    expectMean(columns[noise]!, 0, 1);
    expectMean(
      columns[noise]!.map((z) => z * z),
      1,
      Math.SQRT2,
    );
    expectMean(
      columns[noise]!.map((z, row) => z * (2 * data.y.data[row]! - 1)),
      0,
      1,
    );
  }
});

it('draws the given share of labels anew', () => {
  const options = {
    nSamples: 30_000,
    nFeatures: 4,
    nClasses: 3,
    nClustersPerClass: 1,
    shuffle: false,
  };
  const clean = makeClassification({ ...options, flipY: 0 });
  const noisy = makeClassification({ ...options, flipY: 0.3 });
  expect(noisy.x).toEqual(clean.x);
  const changed = noisy.y.data.filter((label, row) => label !== clean.y.data[row]).length;
  expectShare(changed / 30_000, 0.3 * (2 / 3), 30_000);
  const counts = [0, 1, 2].map((label) => clean.y.data.filter((of) => of === label).length);
  expect(counts).toEqual([10_000, 10_000, 10_000]);
});

it('gives classes their weights, the last one the rest', () => {
  const counts = (weights: number[]) => {
    const { y } = makeClassification({ nSamples: 1000, flipY: 0, weights });
    return [0, 1].map((label) => y.data.filter((of) => of === label).length);
  };
  expect(counts([0.9])).toEqual([900, 100]);
  expect(counts([0.2, 0.8])).toEqual([200, 800]);
});

it('shifts, scales and shuffles; the truth knows', () => {
  const plain = makeClassification({ nSamples: 200, nFeatures: 6, shuffle: false, seed: 2 });
  const moved = makeClassification({
    nSamples: 200,
    nFeatures: 6,
    shuffle: false,
    seed: 2,
    shift: [1, 2, 3, 4, 5, 6],
    scale: 2,
  });
  moved.x.data.forEach((value, i) =>
    expect(value).toBeCloseTo((plain.x.data[i]! + (i % 6) + 1) * 2, 4),
  );
  const random = makeClassification({
    nSamples: 200,
    nFeatures: 6,
    seed: 2,
    shift: null,
    scale: null,
  });
  const sorted = ({ data }: { data: ArrayLike<number> }) => Array.from(data).sort((a, b) => a - b);
  const [a, b, c] = [plain, moved, random].map((data) => sorted(data.truth(data.x)));
  a!.forEach((share, i) => {
    expect(Math.abs(b![i]! - share)).toBeLessThan(2e-4);
    expect(Math.abs(c![i]! - share)).toBeLessThan(2e-4);
  });
  expect([...random.featureRoles].sort()).toEqual([...plain.featureRoles].sort());
  expect(random.featureRoles).not.toEqual(plain.featureRoles);
});

it.each([
  [{ seed: 1, flipY: 0.1 }],
  [{ seed: 2, nInformative: 1, nClustersPerClass: 1, flipY: 0 }],
  [{ seed: 3, nClasses: 4, nClustersPerClass: 1, classSep: 0.5, weights: [0.4, 0.3, 0.2] }],
  [{ seed: 4, hypercube: false, shift: null, scale: null }],
])('knows its classes and its error: a large sample agrees (%j)', (options) => {
  const data = makeClassification({ nSamples: 20_000, nFeatures: 5, ...options });
  expectTruthful(data, data.bayesError!);
});

it('knows the classes also where the error is undefined', () => {
  const data = makeClassification({
    nSamples: 20_000,
    nFeatures: 8,
    nInformative: 5,
    nClasses: 3,
    flipY: 0.2,
  });
  expect(data.bayesError).toBeUndefined();
  const shares = data.truth(data.x).data;
  let certain = 0;
  for (let row = 0; row < data.size; row++)
    certain += Math.max(...shares.subarray(3 * row, 3 * row + 3));
  expectTruthful(data, 1 - certain / data.size);
});

it('has the same clusters for any number of rows', () => {
  const few = makeClassification({ nSamples: 40, shuffle: false, flipY: 0 });
  const many = makeClassification({ nSamples: 400, shuffle: false, flipY: 0 });
  expect(few.truth(few.x)).toEqual(many.truth(few.x));
});

it.each([
  [{ nInformative: 1 }, /has 2 corners, too few for nClasses · nClustersPerClass = 4 clusters/],
  [{ nFeatures: 3 }, 'nInformative + nRedundant + nRepeated is 4, more than nFeatures, 3'],
  [{ weights: [0.5, 0.2] }, 'weights must sum to 1, not 0.7'],
  [{ weights: [0.5, 0.2, 0.3] }, 'weights lists 3 shares, but there are 2 classes'],
  [{ weights: 0.5 }, 'weights must be a list of shares, not 0.5'],
  [{ weights: [1.5] }, 'weights[0] must be a number at least 0 and at most 1, not 1.5'],
  [{ flipY: 2 }, 'flipY must be a number at least 0 and at most 1, not 2'],
  [{ scale: 0 }, 'scale must not be 0'],
  [{ shift: [1] }, 'shift lists 1 numbers, but there are 20 features'],
  [{ n_informative: 2 }, "no option 'n_informative' (did you mean 'nInformative'?)"],
])('refuses %j', (options, message) => {
  expect(() => makeClassification(options as never)).toThrow(message);
});

/** Solves three equations by Cramer's rule. */
function solve3(a: number[][], b: number[]): number[] {
  const det = ([p, q, r]: number[][]) =>
    p![0]! * (q![1]! * r![2]! - q![2]! * r![1]!) -
    p![1]! * (q![0]! * r![2]! - q![2]! * r![0]!) +
    p![2]! * (q![0]! * r![1]! - q![1]! * r![0]!);
  const whole = det(a);
  return [0, 1, 2].map(
    (j) => det(a.map((row, i) => row.map((v, k) => (k === j ? b[i]! : v)))) / whole,
  );
}
