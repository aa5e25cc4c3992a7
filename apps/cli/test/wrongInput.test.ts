import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOccam, temporaryFolder, writeTable } from './runOccam.js';

const folder = temporaryFolder();
const table = writeTable(folder);
writeFileSync(join(folder, 'ragged.csv'), 'a,target\n1,0\n2\n');
writeFileSync(join(folder, 'recipe.json'), '{"uses":["./evil.js"],"model":{"template":"mlp"}}');
writeFileSync(join(folder, 'broken.parquet'), 'no table');
mkdirSync(join(folder, 'full'));
writeFileSync(join(folder, 'full', 'notes.txt'), 'mine');

it.concurrent.each([
  ['cross', /^occam: unknown command 'cross'; see occam --help$/],
  [
    'cv --epohcs 3',
    /^occam: unknown option '--epohcs' \(did you mean --epochs\?\); see occam --help$/,
  ],
  ['cv --data', /^occam: option '--data <source>' argument missing; see occam --help$/],
  ['cv', /^occam: no data are given: name a file, a folder of images, 'digits' or 'mnist'/],
  ['cv absent.csv --target a', /^occam: --data: there is no file 'absent\.csv'$/],
  [
    'cv table.csv',
    /^occam: name the column to predict with --target; the columns are size, weight, answer$/,
  ],
  [
    'cv table.csv --target anser',
    /^occam: table\.csv: there is no column 'anser'.*did you mean 'answer'/,
  ],
  [
    'inspect table.csv --target anser',
    /^occam: --target: .*\(did you mean 'answer'\?\); the columns are/,
  ],
  ['cv digits --epochs ten', /^occam: --epochs must be a whole number from 1, not 'ten'$/],
  [
    'cv digits --batch-norm --layer-norm',
    /^occam: a hidden layer of mlp has one normalization: give --batch-norm or --layer-norm, not both$/,
  ],
  ['cv digits --backend gpu', /^occam: --backend must be one of auto, wasm, .*, not 'gpu'$/],
  [
    'cv digits --backend webgl --take 20',
    /^occam: the webgl backend cannot be used here: it needs a browser/,
  ],
  ['cv digits --patience 3', /^occam: --patience needs rows to watch: add --validation 0\.2$/],
  [
    'cv digits --gap 2',
    /^occam: --gap is for --splitter time and group-time, and the splitter is stratified$/,
  ],
  ['cv digits --take 20 --folds 50', /^occam: .*--folds 50.*n=20|^occam: .*n=20.*--folds 50/],
  [
    'cv digits --metrics rmse',
    /^occam: a metric for classification must be one of .*, not 'rmse'$/,
  ],
  [
    'cv digits --time year',
    /^occam: --time is for tables \(CSV, Parquet, JSON\).*, and 'digits' is none$/,
  ],
  ['cv table.csv --target answer --lags 2', /^occam: --lags needs --time/],
  [
    'cv digits --take 30 --splitter leave-p-out --leave 9',
    /^occam: --splitter leave-p-out makes 14307150 folds of 30 rows, too many to hold: leave out fewer/,
  ],
  [
    'inspect table.csv --ignore answer --folds 3',
    /^occam: no folds: name the column to predict with --target$/,
  ],
  ['cv digits --splitter groups', /^occam: --splitter must be one of kfold, .*, not 'groups'$/],
  ['cv digits --dedupe merge', /^occam: --dedupe must be one of group, drop, not 'merge'$/],
  ['split digits', /^occam: name a folder to write to, as in --out folds$/],
  ['split digits --out full', /^occam: --out: the folder 'full' is not empty: .*--force/],
  ['cv broken.parquet', /^occam: broken\.parquet.*Parquet/],
  ['cv .', /^occam: \.: the class 'full' has no images/],
  ['cv ragged.csv --target target', /^occam: ragged\.csv, line 3/],
  [
    'cv table.csv --data digits',
    /^occam: the data are given twice, as 'table\.csv' and as --data digits$/,
  ],
  [
    'cv digits --recipe recipe.json',
    /^occam: the recipe uses '\.\/evil\.js'; the modules that can be used/,
  ],
  ['cv digits --recipe recipe.json --hidden 3', /^occam: --hidden cannot stand beside --recipe/],
  ['cv digits --config absent.ts', /^occam: --config: there is no file 'absent\.ts'$/],
  [
    'cv digits --augment digit',
    /^occam: --augment: there is no preset 'digit' \(did you mean 'digits'\?\); there are digits, photos, table/,
  ],
  [
    'augment digits --out grid.png',
    /^occam: say how to vary the images, as --pipeline digits or --pipeline pipeline\.json$/,
  ],
  [
    'prune table.csv --target units',
    /^occam: name the column to predict with --predict; the columns are size, weight, answer$/,
  ],
  [
    'features table.csv --target answer --out heat.png',
    /^occam: --out writes a heat map, and these rows are no images/,
  ],
  ['train digits --out full', /^occam: --out: the folder 'full' is not empty: .*--force/],
])('occam %s: exits with 2 and one line', { timeout: 60_000 }, async (line, message) => {
  const { code, stdout, stderr } = await runOccam(line.split(' '), { cwd: folder });
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

it('shows help, on standard error, where no command is named', async () => {
  const { code, stdout, stderr } = await runOccam([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^Usage: occam [^]*\noccam: name a command: inspect, augment, train, cv, split, prune or features\n$/,
  );
});

it('exits with 1 when the run itself fails', async () => {
  const args = [
    'train',
    table,
    '--target',
    'answer',
    '--optimizer',
    'sgd',
    '--learning-rate',
    '1e30',
  ];
  const { code, stdout, stderr } = await runOccam([...args, '--epochs', '5']);
  expect(stderr).toMatch(/^occam: .*(NaN|diverge|finite)/i);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

it('shows help with examples', async () => {
  for (const command of ['inspect', 'train', 'cv', 'split', 'prune', 'features']) {
    const { code, stdout, stderr } = await runOccam([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Examples:\n  $ occam ${command} `);
  }
});
