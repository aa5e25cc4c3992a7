import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/generators.json' with { type: 'json' };
import { column, expectMean, expectTruthful } from '../../test/statistics.js';
import { makeCircles } from './makeCircles.js';
import { makeMoons } from './makeMoons.js';
import { makeSpirals } from './makeSpirals.js';

const makers = [
  ['makeMoons', makeMoons],
  ['makeCircles', makeCircles],
  ['makeSpirals', makeSpirals],
] as const;

describe('without noise, the points are those of scikit-learn:', () => {
  it.each(reference.moons)('make_moons of $nSamples', ({ nSamples, x, y }) => {
    const moons = makeMoons({ nSamples, shuffle: false });
    expect(moons.x.data).toEqual(Float32Array.from(x));
    expect([...moons.y.data]).toEqual(y);
  });

  it.each(reference.circles)('make_circles of $nSamples', ({ nSamples, factor, x, y }) => {
    const circles = makeCircles({ nSamples, factor, shuffle: false });
    expect(circles.x.data).toEqual(Float32Array.from(x));
    expect([...circles.y.data]).toEqual(y);
  });
});

it('the arms of spirals are turned against each other and grow from radius 0.1 to 1', () => {
  const { x, y } = makeSpirals({ nSamples: [3, 3, 2], nClasses: 3, turns: 1, shuffle: false });
  expect([...y.data]).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  const expected = [0.1, 0, -0.55, 0, 1, 0, -0.05, 0.1 * Math.sqrt(0.75)];
  expected.forEach((value, i) => expect(x.data[i]).toBeCloseTo(value, 6));
  expect(Math.hypot(x.data[14]!, x.data[15]!)).toBeCloseTo(1, 6);
  expect(Math.atan2(x.data[15]!, x.data[14]!)).toBeCloseTo(-2.0943951, 6);
});

describe.each(makers)('%s', (_, make) => {
  it('adds Gaussian noise of the given standard deviation to both coordinates', () => {
    const options = { nSamples: 20_000, shuffle: false, seed: 4 };
    const clean = make(options);
    const noisy = make({ ...options, noise: 0.2 });
    for (const j of [0, 1]) {
      const places = column(clean, j);
      const noise = column(noisy, j).map((value, row) => (value - places[row]!) / 0.2);
      expectMean(noise, 0, 1);
      expectMean(
        noise.map((z) => z * z),
        1,
        Math.SQRT2,
      );
    }
  });

  it('is decided by its seed, 0 unless given, and shuffles rows with their labels', () => {
    const data = make({ nSamples: 50, noise: 0.1 });
    expect(make({ nSamples: 50, noise: 0.1, seed: 0 }).x).toEqual(data.x);
    expect(make({ nSamples: 50, noise: 0.1, seed: 1 }).x.data).not.toEqual(data.x.data);
    const ordered = make({ nSamples: 50, noise: 0.1, shuffle: false });
    const rows = ({ x, y }: typeof data) =>
      [...y.data].map((label, row) => `${label} ${x.data.subarray(2 * row, 2 * row + 2)}`);
    expect(rows(data)).not.toEqual(rows(ordered));
    expect(rows(data).sort()).toEqual(rows(ordered).sort());
  });

  it('without noise is certain of every class, and no row need be wrong', () => {
    const data = make({ nSamples: 60 });
    expect(data.bayesError).toBe(0);
    const shares = data.truth(data.x).data;
    data.y.data.forEach((label, row) => expect(shares[2 * row + label]).toBeGreaterThan(0.999));
  });

  it('knows its classes and its error: a large sample agrees', () => {
    const data = make({ nSamples: [12_000, 8000], noise: 0.15, seed: 9 });
    expectTruthful(data, data.bayesError!);
  });

  it('refuses wrong options', () => {
    expect(() => make({ noise: -1 })).toThrow('noise must be a number at least 0, not -1');
    expect(() => make({ n_samples: 5 } as never)).toThrow(
      /has no option 'n_samples' \(did you mean 'nSamples'\?\)/,
    );
    expect(() => make({ nSamples: 0 })).toThrow('nSamples must be a whole number at least 1');
    expect(() => make({ nSamples: [1, 2, 3] })).toThrow(
      new RangeError('nSamples counts the rows of 3 classes, but there are 2'),
    );
    expect(() => make({ nSamples: [0, 0] })).toThrow('nSamples must count at least one row');
    expect(() => make({ nSamples: [1, -1] })).toThrow('nSamples[1] must be a whole number');
    expect(() => make({ nSamples: '5' as never })).toThrow(
      new TypeError("nSamples must be a whole number or a list of one for each class, not '5'"),
    );
    expect(() => make({ shuffle: 1 as never })).toThrow('shuffle must be true or false, not 1');
  });

  it('works down to one row, which belongs to the only class that has any', () => {
    const data = make({ nSamples: 1, noise: 0.1 });
    expect([data.size, data.classCount, data.bayesError]).toEqual([1, 2, 0]);
    expect(data.truth(data.x).data[data.y.data[0]!]).toBe(1);
  });
});

it.each(reference.moonPosteriors)(
  'the probabilities of moons with noise $noise at $point are those of an adaptive quadrature',
  ({ noise, point, posterior }) => {
    const moons = makeMoons({ nSamples: [3, 7], noise });
    const got = moons.truth({ data: Float32Array.from(point), shape: [1, 2] }).data;
    posterior.forEach((share, label) => expect(Math.abs(got[label]! - share)).toBeLessThan(1e-6));
  },
);

it.each(reference.moonErrors)('the error of moons with noise $noise is $error', (expected) => {
  const { bayesError } = makeMoons({ noise: expected.noise });
  expect(Math.abs(bayesError! - expected.error)).toBeLessThan(2e-6);
});

it.each(reference.circleErrors)(
  'the error of circles with noise $noise and factor $factor is $error, by the Rice distribution',
  ({ noise, factor, counts, error }) => {
    const { bayesError } = makeCircles({ nSamples: counts, noise, factor });
    expect(Math.abs(bayesError! - error)).toBeLessThan(1e-6);
  },
);

it('far from all curves and with all but no noise, the truth is still a probability', () => {
  const moons = makeMoons({ noise: 1e-9 });
  const far = moons.truth({ data: new Float32Array([1e4, 0, -1e4, 0, 1, 0.6]), shape: [3, 2] });
  expect([...far.data]).toEqual([0, 1, 1, 0, 1, 0]);
});

it('the truth refuses rows of other features', () => {
  expect(() => makeMoons().truth({ data: new Float32Array(3), shape: [1, 3] })).toThrow(
    new RangeError('the truth takes rows of 2 features, but x has the shape [1, 3]'),
  );
  expect(() => makeMoons().truth({ data: new Float32Array([NaN, 1]), shape: [1, 2] })).toThrow(
    'x must be finite, but holds NaN in row 0',
  );
});

it('makeCircles and makeSpirals refuse shapes that are none', () => {
  expect(() => makeCircles({ factor: 1 })).toThrow(
    'factor must be a number at least 0 and below 1',
  );
  expect(() => makeSpirals({ nClasses: 1 })).toThrow('nClasses must be a whole number at least 2');
  expect(() => makeSpirals({ turns: 0 })).toThrow('turns must be a number above 0, not 0');
});
