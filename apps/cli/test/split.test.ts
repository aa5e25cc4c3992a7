import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParquet } from '@occam/datasets';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder } from './runOccam.js';

const folder = temporaryFolder();
// Each patient has two visits; rows 0 and 12 are equal.
const visits = Array.from({ length: 24 }, (_, row) => {
  const patient = Math.floor(row / 2);
  return `p${patient},${row === 12 ? 0 : row * row},${patient % 2}`;
});
writeFileSync(join(folder, 'visits.csv'), `patient,dose,ill\n${visits.join('\n')}\n`);

const split = (args: string) => runOccam(`split visits.csv ${args}`.split(' '), { cwd: folder });

it('writes a table of rows and sides for each fold, and says what is in it', async () => {
  const { code, stdout } = await split('--target ill --ignore patient --folds 3 --out plain');
  expect(code).toBe(0);
  expect(readdirSync(join(folder, 'plain')).sort()).toEqual([
    'fold-1.csv',
    'fold-2.csv',
    'fold-3.csv',
    'split.json',
  ]);
  const tested = [1, 2, 3].flatMap((fold) => {
    const lines = readFileSync(join(folder, 'plain', `fold-${fold}.csv`), 'utf8')
      .trim()
      .split('\n');
    expect(lines.shift()).toBe('row,side');
    expect(lines).toHaveLength(24);
    return lines.filter((line) => line.endsWith(',test')).map((line) => parseInt(line));
  });
  expect(tested.sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, row) => row));
  expect(stdout).toContain('duplicates: 1 row is equal to an earlier one (0 and 12)');
  expect(stdout).toMatch(/\n +1 +16 +8 +0\.0 % +\d\n/);
});

it('keeps groups whole and writes the rows themselves, in Parquet', async () => {
  const args = '--target ill --groups patient --folds 3 --write data --format parquet --out data';
  const { code, stdout } = await split(`${args} --json`);
  expect(code).toBe(0);
  const { splitter, folds } = JSON.parse(stdout);
  expect(splitter.className).toBe('StratifiedGroupKFold');
  expect(folds[0].files).toEqual(['fold-1-train.parquet', 'fold-1-test.parquet']);
  const sides = await Promise.all(
    folds[0].files.map((file: string) =>
      loadParquet(join(folder, 'data', file), { target: 'ill', groups: 'groups' }),
    ),
  );
  expect(sides.map(({ size }) => size)).toEqual([16, 8]);
  const [train, test] = sides.map(({ groups }) => new Set<unknown>(groups));
  expect([...test!].filter((group) => train!.has(group))).toEqual([]);
});

it('keeps duplicates together, and replaces what is there only if it is forced', async () => {
  const args = '--target ill --ignore patient --folds 4 --dedupe group --format json --out again';
  const { stdout } = await split(args);
  expect(stdout).toContain('(0 and 12): kept on one side of each split');
  const leaked = stdout
    .match(/^ +\d+ +\d+ +\d+ +[\d.]+ % +(\d+)$/gm)!
    .map((line) => line.slice(-1));
  expect(leaked).toEqual(['0', '0', '0', '0']);
  const second = await split(args);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/the folder 'again' is not empty.*--force/);
  expect((await split(`${args} --force`)).code).toBe(0);
});

it('numbers rows as they are in the file, also where others were dropped or have no window', async () => {
  const { code } = await split('--target ill --ignore patient --folds 2 --dedupe drop --out kept');
  expect(code).toBe(0);
  const numbers = (folder: string) =>
    readFileSync(folder, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => parseInt(line))
      .sort((a, b) => a - b);
  const allBut12 = Array.from({ length: 24 }, (_, row) => row).filter((row) => row !== 12);
  expect(numbers(join(folder, 'kept', 'fold-1.csv'))).toEqual(allBut12);

  // Rows 0 and 2 are the earliest, so they have no window of two earlier values.
  writeFileSync(join(folder, 'sales.csv'), 'year,sold\n1,5\n4,7\n2,6\n5,8\n3,3\n6,1\n7,4\n');
  const args = 'split sales.csv --target sold --task regression --time year --lags 2 --folds 2';
  const forecast = await runOccam([...args.split(' '), '--out', 'lags'], { cwd: folder });
  expect(forecast.code).toBe(0);
  expect(numbers(join(folder, 'lags', 'fold-2.csv'))).toEqual([1, 3, 4, 5, 6]);
});
