import { ndarray, normalProbability, normalQuantile, type NdArray } from '@occam/core';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/scalers.json' with { type: 'json' };
import standard from '../../fixtures/standardScaler.json' with { type: 'json' };
import tables from '../../fixtures/tables.json' with { type: 'json' };
import * as scalers from '../index.js';

type Rows = readonly (readonly (number | null)[])[];
type Learned = Record<string, readonly number[] | undefined>;

const matrix = (rows: Rows): NdArray =>
  ndarray(
    Float32Array.from(rows.flat(), (value) => value ?? NaN),
    [rows.length, rows[0]!.length],
  );

/** Asserts |got − want| ≤ tolerance · (|want| + size); null stands for NaN. */
function expectClose(
  got: ArrayLike<number>,
  want: readonly (number | null)[],
  tolerance: number,
  size = 1,
): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    if (value === null) return expect(got[i]).toBeNaN();
    const message = `${got[i]} for ${value} at ${i}`;
    expect(Math.abs(got[i]! - value), message).toBeLessThanOrEqual(
      tolerance * (Math.abs(value) + size),
    );
  });
}

interface Made extends scalers.InvertibleScaler {
  partialFit(x: NdArray): this;
}

function make(kind: string, options: object): Made {
  const scalerClass = scalers[kind as 'StandardScaler'] as unknown as new (o: object) => Made;
  return new scalerClass(options);
}

/** What scikit-learn calls otherwise than we do. */
const learnedBy = (scaler: object, name: string) =>
  (scaler as Record<string, Float64Array>)[name === 'var' ? 'variance' : name]!;

const tableOf = (name: string) => fixture.tables[name as 'skewed'] as Rows;

describe("scikit-learn's numbers", () => {
  for (const { kind, table, options, learned, output, ...rest } of fixture.cases) {
    it(`${kind} of ${table} with ${JSON.stringify(options)}`, () => {
      const x = tableOf(table);
      const scaler = make(kind, options).fit(matrix(x));
      // The search for λ stops where the likelihood is flat to 16 digits: at 8.
      const tolerance = kind === 'PowerTransformer' ? 2e-7 : 1e-10;
      for (const [name, want] of Object.entries(learned as unknown as Learned)) {
        expectClose(learnedBy(scaler, name), want!, tolerance, 1e-300);
      }
      const rows = matrix([...x, ...(fixture.others[table as 'skewed'] as Rows)]);
      const z = scaler.transform(rows);
      expect(z.shape).toEqual(rows.shape);
      // What comes out is float32; a large offset is subtracted without loss, scikit-learn multiplies first.
      const want = (output as Rows).flat();
      const power = kind === 'PowerTransformer';
      expectClose(z.data, want, power ? 1e-6 : 1.2e-7, power ? 1 : 1e-3);
      if (!('inverse' in rest)) return;
      const back = scaler.inverseTransform(z);
      const sizes = (rest.inverse as Rows).flat().map((value) => Math.abs(value ?? 0));
      const size = Math.max(...sizes.filter(Number.isFinite));
      expectClose(back.data, (rest.inverse as Rows).flat(), 2e-6, size);
    });
  }

  for (const {
    id,
    kind,
    dataset,
    fitRows,
    outputRows,
    params,
    fitted,
    output,
    ...sums
  } of tables.cases) {
    it(id, () => {
      const table = standard.tables[dataset as 'iris' | 'wine'];
      const rows = fitRows === 'all' ? table : table.filter((_, row) => row % 2 === 0);
      const scaler = kind.endsWith('Whitening')
        ? make('Whitening', { ...params, kind: kind === 'PCAWhitening' ? 'pca' : 'zca' })
        : make(kind, params);
      scaler.fit(matrix(rows));
      const z = scaler.transform(matrix(outputRows.map((row) => table[row]!)));
      if (kind.endsWith('Whitening')) {
        // Small components of float32 rows; the sign of a principal component is a convention.
        const plain = kind === 'PCAWhitening' ? Math.abs : (value: number) => value;
        expectClose(Array.from(z.data, plain), output.flat().map(plain), 2e-5);
        if ('matrix' in fitted) {
          expectClose(learnedBy(scaler, 'matrix'), fitted.matrix!.flat(), 1e-5, 0.1);
        } else {
          expectClose(learnedBy(scaler, 'explainedVariance'), fitted.explainedVariance!, 1e-6);
        }
        return;
      }
      expectClose(z.data, output.flat(), 1e-6);
      for (const name of ['center', 'dataMin', 'dataMax', 'maxAbs']) {
        const want = (fitted as Learned)[name];
        if (want) expectClose(learnedBy(scaler, name), want, 1e-7);
      }
      if ('inverseOfOutput' in sums && sums.inverseOfOutput) {
        expectClose(scaler.inverseTransform(z).data, sums.inverseOfOutput.flat(), 1e-6);
      }
    });
  }

  for (const { kind, table, learned } of fixture.partial) {
    it(`${kind} of ${table} in three parts`, () => {
      const x = tableOf(table);
      const scaler = make(kind, { missing: 'ignore' });
      // As numpy's array_split: the first parts are longer.
      const long = x.length % 3;
      const size = Math.floor(x.length / 3);
      for (let part = 0, start = 0; part < 3; part++) {
        const end = start + size + (part < long ? 1 : 0);
        expect(scaler.partialFit(matrix(x.slice(start, end)))).toBe(scaler);
        start = end;
      }
      for (const [name, want] of Object.entries(learned as unknown as Learned)) {
        // What is added up in parts may differ in the last digits of a large offset.
        expectClose(learnedBy(scaler, name), want!, 1e-9, 0);
      }
    });
  }

  for (const { table, components, explainedVariance, pca, zca } of fixture.whitening) {
    it(`Whitening of ${table}`, () => {
      const x = matrix(tableOf(table));
      const scaler = new scalers.Whitening().fit(x);
      expectClose(scaler.components!, components.flat(), 1e-9);
      expectClose(scaler.explainedVariance!, explainedVariance, 1e-10);
      expectClose(scaler.transform(x).data, pca.flat(), 1e-6);
      const turned = new scalers.Whitening({ kind: 'zca' }).fit(x);
      expectClose(turned.transform(x).data, zca.flat(), 1e-6);
      for (const whitening of [scaler, turned]) {
        const back = whitening.inverseTransform(whitening.transform(x));
        expectClose(back.data, [...x.data], 1e-6);
      }
    });
  }

  it('the normal distribution', () => {
    const { shares, quantiles, points, probabilities } = fixture.normal;
    expectClose(shares.map(normalQuantile), quantiles, 2e-15);
    expectClose(points.map(normalProbability), probabilities, 2e-15);
    expectClose(points.map(normalProbability), probabilities, 1e-10, 0);
    expect([0, 1, -1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN]);
  });
});
