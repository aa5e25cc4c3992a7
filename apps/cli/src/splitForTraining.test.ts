import { createDataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import { splitForTraining } from './splitForTraining.js';

const n = 60;
const x = { data: new Float32Array(n), shape: [n, 1] };
const y = { data: Int32Array.from({ length: n }, (_, row) => (row % 3 === 0 ? 1 : 0)), shape: [n] };
const data = createDataset({ x, y, task: 'classification' });

const sorted = (...parts: Uint32Array[]) =>
  parts.flatMap((part) => [...part]).sort((a, b) => a - b);
const all = Array.from({ length: n }, (_, row) => row);

it('divides the rows into three parts that keep the share of each class', () => {
  const { train, validation, test } = splitForTraining(data, {
    validation: 0.25,
    testSize: 0.2,
    seed: 1,
  });
  expect(sorted(train, validation, test)).toEqual(all);
  expect([train.length, validation.length, test.length]).toEqual([36, 12, 12]);
  for (const part of [train, validation, test]) {
    expect(part.filter((row) => row % 3 === 0)).toHaveLength(part.length / 3);
  }
});

it('gives the same rows for the same seed and others for another one', () => {
  const test = (seed: number) => splitForTraining(data, { seed }).test;
  expect(test(1)).toEqual(test(1));
  expect(test(2)).not.toEqual(test(1));
});

it('holds out the same test rows with and without validation rows', () => {
  expect(splitForTraining(data, { validation: 0.5 }).test).toEqual(splitForTraining(data, {}).test);
});

it('validates and tests on the latest rows of a series', () => {
  const times = Float64Array.from({ length: n }, (_, row) => (row * 7) % n);
  const series = createDataset({ x, y, task: 'classification', times });
  const parts = splitForTraining(series, { validation: 0.25, testSize: 20 });
  const timesOf = (part: Uint32Array) => sorted(part.map((row) => times[row]!));
  expect(timesOf(parts.train)).toEqual(all.slice(0, 30));
  expect(timesOf(parts.validation)).toEqual(all.slice(30, 40));
  expect(timesOf(parts.test)).toEqual(all.slice(40));
});
