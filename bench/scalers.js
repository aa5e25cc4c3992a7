/**
 * Measures what scaling a million rows × 30 columns takes, against scikit-learn on the same float32 rows: StandardScaler may not
 * take longer.
 *
 *     pnpm build && PYTHON=python3 pnpm bench scalers
 *
 * Each time is of `fit` and `transform` together, in a process that has done both once before on a few rows; the median of
 * the runs, ours and scikit-learn's in turn. What comes out must be the same: sums of it are compared. PowerTransformer gets
 * a tenth of the rows, its search takes both too long. `--rows n` takes another number of rows, `--only Name` one scaler.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COLUMNS = 30;
const RUNS = 3;
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const ROWS = Number(option('--rows') ?? 1_000_000);

/** Our scaler, scikit-learn's, the share of the rows, and how far sums of the output may differ. */
const CASES = [
  { ours: 'StandardScaler', theirs: 'preprocessing.StandardScaler()' },
  { ours: 'MinMaxScaler', theirs: 'preprocessing.MinMaxScaler()' },
  { ours: 'MaxAbsScaler', theirs: 'preprocessing.MaxAbsScaler()' },
  { ours: 'RobustScaler', theirs: 'preprocessing.RobustScaler()' },
  // Other rows are sampled.
  {
    ours: 'QuantileTransformer',
    theirs: 'preprocessing.QuantileTransformer(random_state=0)',
    tolerance: 0.01,
  },
  { ours: 'PowerTransformer', theirs: 'preprocessing.PowerTransformer()', share: 0.1 },
  { ours: 'RowNormalizer', theirs: 'preprocessing.Normalizer()' },
  // The sign of a component is a convention, so squares are compared.
  { ours: 'Whitening', theirs: 'decomposition.PCA(whiten=True)' },
];

/** Times one scaler here and prints its seconds and the sum of squares of what comes out. */
async function time(name, rows, folder) {
  const scalers = await import('../packages/normalization/dist/index.js');
  const data = new Float32Array((await readFile(join(folder, 'x'))).buffer).subarray(
    0,
    rows * COLUMNS,
  );
  const warm = { data: data.slice(0, 2000 * COLUMNS), shape: [2000, COLUMNS] };
  for (let i = 0; i < 3; i++) new scalers[name]().fit(warm).transform(warm);
  const x = { data, shape: [rows, COLUMNS] };
  const start = performance.now();
  const z = new scalers[name]().fit(x).transform(x);
  const seconds = (performance.now() - start) / 1000;
  let sum = 0;
  for (const value of z.data) sum += value * value;
  console.log(JSON.stringify({ seconds, sum }));
}

const SKLEARN = `
import json, os, sys, time
import numpy as np
from sklearn import decomposition, preprocessing
make, rows, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
x = np.fromfile(os.path.join(folder, 'x'), np.float32).reshape(-1, ${COLUMNS})[:rows]
scaler = lambda: eval(make)
scaler().fit(x[:2000]).transform(x[:2000])
start = time.perf_counter()
z = scaler().fit(x).transform(x)
seconds = time.perf_counter() - start
print(json.dumps({'seconds': seconds, 'sum': float(np.square(z, dtype=np.float64).sum())}))
`;

async function compare() {
  const folder = await mkdtemp(join(tmpdir(), 'occam-bench-'));
  const python = process.env.PYTHON ?? 'python3';
  try {
    await write(join(folder, 'x'));
    console.log(`${ROWS} rows × ${COLUMNS} columns, float32, fit and transform`);
    for (const { ours, theirs, share = 1, tolerance = 1e-3 } of CASES) {
      if (option('--only') && option('--only') !== ours) continue;
      const rows = String(Math.round(ROWS * share));
      const here = [];
      const there = [];
      for (let run = 0; run < RUNS; run++) {
        here.push(
          execute(process.execPath, [fileURLToPath(import.meta.url), 'time', ours, rows, folder]),
        );
        there.push(execute(python, ['-c', SKLEARN, theirs, rows, folder]));
      }
      const [mine, other] = [median(here), median(there)];
      console.log(
        `${ours}${share === 1 ? '' : ` of ${rows} rows`}: Occam ${mine.toFixed(2)} s, ` +
          `scikit-learn ${other.toFixed(2)} s, ratio ${(mine / other).toFixed(2)}`,
      );
      const [a, b] = [here[0].sum, there[0].sum];
      if (!(Math.abs(a - b) <= tolerance * Math.abs(b))) {
        throw new Error(`the rows differ: sum of squares ${a} here, ${b} there`);
      }
      if (ours === 'StandardScaler' && mine > other) process.exitCode = 1;
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

/** Writes rows whose columns differ in offset, spread and skewness. */
async function write(path) {
  const values = new Float32Array(ROWS * COLUMNS);
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < values.length; i++) {
    const column = i % COLUMNS;
    const bell = uniform() + uniform() + uniform() - 1.5;
    values[i] = (column % 3 === 0 ? Math.exp(2 * bell) : bell * (1 + column)) + column / 10;
  }
  await writeFile(path, values);
}

if (process.argv[2] === 'time')
  await time(process.argv[3], Number(process.argv[4]), process.argv[5]);
else await compare();
