import fc from 'fast-check';
import { expect, it } from 'vitest';
import reference from '../../fixtures/features.json' with { type: 'json' };
import { expectTable, matrix, table } from '../../test/tables.js';
import { PolynomialFeatures } from './polynomialFeatures.js';

it.each(reference.polynomial)('equals scikit-learn: %j', ({ options, x, out, names }) => {
  const step = new PolynomialFeatures(options as object).fit(table(x));
  expectTable(step.transform(table(x)), out);
  expect(step.getFeatureNamesOut()).toEqual(names);
  expect(step.getFeatureNamesOut(x.shape[1] === 2 ? ['a', 'b'] : undefined)).toEqual(
    x.shape[1] === 2
      ? names.map((name) => name.replaceAll('x0', 'a').replaceAll('x1', 'b'))
      : names,
  );
});

it('puts the products of chosen columns before the other columns', () => {
  const step = new PolynomialFeatures({ columns: [2, 0], includeBias: false });
  const x = matrix([[2, 5, 3]]);
  expect([...step.fit(x).transform(x).data]).toEqual([2, 3, 4, 6, 9, 5]);
  expect(step.getFeatureNamesOut(['a', 'b', 'c'])).toEqual(['a', 'c', 'a^2', 'a c', 'c^2', 'b']);
});

it('makes (n + d)! / (n! d!) products, as many names, each the product it is called', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 4 }),
      fc.boolean(),
      (columns, degree, interactionOnly) => {
        const row = Array.from({ length: columns }, (_, j) => j + 2);
        const step = new PolynomialFeatures({ degree, interactionOnly }).fit(matrix([row]));
        const { data, shape } = step.transform(matrix([row]));
        const names = step.getFeatureNamesOut();
        expect(shape).toEqual([1, names.length]);
        if (!interactionOnly) expect(names.length).toBe(binomial(columns + degree, degree));
        expect(new Set(names).size).toBe(names.length);
        names.forEach((name, i) => {
          const factors = name === '1' ? [] : name.split(' ');
          const product = factors.reduce((value, factor) => {
            const [column, power = '1'] = factor.split('^');
            return value * row[Number(column!.slice(1))]! ** Number(power);
          }, 1);
          expect(data[i]).toBe(product);
        });
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

it('comes back from JSON', () => {
  const x = matrix([[2, 3]]);
  const step = new PolynomialFeatures({ degree: [2, 3], columns: [1] });
  expect(step.toJSON().config).not.toHaveProperty('fitted');
  const json = JSON.parse(JSON.stringify(step.fit(x)));
  expect(json).toEqual({
    className: 'PolynomialFeatures',
    config: {
      columns: [1],
      degree: [2, 3],
      interactionOnly: false,
      includeBias: true,
      fitted: { width: 2 },
    },
  });
  const copy = new PolynomialFeatures(json.config);
  expect(copy.transform(x)).toEqual(step.transform(x));
  expect([...copy.transform(x).data]).toEqual([1, 9, 27, 2]);
});

it('refuses what makes no sense', () => {
  const make = (options: object) => () => new PolynomialFeatures(options);
  expect(make({ degree: -1 })).toThrow('degree must be a whole number at least 0, not -1');
  expect(make({ degree: [3, 2] })).toThrow(
    'degree[0] must be a whole number at least 0 and at most 2',
  );
  expect(make({ degree: 0, includeBias: false })).toThrow('leaves no column: raise the degree');
  expect(make({ interaction_only: true })).toThrow("(did you mean 'interactionOnly'?)");
  expect(make({ columns: [0, 0] })).toThrow(new RangeError('columns names 0 twice'));
  expect(make({ columns: 1 })).toThrow(
    'columns must be a list of column indices such as [0, 2], not 1',
  );
  expect(make({ fitted: {} })).toThrow("the fitted state of PolynomialFeatures lacks 'width'");
  const x = matrix([[1, 2]]);
  expect(() => new PolynomialFeatures().transform(x)).toThrow(
    'PolynomialFeatures has learned nothing yet: call fit before transform',
  );
  expect(() => new PolynomialFeatures({ columns: [2] }).fit(x)).toThrow(
    'columns names 2, but x has 2 columns, counted from 0: use 0 to 1',
  );
  expect(() => new PolynomialFeatures().fit(matrix([[NaN]]))).toThrow('x must be finite');
  expect(() => new PolynomialFeatures().fit(matrix([]))).toThrow('at least one row and one column');
  expect(() =>
    new PolynomialFeatures().fit({ data: new Float32Array(8), shape: [2, 2, 2] }),
  ).toThrow(
    'PolynomialFeatures takes rows of features, shape [n, columns], not x of shape [2, 2, 2]',
  );
  const fitted = new PolynomialFeatures().fit(x);
  expect(() => fitted.transform(matrix([[1]]))).toThrow(
    'PolynomialFeatures was fitted on 2 columns, but x of shape [1, 1] has 1',
  );
  expect(() =>
    fitted.transform(
      matrix([
        [1, 1],
        [1e30, 1e30],
      ]),
    ),
  ).toThrow('a product of row 1 is too large for float32');
  expect(() => fitted.getFeatureNamesOut(['a'])).toThrow('there are 1 names, but the step takes 2');
  const wide = { data: new Float32Array(300), shape: [1, 300] };
  expect(() => new PolynomialFeatures({ degree: 4 }).fit(wide)).toThrow(
    'degree 4 makes more than 1000000 products of 300 columns: lower the degree',
  );
});

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
}
