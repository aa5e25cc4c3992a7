import { expect, test } from 'vitest';
import { createDataset } from './dataset.js';
import { inspectDataset } from './inspectDataset.js';

const x = { data: new Float32Array([1, 5, 2, 5, 3, 5, 4, 5]), shape: [4, 2] };

test('counts classes, also those without a row', () => {
  const data = createDataset({
    x,
    y: { data: new Int32Array([0, 0, 2, 0]), shape: [4] },
    task: 'classification',
    classNames: ['a', 'b', 'c'],
    name: 'few',
  });
  expect(inspectDataset(data)).toEqual({
    name: 'few',
    rows: 4,
    features: 2,
    task: 'classification',
    classes: [
      { name: 'a', count: 3, share: 0.75 },
      { name: 'b', count: 0, share: 0 },
      { name: 'c', count: 1, share: 0.25 },
    ],
    target: undefined,
    missing: undefined,
    constantColumns: ['feature 1'],
    times: undefined,
    groups: undefined,
  });
});

test('sums the shares of soft targets', () => {
  const y = { data: new Float32Array([0.5, 0.5, 1, 0, 1, 0, 0.25, 0.75]), shape: [4, 2] };
  expect(inspectDataset(createDataset({ x, y, task: 'classification' })).classes).toEqual([
    { name: '0', count: 2.75, share: 0.6875 },
    { name: '1', count: 1.25, share: 0.3125 },
  ]);
});

test('describes the targets of a regression, missing cells, times and groups', () => {
  const data = createDataset({
    x,
    y: { data: new Float32Array([2, 4, 4, 6]), shape: [4] },
    task: 'regression',
    featureNames: ['a', 'b'],
    imputed: { a: 2, b: 1 },
    times: new Float64Array([3, 1, 2, 2]),
    groups: ['p', 'q', 'p', 'p'],
  });
  const summary = inspectDataset(data);
  expect(summary.classes).toBeUndefined();
  expect(summary.target).toEqual({ min: 2, max: 6, mean: 4, std: Math.sqrt(8 / 3) });
  expect(summary.missing).toEqual({ cells: 3, columns: { a: 2, b: 1 } });
  expect(summary.constantColumns).toEqual(['b']);
  expect(summary.times).toEqual({ first: 1, last: 3, inOrder: false });
  expect(summary.groups).toBe(2);
  expect(inspectDataset(data.select([1, 2, 3, 0])).times?.inOrder).toBe(true);
});

test('takes a dataset of one row and of none', () => {
  const y = { data: new Float32Array([2, 4, 4, 6]), shape: [4] };
  const data = createDataset({ x, y, task: 'regression', times: new Float64Array(4) });
  expect(inspectDataset(data.select([1])).target).toEqual({ min: 4, max: 4, mean: 4, std: 0 });
  expect(inspectDataset(data.select([]))).toMatchObject({ rows: 0, constantColumns: [] });
});
