import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeSeries, writeTable } from './runOccam.js';

const folder = temporaryFolder();
const table = writeTable(folder);
const quick = [
  '--target',
  'answer',
  '--hidden',
  '4',
  '--epochs',
  '2',
  '--folds',
  '4',
  '--seed',
  '1',
];

interface FoldJson {
  train: Record<string, number | null>;
  test: Record<string, number | null>;
  epochs: number;
  seconds: number;
  trainSize: number;
  testSize: number;
  times?: { train: [number, number]; test: [number, number] };
}

interface CvJson {
  folds: FoldJson[];
  mean: Record<string, number>;
  std: Record<string, number>;
  interval: Record<string, [number, number]>;
  engine: string;
  recipe: { model: { hidden: number[] }; uses: string[] };
  seed: number | string;
  splitter: { className: string };
  backend: { name: string };
  data: { rows: number };
}

async function cvJson(args: readonly string[]): Promise<CvJson> {
  const { code, stdout, stderr } = await runOccam(['cv', ...args, '--json']);
  expect(stderr).not.toMatch(/occam:/);
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as CvJson;
}

const withoutSeconds = ({ folds, ...rest }: CvJson) => ({
  ...rest,
  folds: folds.map(({ seconds: _seconds, ...fold }) => fold),
});

it('prints one JSON object, the same for the same seed but for the seconds', async () => {
  const first = await cvJson([table, ...quick, '--scale']);
  const second = await cvJson([table, ...quick, '--scale']);
  expect(withoutSeconds(second)).toEqual(withoutSeconds(first));

  expect(first.folds).toHaveLength(4);
  expect(first.folds.map(({ trainSize, testSize }) => [trainSize, testSize])).toEqual(
    Array.from({ length: 4 }, () => [30, 10]),
  );
  const accuracies = first.folds.map(({ test }) => test['accuracy']!);
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / 4;
  expect(first.mean['accuracy']).toBeCloseTo(mean, 12);
  const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
  expect(first.std['accuracy']).toBeCloseTo(Math.sqrt(variance), 12);
  expect(first.interval['accuracy']![0]).toBeLessThanOrEqual(mean);
  expect(first.folds[0]).toMatchObject({ epochs: 2, seconds: expect.any(Number) as number });
  expect(Object.keys(first.folds[0]!.train)).toEqual(['accuracy', 'logLoss']);
  expect(first).toMatchObject({
    engine: 'fused',
    seed: 1,
    splitter: { className: 'StratifiedKFold' },
    backend: { name: 'wasm' },
    data: { rows: 40 },
    recipe: { model: { hidden: [4] }, uses: ['@occam/normalization'] },
  });
});

it('takes every regularizer, and says which in a line and in the recipe', async () => {
  const regularizers =
    '--l2 0.01 --l1 0.001 --dropout 0.1 --dropconnect 0.2 --noise 0.3 --layer-norm --label-smoothing 0.1 --max-norm 2 --weight-decay 0.05 --augment table';
  const args = [table, ...quick, ...regularizers.split(' '), '--optimizer', 'sgdw'];
  const { recipe, engine } = await cvJson(args);
  expect(engine).toBe('fused');
  expect(recipe).toMatchObject({
    uses: ['@occam/regularizers', '@occam/augmentation'],
    augment: [
      {
        className: 'Pipeline',
        config: { transforms: [{ className: 'addGaussianNoise', config: { stddev: 0.1 } }] },
      },
    ],
    model: {
      l2: 0.01,
      l1: 0.001,
      dropout: 0.1,
      dropConnect: 0.2,
      noise: 0.3,
      maxNorm: 2,
      layerNorm: true,
      batchNorm: false,
    },
    objective: { labelSmoothing: 0.1 },
    optimizer: { name: 'sgdw', weightDecay: { l2: 0.05 } },
  });
  const { stdout } = await runOccam(['cv', ...args]);
  expect(stdout).toContain(
    'augmented by addGaussianNoise; mlp 4, relu, layer normalization, dropout 0.1, DropConnect 0.2, noise 0.3, l1 0.001, l2 0.01, norm up to 2; label smoothing 0.1; sgdw,',
  );
});

it('gives other numbers for another seed, and takes words for seeds', async () => {
  const first = await cvJson([table, ...quick]);
  const second = await cvJson([table, ...quick.slice(0, -1), 'spring']);
  expect(second.seed).toBe('spring');
  expect(second.mean['logLoss']).not.toBe(first.mean['logLoss']);
});

it('writes tables to standard output and a plain line for each fold to standard error', async () => {
  const { code, stdout, stderr } = await runOccam(['cv', table, ...quick]);
  expect(code).toBe(0);
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(4);
  for (const [index, line] of lines.entries()) {
    expect(line).toMatch(
      new RegExp(`^fold ${index + 1}/4  accuracy \\d\\.\\d{4}  logLoss .* 2 epochs  [\\d.]+ s$`),
    );
  }
  // oxlint-disable-next-line no-control-regex -- escape codes are what must not be there
  expect(stdout + stderr).not.toMatch(/\u001b|\r/);
  expect(stdout).toContain('table.csv: 40 rows, 2 features, 2 classes');
  expect(stdout).toMatch(/fold\s+train accuracy\s+test accuracy\s+train logLoss\s+test logLoss/);
  expect(stdout).toMatch(/accuracy\s+\d\.\d{4} ± \d\.\d{4}\s+\d\.\d{4} ± \d\.\d{4}\s+-?\d.* … \d/);
  expect(stdout).toContain('Nadeau and Bengio');
  expect(stdout).toMatch(/engine fused \(.*\), backend wasm \(.*\), seed 1/);
  expect(stdout).toContain(`repeat with: occam cv ${table} --target answer --hidden 4`);
  expect((await runOccam(['cv', table, ...quick])).stdout).toBe(stdout);
});

it('keeps a series in time order, whatever the order of its rows', async () => {
  const series = writeSeries(folder);
  const args = [series, '--target', 'flow', '--time', 'year', '--folds', '3', '--gap', '1'];
  const { folds, splitter } = await cvJson([...args, '--epochs', '1', '--hidden', '2']);
  expect(splitter.className).toBe('TimeSeriesSplit');
  expect(folds.map(({ times }) => times)).toEqual([
    { train: [1900, 1904], test: [1906, 1911] },
    { train: [1900, 1910], test: [1912, 1917] },
    { train: [1900, 1916], test: [1918, 1923] },
  ]);
  expect(folds.map(({ trainSize, testSize }) => [trainSize, testSize])).toEqual([
    [5, 6],
    [11, 6],
    [17, 6],
  ]);
});

it('says so when networks have not learned even their training rows', async () => {
  const far = join(folder, 'far.csv');
  const lines = Array.from({ length: 30 }, (_, row) => `${row % 7},${5000 + row}`);
  writeFileSync(far, `x,price\n${lines.join('\n')}\n`);
  const args = ['cv', far, '--target', 'price', '--folds', '2', '--hidden', 'none', '--scale'];
  const { stdout } = await runOccam([...args, '--task', 'regression', '--epochs', '1']);
  expect(stdout).toContain('the networks have not learned their own training rows');

  const near = join(folder, 'near.csv');
  const points = Array.from({ length: 30 }, (_, row) => `${row % 7},${(row % 7) - 3}`);
  writeFileSync(near, `x,price\n${points.join('\n')}\n`);
  const again = args.map((arg) => (arg === far ? near : arg));
  const learned = await runOccam([...again, ...'--task regression --learning-rate 0.1'.split(' ')]);
  expect(learned.code).toBe(0);
  expect(learned.stdout).not.toContain('have not learned');
});

it('writes null for a metric that is undefined', async () => {
  const series = writeSeries(folder);
  const args = [
    series,
    '--target',
    'flow',
    '--folds',
    '24',
    '--splitter',
    'kfold',
    '--metrics',
    'r2',
  ];
  const { code, stdout } = await runOccam([
    'cv',
    ...args,
    '--epochs',
    '1',
    '--hidden',
    '1',
    '--json',
  ]);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as CvJson).folds[0]!.test['r2']).toBeNull();
});

it('ends quietly when whoever reads has read enough', async () => {
  const { code, stderr } = await runOccam(['cv', '--help'], {
    onStart: (child) => child.stdout!.destroy(),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
