import { decode } from 'fast-png';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder } from './runOccam.js';

const folder = temporaryFolder();
const out = join(folder, 'grid.png');

it('draws originals beside the variants of a pipeline, and replaces a sheet only with --force', async () => {
  const pipeline = join(folder, 'pipeline.json');
  const flip = { className: 'horizontalFlip', config: { probability: 1 } };
  writeFileSync(pipeline, JSON.stringify([flip]));
  const args = ['augment', 'digits', '--take', '20', '--pipeline', pipeline, '--out', out];
  const { code, stdout } = await runOccam([...args, '--seed', '1', '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as { rows: number[]; pipeline: object };
  expect(report).toMatchObject({
    out,
    variants: 7,
    seed: 1,
    pipeline: { className: 'Pipeline', config: { transforms: [flip], imageShape: [28, 28, 1] } },
  });
  expect(report.rows).toHaveLength(8);
  expect(report.rows.toSorted((a, b) => a - b)).toEqual(report.rows);
  expect(readdirSync(folder).sort()).toEqual(['grid.png', 'pipeline.json']);

  const { width, height, data } = decode(readFileSync(out));
  expect([width, height]).toEqual([8 * 58 + 2, 8 * 58 + 2]);
  const pixel = (image: number, x: number, y: number) =>
    data[4 * ((2 + 2 * y) * width + 2 + 58 * image + 2 * x)];
  for (let y = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++) expect(pixel(3, x, y)).toBe(pixel(0, 27 - x, y));
  }

  const before = readFileSync(out);
  const refused = await runOccam(args);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/^occam: --out: the file '.*' is there: .* add --force/);
  const again = await runOccam([...args, '--seed', '2', '--force']);
  expect(again.stdout).toMatch(/augmented by horizontalFlip\n\nrows [\d, ]+: each original/);
  expect(readFileSync(out).equals(before)).toBe(false);
  expect(existsSync(out)).toBe(true);
});
