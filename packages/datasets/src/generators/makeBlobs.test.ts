import { expect, it } from 'vitest';
import reference from '../../fixtures/generators.json' with { type: 'json' };
import { column, expectMean, expectTruthful } from '../../test/statistics.js';
import { makeBlobs } from './makeBlobs.js';
import { normalTail } from './normalTail.js';

it('each blob has its centre, its spread and its number of rows', () => {
  const centers = [
    [1, -5, 3],
    [4, 2, 0],
  ];
  const blobs = makeBlobs({
    nSamples: [8000, 4000],
    centers,
    clusterStd: [0.5, 2],
    shuffle: false,
  });
  expect(blobs.centers).toEqual(centers);
  for (const [label, center] of centers.entries()) {
    const rows = [...blobs.y.data.entries()].flatMap(([row, of]) => (of === label ? [row] : []));
    expect(rows.length).toBe([8000, 4000][label]);
    const part = blobs.select(rows);
    const std = [0.5, 2][label]!;
    const deviations = center.map((mean, j) =>
      column(part, j).map((value) => (value - mean) / std),
    );
    for (const [j, values] of deviations.entries()) {
      expectMean(values, 0, 1);
      expectMean(
        values.map((z) => z * z),
        1,
        Math.SQRT2,
      );
      const other = deviations[(j + 1) % 3]!;
      expectMean(
        values.map((z, row) => z * other[row]!),
        0,
        1,
      );
    }
  }
});

it('shares rows out and draws centres from the box, as scikit-learn does', () => {
  const blobs = makeBlobs({ nSamples: 11, centers: 4, nFeatures: 5, centerBox: [2, 3], seed: 5 });
  const counts = [0, 1, 2, 3].map((label) => blobs.y.data.filter((of) => of === label).length);
  expect(counts).toEqual([3, 3, 3, 2]);
  expect(blobs.x.shape).toEqual([11, 5]);
  expect(blobs.centers.flat().every((value) => value >= 2 && value < 3)).toBe(true);
  expect(new Set(blobs.centers.flat()).size).toBe(20);
  expect(
    makeBlobs({ nSamples: 500, centers: 4, nFeatures: 5, centerBox: [2, 3], seed: 5 }).centers,
  ).toEqual(blobs.centers);
  expect(makeBlobs({ seed: 6 }).centers).not.toEqual(makeBlobs({ seed: 7 }).centers);
});

it.each(reference.normalTails)('beyond %f lies %f of a normal distribution', (z, probability) => {
  expect(Math.abs(normalTail(z!) / probability! - 1)).toBeLessThan(1e-12);
});

it('the error of two blobs is in closed form, in any number of dimensions and far apart', () => {
  const error = (a: number[], b: number[], options = {}) =>
    makeBlobs({ centers: [a, b], ...options }).bayesError!;
  expect(error([0, 0], [2, 0])).toBeCloseTo(0.15865525393145707, 14);
  expect(error([0, 0, 0, 0], [1, 1, 1, 1])).toBeCloseTo(0.15865525393145707, 14);
  expect(error([0], [20]) / 7.61985302416e-24).toBeCloseTo(1, 10);
  // 0.9 and 0.1 of the rows, 1 apart: the border lies at ½ + ln 9, from SciPy's norm.sf.
  expect(error([0], [1], { nSamples: [90, 10] })).toBeCloseTo(0.09866369390053116, 14);
  expect(error([3, 3], [3, 3], { nSamples: [30, 10] })).toBe(0.25);
});

it('the quadrature agrees with the closed form', () => {
  for (const [distance, shares] of [
    [0.5, [1, 1]],
    [3, [1, 1]],
    [2, [1, 4]],
  ] as const) {
    const options = {
      centers: [
        [0, 0],
        [distance, 0],
      ],
      nSamples: shares,
    };
    const exact = makeBlobs(options).bayesError!;
    // A spread that differs in the tenth digit is no longer the case of the closed form.
    const integrated = makeBlobs({ ...options, clusterStd: [1, 1 + 1e-10] }).bayesError!;
    expect(integrated).not.toBe(exact);
    expect(Math.abs(integrated - exact)).toBeLessThan(5e-6);
  }
});

it.each([
  [{ centers: 4, nFeatures: 1, clusterStd: [0.3, 1, 2, 0.5] }],
  [{ centers: 3, nFeatures: 2, clusterStd: [0.1, 1, 3] }],
  [{ centers: 3, nFeatures: 6, clusterStd: 1.5 }],
  [{ centers: 2, nFeatures: 10, clusterStd: 2 }],
  [
    {
      centers: [
        [0, 0, 0],
        [1, 1, 1],
        [2, 2, 2],
        [-2, -2, -2],
      ],
    },
  ],
])('knows its classes and its error: a large sample agrees (%j)', (options) => {
  const blobs = makeBlobs({ nSamples: 20_000, centerBox: [-2, 2], seed: 3, ...options });
  expectTruthful(blobs, blobs.bayesError!);
});

it('leaves the error undefined where it would take more than two dimensions', () => {
  expect(makeBlobs({ centers: 4, nFeatures: 3 }).bayesError).toBeUndefined();
  expect(makeBlobs({ centers: 2, nFeatures: 3, clusterStd: [1, 2] }).bayesError).toBeUndefined();
  expect(makeBlobs({ centers: 1, nFeatures: 3 }).bayesError).toBe(0);
});

it.each([
  [{ centers: 0 }, 'centers must be a whole number at least 1, not 0'],
  [{ centers: 'three' }, "centers must be a whole number or a list of points, not 'three'"],
  [{ centers: [] }, 'centers must be a whole number or a list of points'],
  [{ centers: [[1, 2], [3]] }, 'centers[1] must be a list of 2 coordinates'],
  [{ centers: [[1, NaN]] }, 'centers[0][1] must be a number, not NaN'],
  [{ clusterStd: 0 }, 'clusterStd must be a number above 0, not 0'],
  [{ clusterStd: [1, 2] }, 'clusterStd lists 2 standard deviations, but there are 3 blobs'],
  [{ clusterStd: 'wide' }, 'clusterStd must be a number or a list'],
  [{ centerBox: [1, 0] }, 'centerBox[1] must be a number at least 1, not 0'],
  [{ centerBox: 5 }, 'centerBox must be [least, greatest], not 5'],
  [{ cluster_std: 1 }, "makeBlobs has no option 'cluster_std' (did you mean 'clusterStd'?)"],
])('refuses %j', (options, message) => {
  expect(() => makeBlobs(options as never)).toThrow(message);
});

it('draws the same from one version to the next', () => {
  const { x, y } = makeBlobs({ nSamples: 3, seed: 1 });
  expect([...x.data, ...y.data]).toMatchInlineSnapshot(`
    [
      2.0031075477600098,
      6.330714225769043,
      -3.6217782497406006,
      2.4304304122924805,
      5.066834926605225,
      -4.143005847930908,
      1,
      2,
      0,
    ]
  `);
});
