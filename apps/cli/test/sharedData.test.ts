import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOccam } from './runOccam.js';

const data = process.env['OCCAM_DATA_DIR'] ?? '';
const here = existsSync(join(data, 'tabular', 'breast_cancer.csv'));
const skipped = here ? '' : ' (skipped: OCCAM_DATA_DIR does not point at the shared data)';

interface CvJson {
  mean: { accuracy: number };
  folds: { times?: { train: [number, number]; test: [number, number] } }[];
}

it.skipIf(!here)(`scores above 94 % on breast_cancer.csv, scaled${skipped}`, async () => {
  const file = join(data, 'tabular', 'breast_cancer.csv');
  const args = [
    '--target',
    'target',
    '--scale',
    '--folds',
    '3',
    '--epochs',
    '20',
    '--hidden',
    '16',
  ];
  const { code, stdout } = await runOccam(['cv', file, ...args, '--json']);
  expect(code).toBe(0);
  const { mean } = JSON.parse(stdout) as CvJson;
  expect(mean.accuracy).toBeGreaterThan(0.94);
  expect(mean.accuracy).toBeLessThan(1);
});

it.skipIf(!here)(`takes the first rows of MNIST${skipped}`, async () => {
  const args = ['cv', '--data', 'mnist', '--take', '200', '--folds', '2', '--epochs', '3'];
  const { code, stdout } = await runOccam([...args, '--hidden', '16', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    data: { name: 'mnist', rows: 200, features: 784 },
    folds: [{ testSize: 100 }, { testSize: 100 }],
  });
});

it.skipIf(!here)(`keeps the airline's months in order${skipped}`, async () => {
  const file = join(data, 'series', 'airline-passengers.csv');
  const { stdout } = await runOccam(['inspect', file, '--time', 'month']);
  expect(stdout).toContain('time: 1949-01-01 … 1960-12-01, rows are in time order');

  const args = ['--target', 'passengers', '--time', 'month', '--epochs', '1', '--hidden', '2'];
  const cv = await runOccam(['cv', file, ...args, '--folds', '3', '--json']);
  expect(cv.code).toBe(0);
  const { folds } = JSON.parse(cv.stdout) as CvJson;
  const month = (times: [number, number]) =>
    times.map((time) => new Date(time).toISOString().slice(0, 7));
  expect(folds.map(({ times }) => [month(times!.train), month(times!.test)])).toEqual([
    [
      ['1949-01', '1951-12'],
      ['1952-01', '1954-12'],
    ],
    [
      ['1949-01', '1954-12'],
      ['1955-01', '1957-12'],
    ],
    [
      ['1949-01', '1957-12'],
      ['1958-01', '1960-12'],
    ],
  ]);
});
