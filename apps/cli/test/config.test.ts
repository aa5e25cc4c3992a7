import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeTable } from './runOccam.js';

const folder = temporaryFolder();
writeTable(folder);

it('takes options from occam.config.ts, and those of the command line before them', async () => {
  writeFileSync(
    join(folder, 'occam.config.ts'),
    `import { defineConfig } from 'occam';

const hidden: number[] = [3];
export default defineConfig({ data: './table.csv', target: 'answer', hidden, epochs: 2, seed: 7, folds: 2 });
`,
  );
  const { code, stdout, stderr } = await runOccam(['cv', '--epochs', '1', '--json'], {
    cwd: folder,
  });
  expect(stderr).not.toMatch(/occam:/);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    seed: 7,
    folds: [{ epochs: 1 }, { epochs: 1 }],
    recipe: { model: { hidden: [3] }, fit: { epochs: 1 } },
  });
});

it('takes paths from the folder of the config file, and data made by a function', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const fromElsewhere = ['inspect', '--config', '../occam.config.ts', '--json'];
  const table = await runOccam(fromElsewhere, { cwd: elsewhere });
  expect(JSON.parse(table.stdout)).toMatchObject({ name: 'table.csv', rows: 40, target: 'answer' });

  writeFileSync(
    join(elsewhere, 'made.js'),
    `export default {
  data: () => ({
    x: { data: new Float32Array([1, 2]), shape: [2, 1] },
    y: { data: new Float32Array([1, 3]), shape: [2] },
    task: 'regression', size: 2, classCount: 0, select() {}, toTensors() {},
  }),
};
`,
  );
  const made = await runOccam(['inspect', '--config', 'made.js', '--json'], { cwd: elsewhere });
  expect(JSON.parse(made.stdout)).toMatchObject({ rows: 2, features: 1, task: 'regression' });
});

it.each([
  [
    '{"data": "table.csv", "epoch": 3}',
    /^occam: epoch in wrong\.json is no option \(did you mean 'epochs'\?\)/,
  ],
  [
    '{"hidden": "64"}',
    /^occam: hidden in wrong\.json must be a list of units, as \[128, 64\], not '64'$/,
  ],
  ['{', /^occam: .*wrong\.json cannot be loaded: /],
  ['[]', /^occam: the default export of wrong\.json must be an object of options/],
])('names the field of a config file that is wrong: %s', async (text, message) => {
  writeFileSync(join(folder, 'wrong.json'), text);
  const { code, stdout, stderr } = await runOccam(['cv', '--config', 'wrong.json'], {
    cwd: folder,
  });
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
