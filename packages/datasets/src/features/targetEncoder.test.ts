import { createRng, ndarray } from '@occam/core';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/features.json' with { type: 'json' };
import { expectTable, matrix, table } from '../../test/tables.js';
import { crossFitFolds } from './crossFitFolds.js';
import { TargetEncoder } from './targetEncoder.js';

describe('TargetEncoder', () => {
  it.each(reference.target)('equals scikit-learn: $options, classes $classes', (row) => {
    const x = table(row.x);
    const y = ndarray(row.classes ? Int32Array.from(row.y) : Float32Array.from(row.y), [40]);
    const step = new TargetEncoder({ ...(row.options as object), shuffle: false });
    expectTable(step.fitTransform(x, y), row.out);
    expectTable(step.transform(table(row.new)), row.outNew);
    const fitted = step.toJSON().config.fitted!;
    expect(fitted.targetMeans.length).toBe(row.means.length);
    row.means.forEach((mean, i) => expect(fitted.targetMeans[i]).toBeCloseTo(mean, 12));
    const again = new TargetEncoder(row.options as object).fit(x, y);
    expect(again.transform(table(row.new))).toEqual(step.transform(table(row.new)));
  });

  // Its own target pulls a row's encoding towards it where it may look: out of fold it may not.
  it('does not show a training row its own target: noise stays noise', () => {
    const rng = createRng(3);
    const n = 2000;
    const x = ndarray(
      Float32Array.from({ length: n }, () => rng.int(400)),
      [n, 1],
    );
    const y = ndarray(
      Float32Array.from({ length: n }, () => rng.normal()),
      [n],
    );
    const step = new TargetEncoder({ smooth: 0 });
    const out = step.fitTransform(x, y).data;
    // Folds take out what is in: a little less than 0. 5 standard errors of a correlation of nothing are 0.11.
    expect(Math.abs(correlation(out, y.data))).toBeLessThan(0.11);
    expect(correlation(step.transform(x).data, y.data)).toBeGreaterThan(0.35);
  });

  it('changing the target of a row does not change how the row is encoded', () => {
    const rng = createRng(4);
    const x = ndarray(
      Float32Array.from({ length: 50 }, () => rng.int(4)),
      [50, 1],
    );
    const y = Float32Array.from({ length: 50 }, () => rng.normal());
    const encode = (targets: Float32Array) =>
      new TargetEncoder().fitTransform(x, ndarray(targets, [50])).data;
    const before = encode(y);
    for (const row of [0, 17, 49]) {
      const changed = y.slice();
      changed[row] = 1000;
      const after = encode(changed);
      expect(after[row]).toBe(before[row]);
      expect(after).not.toEqual(before);
    }
  });

  it('is decided by its seed', () => {
    const x = ndarray(
      Float32Array.from({ length: 30 }, (_, i) => i % 3),
      [30, 1],
    );
    const y = ndarray(
      Float32Array.from({ length: 30 }, (_, i) => i * i),
      [30],
    );
    const encode = (options: object) => new TargetEncoder(options).fitTransform(x, y).data;
    expect(encode({})).toEqual(encode({ seed: 0 }));
    expect(encode({ seed: 1 })).not.toEqual(encode({}));
    expect(encode({ shuffle: false, seed: 1 })).toEqual(encode({ shuffle: false }));
  });

  it('keeps other columns in place and names a column for each class', () => {
    const x = matrix([
      [9, 1],
      [8, 1],
      [7, 2],
      [6, 2],
      [5, 2],
      [4, 1],
    ]);
    const y = ndarray(new Int32Array([0, 2, 5, 0, 2, 5]), [6]);
    const step = new TargetEncoder({ columns: [1], smooth: 0 }).fit(x, y);
    expect(step.getFeatureNamesOut(['a', 'b'])).toEqual(['a', 'b_0', 'b_2', 'b_5']);
    const third = Math.fround(1 / 3);
    expect([...step.transform(matrix([[9, 1]])).data]).toEqual([9, third, third, third]);
    const two = new TargetEncoder().fit(x, ndarray(new Int32Array([0, 1, 1, 0, 1, 1]), [6]));
    expect(two.getFeatureNamesOut()).toEqual(['x0', 'x1']);
  });

  it('takes soft targets and several outputs as numbers, and a single class as zeros', () => {
    const x = matrix([[1], [1], [2], [2]]);
    const soft = ndarray(new Float32Array([1, 0, 0.5, 0.5, 0, 1, 0, 1]), [4, 2]);
    const step = new TargetEncoder({ smooth: 0, cv: 2 }).fit(x, soft);
    expect([...step.transform(matrix([[1], [2], [3]])).data]).toEqual([
      0.75, 0.25, 0, 1, 0.375, 0.625,
    ]);
    expect(step.getFeatureNamesOut(['a'])).toEqual(['a_0', 'a_1']);
    const one = new TargetEncoder({ cv: 2 });
    expect([...one.fitTransform(x, ndarray(new Int32Array(4).fill(3), [4])).data]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('comes back from JSON with the same bits', () => {
    const { x, y, new: fresh } = reference.target[5]!;
    const step = new TargetEncoder({ columns: [0] }).fit(
      table(x),
      ndarray(Int32Array.from(y), [40]),
    );
    const json = JSON.parse(JSON.stringify(step));
    const copy = new TargetEncoder(json.config);
    expect(copy.toJSON()).toEqual(json);
    expect(copy.transform(table(fresh))).toEqual(step.transform(table(fresh)));
    expect(copy.getFeatureNamesOut()).toEqual(step.getFeatureNamesOut());
  });

  it.each([
    [{ smooth: -1 }, 'smooth must be a number at least 0, not -1'],
    [{ smooth: 'none' }, "smooth must be 'auto' or a number, not 'none'"],
    [{ cv: 1 }, 'cv must be a whole number at least 2, not 1'],
    [{ seed: 0.5 }, 'seed must be a whole number'],
    [{ shuffle: 'yes' }, "shuffle must be true or false, not 'yes'"],
    [{ smoothing: 1 }, "TargetEncoder has no option 'smoothing'"],
    [
      {
        fitted: {
          width: 1,
          categories: [[1]],
          encodings: [[]],
          targetMeans: [1],
          targetNames: [0],
        },
      },
      'the fitted state of TargetEncoder contradicts itself',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => new TargetEncoder(options as object)).toThrow(message);
  });

  it('refuses rows without targets, other targets, and fewer rows than folds', () => {
    const x = matrix([[1], [2], [3]]);
    const y = ndarray(new Float32Array(3), [3]);
    expect(() => new TargetEncoder().fit(x)).toThrow(
      'TargetEncoder needs the targets of the training rows: call fit(x, targets)',
    );
    expect(() => new TargetEncoder().fit(x, ndarray(new Float32Array(2), [2]))).toThrow(
      'targets must have the shape [3] or [3, outputs], as x has 3 rows, not [2]',
    );
    expect(() => new TargetEncoder().fit(x, ndarray(new Float32Array([1, NaN, 2]), [3]))).toThrow(
      'targets must be finite, but holds NaN in row 1',
    );
    expect(() => new TargetEncoder().fitTransform(x, y)).toThrow(
      'cv = 5 folds need at least 5 rows, but x has 3: lower cv',
    );
    expect(() => new TargetEncoder().transform(x)).toThrow('call fit before transform');
  });
});

describe('crossFitFolds', () => {
  it('deals every row once, shuffled or not, and each class evenly', () => {
    for (const rng of [undefined, createRng(1)]) {
      const plain = crossFitFolds(23, 5, undefined, rng);
      expect(sizes(plain, 5)).toEqual([5, 5, 5, 4, 4]);
      const classes = Int32Array.from({ length: 23 }, (_, i) => (i % 7 === 0 ? 1 : 0));
      const folds = crossFitFolds(23, 4, classes, rng);
      const ofRare = folds.filter((_, row) => classes[row] === 1);
      expect(sizes(ofRare, 4)).toEqual([1, 1, 1, 1]);
      expect(sizes(folds, 4).reduce((sum, size) => sum + size)).toBe(23);
    }
    expect([...crossFitFolds(5, 2, undefined, undefined)]).toEqual([0, 0, 0, 1, 1]);
  });
});

function sizes(folds: Int32Array, count: number): number[] {
  return Array.from({ length: count }, (_, fold) => folds.filter((of) => of === fold).length);
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    return list.map((value) => value - mean);
  };
  const [p, q] = [centred(a), centred(b)];
  const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
}
