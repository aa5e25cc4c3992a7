import { createDataset, loadCsv, type Dataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import { forecastRows, lagged } from './lagged.js';

async function series(columns: string, row: (index: number) => string): Promise<Dataset> {
  const lines = Array.from({ length: 6 }, (_, index) => row(index));
  const bytes = new TextEncoder().encode(`${columns}\n${lines.join('\n')}\n`);
  return loadCsv(bytes, { target: 'sold', time: 'year', task: 'regression' });
}

it('takes the last values of the target, oldest first', async () => {
  const data = await series('year,sold', (i) => `${2000 + i},${10 * i}`);
  const { x, y, featureNames, times } = await lagged(data, { lags: 2, target: 'sold' });
  expect(featureNames).toEqual(['sold(t−2)', 'sold(t−1)']);
  expect([...x.data]).toEqual([0, 10, 10, 20, 20, 30, 30, 40]);
  expect([...y.data]).toEqual([20, 30, 40, 50]);
  expect([...times!]).toEqual([2002, 2003, 2004, 2005]);
});

it('takes earlier values of the other columns too, never the present ones', async () => {
  const data = await series('year,sold,price', (i) => `${2000 + i},${10 * i},${i % 2}`);
  const { featureNames, x } = await lagged(data, { lags: 1, target: 'sold' });
  expect(featureNames).toEqual(['sold(t−1)', 'price(t−1)']);
  expect([...x.data]).toEqual([0, 0, 10, 1, 20, 0, 30, 1, 40, 0]);
});

it('leaves data alone without lags, and needs a time and a number', async () => {
  const data = await series('year,sold', (i) => `${2000 + i},${10 * i}`);
  expect(await lagged(data, {})).toBe(data);
  const withoutTimes = { ...data, times: undefined };
  await expect(lagged(withoutTimes, { lags: 2 })).rejects.toThrow('--lags needs --time');
  const classes = { ...data, task: 'classification' as const };
  await expect(lagged(classes, { lags: 2 })).rejects.toThrow('add --task regression');
});

it('knows which row each window forecasts, in each group by itself and out of order', async () => {
  const target = Float32Array.of(10, 11, 12, 13, 14, 15, 16, 17);
  const data = createDataset({
    x: { data: Float32Array.of(1, 5, 9, 2, 8, 3, 7, 4), shape: [8, 1] },
    y: { data: target, shape: [8] },
    task: 'regression',
    groups: ['a', 'b', 'a', 'a', 'b', 'b', 'b', 'a'],
    times: Float64Array.of(3, 2, 1, 2, 1, 4, 3, 4),
  });
  const rows = forecastRows(data, { lags: 2 });
  expect([...rows]).toEqual([0, 5, 6, 7]);
  const { y } = await lagged(data, { lags: 2 });
  expect([...y.data]).toEqual([...rows].map((row) => target[row]));
  expect([...forecastRows(data, {})]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
