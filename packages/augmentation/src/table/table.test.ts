import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { augment } from '../augment.js';
import { featureDropout } from './featureDropout.js';
import { nearestRows } from './nearestRows.js';
import { randomOverSampler } from './randomOverSampler.js';
import { smote } from './smote.js';
import { swapNoise } from './swapNoise.js';

interface Reference {
  x: number[];
  y: number[];
  neighbours: Record<string, number[][]>;
  smote: number[];
  order: number[];
  ratio: Record<string, number[]>;
  randomOverSampler: number[];
  mean: number[];
  covariance: number[];
}

const { resampling: reference } = JSON.parse(
  readFileSync(new URL('../../fixtures/tables.json', import.meta.url), 'utf8'),
) as { resampling: Reference };
const n = reference.y.length;
const x = { data: Float32Array.from(reference.x), shape: [n, 3] };
const y = { data: Int32Array.from(reference.y), shape: [n] };
const data = { x, y, classCount: 3 };
const rowsOf = (label: number) =>
  Uint32Array.from([...y.data.keys()].filter((row) => y.data[row] === label));
const all = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

function counts({ data: labels }: { data: Float32Array | Int32Array }): number[] {
  const found: number[] = [];
  for (const label of labels) found[label] = (found[label] ?? 0) + 1;
  return found;
}

const rowOf = (array: { data: Float32Array | Int32Array }, row: number) =>
  array.data.subarray(3 * row, 3 * row + 3);

describe('featureDropout', () => {
  it('replaces the share that it says, each feature alike', () => {
    const many = { data: new Float32Array(4000).fill(5), shape: [1000, 4] };
    const varied = augment([featureDropout({ rate: 0.3, value: -1 })]).vary({ x: many }, all(1000));
    expect(varied.x.data.every((value) => value === 5 || value === -1)).toBe(true);
    for (let feature = 0; feature < 4; feature++) {
      const dropped = varied.x.data.filter((value, i) => i % 4 === feature && value === -1).length;
      // Five standard errors of 1,000 draws.
      expect(Math.abs(dropped / 1000 - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 1000));
    }
    const none = augment([featureDropout({ rate: 1 })]).vary({ x: many }, all(1000));
    expect(none.x.data.every((value) => value === 0)).toBe(true);
  });
});

describe('swapNoise', () => {
  const many = {
    data: Float32Array.from({ length: 3000 }, (_, i) => Math.floor(i / 3) + 10_000 * (i % 3)),
    shape: [1000, 3],
  };

  it('takes the same feature of other rows, each by itself, as often as it says', () => {
    const varied = augment([swapNoise({ rate: 0.4 })]).vary({ x: many }, all(1000)).x.data;
    const partners = varied.map((value, i) => value - 10_000 * (i % 3));
    expect(partners.every((row) => Number.isInteger(row) && row >= 0 && row < 1000)).toBe(true);
    const moved = [...partners].filter((row, i) => row !== Math.floor(i / 3));
    // A row is its own partner once in a thousand.
    expect(Math.abs(moved.length / 3000 - 0.4 * 0.999)).toBeLessThan(5 * Math.sqrt(0.24 / 3000));
    expect(Math.abs(moved.reduce((sum, row) => sum + row, 0) / moved.length - 499.5)).toBeLessThan(
      (5 * 288.7) / Math.sqrt(moved.length),
    );
    const both = [...all(1000)].filter(
      (row) => partners[3 * row] !== row && partners[3 * row] === partners[3 * row + 1],
    );
    expect(both.length).toBeLessThan(5);
  });

  it('takes them as the transforms before it made them', () => {
    const zeros = augment([featureDropout({ rate: 1, value: 7 }), swapNoise({ rate: 1 })]);
    expect(new Set(zeros.vary({ x: many }, Uint32Array.of(3, 9)).x.data)).toEqual(new Set([7]));
  });
});

describe('nearestRows', () => {
  it("finds the neighbours of scikit-learn's NearestNeighbors", () => {
    for (const label of [1, 2]) {
      const rows = rowsOf(label);
      const own = Float32Array.from([...rows].flatMap((row) => [...rowOf(x, row)]));
      const found = Array.from(nearestRows(own, 3, 4), (row) => rows[row]);
      expect(found).toEqual(reference.neighbours[label]!.flat());
    }
  });

  it('finds those of a plain search, also of wide rows and with ties', () => {
    for (const [n, width, count] of [
      [40, 35, 5],
      [60, 2, 7],
      [6, 1, 5],
    ] as const) {
      const values = Float32Array.from({ length: n * width }, (_, i) => ((i * 7919) % 13) - 6);
      const found = nearestRows(values, width, count);
      for (let row = 0; row < n; row++) {
        const distance = (other: number) => {
          let sum = 0;
          for (let j = 0; j < width; j++) {
            sum += (values[row * width + j]! - values[other * width + j]!) ** 2;
          }
          return sum;
        };
        const others = [...all(n)].filter((other) => other !== row);
        others.sort((a, b) => distance(a) - distance(b) || a - b);
        expect([...found.subarray(row * count, (row + 1) * count)]).toEqual(others.slice(0, count));
      }
    }
  });

  it('leaves the row itself out, also of rows that are equal', () => {
    expect(nearestRows(new Float32Array(8), 2, 2)).toEqual(Uint32Array.of(1, 2, 0, 2, 0, 1, 0, 1));
  });
});

describe('smote', () => {
  it('makes as many rows as imbalanced-learn, in its order, behind the rows that were', () => {
    const out = smote({ kNeighbors: 4 }).resample(data, 1);
    expect(counts(out.y!)).toEqual(reference.smote);
    expect(Array.from(out.y!.data.subarray(n))).toEqual(reference.order);
    expect(out.x.data.subarray(0, 3 * n)).toEqual(x.data);
    expect(out.y!.data.subarray(0, n)).toEqual(y.data);
    expect(out.x.shape).toEqual([out.y!.shape[0], 3]);
    expect(smote({ kNeighbors: 4 }).resample({ x, y }, 1)).toEqual(out);
    const two = [...y.data.keys()].filter((row) => y.data[row]! < 2);
    const pair = {
      x: {
        data: Float32Array.from(two.flatMap((row) => [...rowOf(x, row)])),
        shape: [two.length, 3],
      },
      y: { data: Int32Array.from(two, (row) => y.data[row]!), shape: [two.length] },
      classCount: 2,
    };
    for (const [ratio, wanted] of Object.entries(reference.ratio)) {
      const some = smote({ kNeighbors: 4, ratio: Number(ratio) }).resample(pair, 1);
      expect(counts(some.y!)).toEqual(wanted);
    }
  });

  it('makes each row between a row and one of its nearest neighbours', () => {
    const out = smote({ kNeighbors: 4 }).resample(data, 2);
    for (let row = n; row < out.y!.shape[0]!; row++) {
      const label = out.y!.data[row]!;
      const made = rowOf(out.x, row);
      const onSegment = [...rowsOf(label)].some((own, i) =>
        reference.neighbours[label]![i]!.some((other) => {
          const [a, b] = [rowOf(x, own), rowOf(x, other)];
          const u = (made[0]! - a[0]!) / (b[0]! - a[0]!);
          return (
            u >= -1e-4 &&
            u < 1 + 1e-4 &&
            made.every((v, j) => Math.abs(v - a[j]! - u * (b[j]! - a[j]!)) < 1e-4)
          );
        }),
      );
      expect(onSegment).toBe(true);
    }
  });

  it('draws them by the law of imbalanced-learn: its mean and covariance', () => {
    const minority = [...rowsOf(1)].flatMap((row) => [...rowOf(x, row)]);
    const [zeros, ones] = [20_000, 9];
    const many = {
      x: { data: new Float32Array(3 * (zeros + ones)), shape: [zeros + ones, 3] },
      y: { data: new Int32Array(zeros + ones), shape: [zeros + ones] },
      classCount: 2,
    };
    many.x.data.set(minority, 3 * zeros);
    many.y.data.fill(1, zeros);
    const { data: made } = smote({ kNeighbors: 4 }).resample(many, 0).x;
    const out = [...made.subarray(3 * (zeros + ones))];
    const count = out.length / 3;
    const mean = [0, 1, 2].map(
      (j) => out.reduce((sum, v, i) => (i % 3 === j ? sum + v : sum), 0) / count,
    );
    for (let j = 0; j < 3; j++) {
      expect(Math.abs(mean[j]! - reference.mean[j]!)).toBeLessThan(0.03);
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let row = 0; row < count; row++) {
          sum += (out[3 * row + j]! - mean[j]!) * (out[3 * row + k]! - mean[k]!);
        }
        expect(Math.abs(sum / (count - 1) - reference.covariance[3 * j + k]!)).toBeLessThan(0.03);
      }
    }
  });

  it('says what to do where a class has too few rows', () => {
    expect(() => smote({ kNeighbors: 9 }).resample(data, 0)).toThrow(
      new RangeError(
        'smote needs more than kNeighbors, 9, rows of a class, but class 1 has 9: ' +
          'ask for fewer neighbours, or take randomOverSampler',
      ),
    );
  });

  it('leaves the largest class, classes that have enough and classes without rows as they are', () => {
    const out = smote({ kNeighbors: 4, ratio: 0.3 }).resample({ ...data, classCount: 5 }, 0);
    expect(counts(out.y!)).toEqual([40, 12, 14]);
  });
});

describe('randomOverSampler', () => {
  it('repeats rows of each class until there are as many as of the largest', () => {
    const out = randomOverSampler().resample(data, 1);
    expect(counts(out.y!)).toEqual(reference.randomOverSampler);
    expect(out.x.data.subarray(0, 3 * n)).toEqual(x.data);
    const used = new Map<number, number>();
    for (let row = n; row < out.y!.shape[0]!; row++) {
      const source = [...all(n)].find((own) => rowOf(x, own).join() === rowOf(out.x, row).join())!;
      expect(y.data[source]).toBe(out.y!.data[row]);
      used.set(source, (used.get(source) ?? 0) + 1);
    }
    // Drawn with replacement: of 31 draws from 9 rows some come often, and hardly any never.
    expect(Math.max(...used.values())).toBeGreaterThan(2);
    expect([...used.keys()].filter((row) => y.data[row] === 1).length).toBeGreaterThan(6);
  });

  it('draws each row alike', () => {
    const many = {
      x: { data: Float32Array.from({ length: 10_005 }, (_, i) => i), shape: [10_005, 1] },
      y: {
        data: Int32Array.from({ length: 10_005 }, (_, i) => (i < 10_000 ? 0 : 1)),
        shape: [10_005],
      },
      classCount: 2,
    };
    const made = randomOverSampler().resample(many, 4).x.data.subarray(10_005);
    expect(made.length).toBe(9995);
    for (let row = 10_000; row < 10_005; row++) {
      const share = made.filter((value) => value === row).length / 9995;
      expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / 9995));
    }
  });

  it.each([
    [
      { ...data, classCount: 0 },
      TypeError,
      /randomOverSampler evens out classes, but the data have none/,
    ],
    [{ x, classCount: 3 }, TypeError, /the data have none/],
    [
      { ...data, y: { data: new Float32Array(3 * n), shape: [n, 3] } },
      RangeError,
      /needs class indices \[n\] as targets, not soft ones of shape \[63, 3\]: resample before labels are mixed/,
    ],
    [{ ...data, classCount: 2 }, RangeError, /below classCount, 2, but row \d+ has 2/],
    [
      { ...data, y: { data: Int32Array.of(0), shape: [1] } },
      RangeError,
      /x has 63 rows, but y has 1/,
    ],
    [
      { ...data, x: { data: Float32Array.from(x.data).fill(NaN, 4, 5), shape: x.shape } },
      RangeError,
      /x must be finite, but holds NaN in row 1/,
    ],
  ])('refuses data without classes to count (%#)', (bad, error, message) => {
    for (const make of [randomOverSampler, smote]) {
      const call = () => make().resample(bad, 0);
      expect(call).toThrow(error);
      expect(call).toThrow(new RegExp(message.source.replace('randomOverSampler', '\\w+')));
    }
  });
});
