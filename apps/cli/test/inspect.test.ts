import { decode } from 'fast-png';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits } from '@occam/datasets';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeSeries } from './runOccam.js';

const folder = temporaryFolder();

it('tells what is in a table with missing cells and text, and guesses its target', async () => {
  const path = join(folder, 'mixed.csv');
  writeFileSync(path, 'age,sex,unit,Class\n31,m,7,2\n,f,7,1\n50,,7,1\n40,f,7,1\n');
  const { code, stdout, stderr } = await runOccam(['inspect', path]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').slice(0, 10)).toEqual([
    'mixed.csv: 4 rows, 3 features',
    'target: Class, classification (guessed by its name; --target names another)',
    'missing values: 2, in age 1, sex 1',
    'constant columns: unit',
    'columns of text: sex (train and cv need --categorical)',
    'leaks: not searched (2 cells missing: say with --missing how they will be filled in)',
    '',
    'class  rows   share',
    '1         3  75.0 %',
    '2         1  25.0 %',
  ]);

  const json = JSON.parse((await runOccam(['inspect', path, '--json'])).stdout) as object;
  expect(json).toMatchObject({
    rows: 4,
    features: 3,
    task: 'classification',
    target: 'Class',
    classes: [
      { name: '1', count: 3, share: 0.75 },
      { name: '2', count: 1, share: 0.25 },
    ],
    missing: { cells: 2, columns: { age: 1, sex: 1 } },
    constantColumns: ['unit'],
    textColumns: ['sex'],
  });
});

it('finds rows that are equal and columns that leak', async () => {
  const path = join(folder, 'leaky.csv');
  const lines = Array.from(
    { length: 300 },
    (_, row) => `${700 + row},${(row * row) % 7},${row % 2}`,
  );
  writeFileSync(path, `ticket,mood,target\n${lines.join('\n')}\n701,1,1\n`);
  const { stdout } = await runOccam(['inspect', path]);
  expect(stdout).toContain('duplicates: 1 row is equal to an earlier one (1 and 300)');
  expect(stdout).toContain("suspicious columns: 1\n  column 0 'ticket' is like an identifier");
  const { leakage } = JSON.parse((await runOccam(['inspect', path, '--json'])).stdout);
  expect(leakage.suspiciousColumns).toMatchObject([{ column: 0, kind: 'id' }]);
});

it('says that a series is not in time order, and that no target was given', async () => {
  const path = writeSeries(folder);
  const { stdout } = await runOccam(['inspect', path, '--time', 'year', '--ignore', 'level']);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'series.csv: 24 rows, 1 feature',
    'target: none given, and no column is called target, label, class or y',
    'time: 1900 … 1923, rows are NOT in time order',
  ]);
});

it('tells the classes of built-in data, and draws its images', async () => {
  const file = join(folder, 'digits.png');
  const args = ['inspect', 'digits', '--take', '50', '--images', file, '--json'];
  const { stdout } = await runOccam(args);
  const { rows, features, classes, images } = JSON.parse(stdout) as {
    rows: number;
    features: number;
    classes: { count: number }[];
    images: object;
  };
  expect(images).toEqual({
    file,
    rows: Array.from({ length: 50 }, (_, row) => row),
    width: 16 * 58 + 2,
    height: 4 * 58 + 2,
  });
  const sheet = decode(readFileSync(file));
  expect([sheet.width, sheet.height, sheet.channels]).toEqual([930, 234, 4]);
  const { x } = digits(50);
  // The middle of the second image, whose pixels are drawn twice as large.
  const at = 4 * ((2 + 28) * sheet.width + 60 + 28);
  expect(sheet.data[at]).toBe(Math.round(255 * x.data[784 + 14 * 28 + 14]!));
  expect([rows, features, ...classes.map(({ count }) => count)]).toEqual([
    50,
    784,
    ...Array.from({ length: 10 }, () => 5),
  ]);
});

it('reads images and labels in IDX', async () => {
  const [images, labels] = [join(folder, 'tiny-images-idx3-ubyte'), join(folder, 'tiny.labels')];
  writeFileSync(
    images,
    Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 0, 9]),
  );
  writeFileSync(labels, Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]));
  const { stdout } = await runOccam(['inspect', images, '--labels', labels, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    rows: 2,
    features: 2,
    classes: [{ count: 1 }, { count: 1 }],
    constantColumns: ['feature 0'],
  });

  const alone = await runOccam(['inspect', images]);
  expect(alone.stderr).toMatch(
    /^occam: '.*' holds IDX images: name the file of their labels with --labels\n$/,
  );
  expect(alone.code).toBe(2);
});

it('shows the folds that an option asks for, of windows where there are lags', async () => {
  const path = writeSeries(folder);
  const args = ['inspect', path, '--time', 'year', '--target', 'flow', '--lags', '3'];
  const { code, stdout } = await runOccam([...args, '--folds', '2']);
  expect(code).toBe(0);
  expect(stdout).toContain('TimeSeriesSplit: nSplits 2, gap 0, of 21 rows and 6 features');
  expect(stdout).toMatch(/\n +1 +7 +7 .*\n +2 +14 +7 /);

  const bins = ['inspect', path, '--target', 'flow', '--stratify-bins', '4', '--folds', '3'];
  const { folds } = JSON.parse((await runOccam([...bins, '--json'])).stdout);
  expect(folds.splitter).toMatchObject({ className: 'StratifiedKFold', config: { bins: 4 } });
  expect(folds.folds.map(({ test }: { test: number }) => test)).toEqual([8, 8, 8]);

  // As `occam cv` would: duplicates as groups.
  const repaired = await runOccam([...args, '--dedupe', 'group', '--splitter', 'group-time']);
  expect(repaired.stdout).toContain('GroupTimeSeriesSplit: nSplits 10, gap 0, of 21 rows');
});
