import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectCsv } from './inspectCsv.js';
import { inspectDataset } from './inspectDataset.js';
import { loadCsv } from './loadCsv.js';

const dataDir = process.env['OCCAM_DATA_DIR'];
const testData = test.skipIf(!dataDir);
const path = (...parts: string[]) => join(dataDir!, ...parts);

testData.each([
  ['iris', 4, [50, 50, 50]],
  ['wine', 13, [59, 71, 48]],
  ['breast_cancer', 30, [212, 357]],
  ['digits', 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]],
])(
  '%s holds %i features and classes of its source (needs OCCAM_DATA_DIR)',
  async (name, features, counts) => {
    const data = await loadCsv(path('tabular', `${name}.csv`), { target: 'target' });
    const summary = inspectDataset(data);
    expect(data.task).toBe('classification');
    expect(summary.features).toBe(features);
    expect(summary.classes!.map(({ count }) => count)).toEqual(counts);
    expect(summary.missing).toEqual({ cells: 0, columns: {} });
  },
);

testData('diabetes is a regression from 25 to 346 (needs OCCAM_DATA_DIR)', async () => {
  const data = await loadCsv(path('tabular', 'diabetes.csv'), { target: 'target' });
  expect([data.size, data.x.shape[1], data.task]).toEqual([442, 10, 'regression']);
  expect(inspectDataset(data).target).toMatchObject({ min: 25, max: 346 });
});

testData.each([
  ['airline-passengers', 'passengers', 'month', 144, '1949-01-01', '1960-12-01'],
  ['daily-min-temperatures', 'temp', 'date', 3650, '1981-01-01', '1990-12-31'],
])('%s is in time order (needs OCCAM_DATA_DIR)', async (name, target, time, rows, first, last) => {
  const data = await loadCsv(path('series', `${name}.csv`), { target, time });
  expect([data.size, data.task, data.featureNames]).toEqual([rows, 'regression', [time]]);
  expect(inspectDataset(data).times).toEqual({
    first: Date.parse(first),
    last: Date.parse(last),
    inOrder: true,
  });
});

testData('sunspots counts years (needs OCCAM_DATA_DIR)', async () => {
  const source = path('series', 'sunspots.csv');
  const data = await loadCsv(source, { target: 'sunactivity', time: 'year' });
  expect(data.x.data).toEqual(Float32Array.from({ length: 309 }, (_, i) => i));
  expect(inspectDataset(data).times).toEqual({ first: 1700, last: 2008, inOrder: true });
  const { columns } = await inspectCsv(source);
  expect(columns[0]).toMatchObject({ name: 'year', ascending: true, min: 1700, max: 2008 });
});
