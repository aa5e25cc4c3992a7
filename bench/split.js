/**
 * Measures how long ten folds of ten million rows take by KFold, StratifiedKFold and GroupKFold, against
 * scikit-learn on the same rows: ours may not take longer.
 *
 *     pnpm build && node bench/split.js
 *
 * Each time is of a fresh process, from the call of `split` to the last fold, every fold's training and test
 * indices made; the median of the runs, ours and scikit-learn's in turn. Unshuffled folds must be the same:
 * their sums are compared. scikit-learn is run by `python3`, or by what the variable PYTHON says.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROWS = 10_000_000;
const CLASSES = 10;
const GROUPS = 100_000;
const RUNS = 3;

const CASES = [
  { splitter: 'KFold', shuffle: false },
  { splitter: 'KFold', shuffle: true },
  { splitter: 'StratifiedKFold', shuffle: false },
  { splitter: 'StratifiedKFold', shuffle: true },
  { splitter: 'GroupKFold', shuffle: false },
];

/** Times one case here and prints its seconds, and a sum that tells which rows were tested when. */
async function time(splitter, shuffle, folder) {
  const split = await import('../packages/split/dist/index.js');
  const read = async (name) => new Int32Array((await readFile(join(folder, name))).buffer);
  const labels = await read('labels');
  const groups = await read('groups');
  const start = performance.now();
  const folds = new split[splitter](shuffle ? { shuffle, seed: 1 } : {});
  let last = start;
  let seconds = 0;
  let sum = 0;
  let fold = 0;
  for (const { train, test } of folds.split(ROWS, { labels, groups })) {
    seconds += (performance.now() - last) / 1000;
    fold++;
    sum += fold * test.reduce((total, row) => total + row, 0) + train.length;
    last = performance.now();
  }
  console.log(JSON.stringify({ seconds, sum }));
}

const SKLEARN = `
import json, os, sys, time
import numpy as np
import sklearn.model_selection as m
splitter, shuffle, folder = sys.argv[1:]
y = np.fromfile(os.path.join(folder, 'labels'), np.int32)
groups = np.fromfile(os.path.join(folder, 'groups'), np.int32)
options = {'shuffle': True, 'random_state': 1} if shuffle == 'true' else {}
start = last = time.perf_counter()
seconds, total = 0.0, 0
for fold, (train, test) in enumerate(getattr(m, splitter)(10, **options).split(y, y, groups), 1):
    seconds += time.perf_counter() - last
    total += fold * int(test.sum()) + len(train)
    last = time.perf_counter()
print(json.dumps({'seconds': seconds, 'sum': total}))
`;

async function compare() {
  const folder = await mkdtemp(join(tmpdir(), 'occam-bench-'));
  const python = process.env.PYTHON ?? 'python3';
  try {
    await write(join(folder, 'labels'), CLASSES);
    await write(join(folder, 'groups'), GROUPS);
    console.log(`10 folds of ${ROWS} rows, ${CLASSES} classes, ${GROUPS} groups`);
    for (const { splitter, shuffle } of CASES) {
      const args = [splitter, String(shuffle), folder];
      const ours = [];
      const theirs = [];
      for (let run = 0; run < RUNS; run++) {
        ours.push(execute(process.execPath, [fileURLToPath(import.meta.url), 'time', ...args]));
        theirs.push(execute(python, ['-c', SKLEARN, ...args]));
      }
      const [here, there] = [median(ours), median(theirs)];
      console.log(
        `${splitter}${shuffle ? ', shuffled' : ''}: Occam ${here.toFixed(2)} s, ` +
          `scikit-learn ${there.toFixed(2)} s, ratio ${(here / there).toFixed(2)}`,
      );
      if (!shuffle && ours[0].sum !== theirs[0].sum) {
        throw new Error(`the folds differ: sum ${ours[0].sum} here, ${theirs[0].sum} there`);
      }
      if (here > there) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function execute(command, args) {
  return JSON.parse(execFileSync(command, args));
}

function median(runs) {
  return runs.map(({ seconds }) => seconds).sort((a, b) => a - b)[runs.length >> 1];
}

/** Writes random int32 numbers below a limit. */
async function write(path, limit) {
  const values = new Int32Array(ROWS);
  let state = 1;
  for (let row = 0; row < ROWS; row++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[row] = Math.floor((state / 2 ** 32) * limit);
  }
  await writeFile(path, values);
}

if (process.argv[2] === 'time')
  await time(process.argv[3], process.argv[4] === 'true', process.argv[5]);
else await compare();
