import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createDataset, type DatasetFields } from './dataset.js';

const fields: DatasetFields = {
  x: { data: new Float32Array([0, 1, 2, 3, 4, 5]), shape: [3, 2] },
  y: { data: new Int32Array([0, 1, 0]), shape: [3] },
  task: 'classification',
  classNames: ['no', 'yes'],
  featureNames: ['a', 'b'],
  groups: ['p', 'q', 'p'],
  times: new Float64Array([10, 20, 30]),
  imputed: { a: 1 },
  name: 'small',
};

test('knows its size and classes', () => {
  const data = createDataset(fields);
  expect([data.size, data.classCount, data.name]).toEqual([3, 2, 'small']);
  expect(createDataset({ ...fields, classNames: undefined }).classCount).toBe(2);
  expect(createDataset({ ...fields, classNames: ['a', 'b', 'c'] }).classCount).toBe(3);
});

test('select copies rows of everything, in the order asked for, with repeats', () => {
  const chosen = createDataset(fields).select([2, 0, 2]);
  expect([...chosen.x.data]).toEqual([4, 5, 0, 1, 4, 5]);
  expect([...chosen.y.data]).toEqual([0, 0, 0]);
  expect(chosen.groups).toEqual(['p', 'p', 'p']);
  expect([...chosen.times!]).toEqual([30, 10, 30]);
  expect(chosen.imputed).toBeUndefined();
  expect([chosen.size, chosen.classCount]).toEqual([3, 2]);
});

test('select keeps the number of classes, even of classes without a name or a row', () => {
  const data = createDataset({ ...fields, classNames: undefined }).select([0]);
  expect(data.classCount).toBe(2);
  expect(data.classNames).toEqual(['0', '1']);
});

test('select keeps groups of integers as they are', () => {
  const data = createDataset({ ...fields, groups: new Int32Array([7, 8, 9]) }).select([1]);
  expect(data.groups).toEqual(new Int32Array([8]));
});

test('select refuses rows that do not exist', () => {
  expect(() => createDataset(fields).select([3])).toThrow('row 3 does not exist: there are 3 rows');
  expect(() => createDataset(fields).select([-1])).toThrow('row -1 does not exist');
});

test('toTensors copies shape, type and values', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const { x, y } = await createDataset(fields).toTensors();
  expect([x.dtype, x.shape, y.dtype, y.shape]).toEqual(['float32', [3, 2], 'int32', [3]]);
  expect([...(await x.data())]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...(await y.data())]).toEqual([0, 1, 0]);
  tf.dispose([x, y]);
  expect(tf.memory().numTensors).toBe(before);
});

test('takes soft targets and regressions', () => {
  const soft = { data: new Float32Array([0.5, 0.5, 1, 0, 0.25, 0.75]), shape: [3, 2] };
  expect(createDataset({ ...fields, y: soft }).classCount).toBe(2);
  const numbers = { data: new Float32Array([1, 2, 3]), shape: [3] };
  const data = createDataset({ x: fields.x, y: numbers, task: 'regression' });
  expect(data.classCount).toBe(0);
  expect(data.select([1]).classNames).toBeUndefined();
});

test.each<[string, object, string]>([
  ['an unknown field', { clasNames: [] }, "no option 'clasNames' (did you mean 'classNames'?)"],
  ['an unknown task', { task: 'clustering' }, "task must be one of 'classification', 'regression'"],
  ['x that is no NdArray', { x: [[1]] }, 'x must be an NdArray'],
  [
    'x that is not finite',
    { x: { data: new Float32Array([0, NaN]), shape: [1, 2] } },
    'NaN in row 0',
  ],
  ['x without rows', { x: { data: new Float32Array(1), shape: [] } }, 'x must have rows'],
  [
    'y of another length',
    { y: { data: new Int32Array(2), shape: [2] } },
    'y has 2 rows, but x has 3',
  ],
  ['groups of another length', { groups: ['a'] }, 'groups has 1 rows, but x has 3'],
  ['times of another length', { times: new Float64Array(4) }, 'times has 4 rows, but x has 3'],
  ['times that are not finite', { times: new Float64Array([0, NaN, 1]) }, 'row 1 holds NaN'],
  ['times in a plain list', { times: [1, 2, 3] }, 'times must be a Float64Array'],
  [
    'a negative class',
    { y: { data: new Int32Array([0, -1, 0]), shape: [3] } },
    'y must hold class indices from 0, not -1 (row 1)',
  ],
  [
    'float classes',
    { y: { data: new Float32Array(3), shape: [3] } },
    'y of a classification must be an Int32Array of class indices',
  ],
  [
    'integer numbers',
    { task: 'regression' },
    'y of a regression must be a Float32Array of shape [n], not Int32Array of shape [3]',
  ],
  ['too few class names', { classNames: ['only'] }, 'y has 2 classes, but classNames names 1'],
  ['too few feature names', { featureNames: ['a'] }, 'featureNames names 1 features'],
])('refuses %s', (_, change, message) => {
  expect(() => createDataset({ ...fields, ...change } as DatasetFields)).toThrow(message);
});
