/**
 * Measures how long loadCsv takes for 100,000 rows × 50 columns of numbers, and how much resident memory it
 * needs, against two limits: 3 s or twice pandas' time, whichever is longer, and six times the Float32 data.
 *
 *     pnpm build && node bench/csv.js
 *
 * Each figure is of a fresh process: its peak resident memory less what it had before the call. pandas is
 * compared where `python3` has it; the numbers are written with 6 and with 17 significant digits.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROWS = 100_000;
const COLUMNS = 50;
const RUNS = 3;

async function load(path) {
  const { loadCsv } = await import('../packages/datasets/dist/index.js');
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const data = await loadCsv(path, { target: 'target' });
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  const sum = data.x.data.reduce((total, value) => total + value, 0);
  console.log(JSON.stringify({ seconds, megabytes: peak / 1e6, sum }));
}

const PANDAS = `
import json, resource, sys, time
import pandas
before = int(open('/proc/self/statm').read().split()[1]) * 4096
start = time.perf_counter()
data = pandas.read_csv(sys.argv[1])
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
total = float(data.drop(columns='target').to_numpy('float32').sum(dtype='float64'))
print(json.dumps({'seconds': seconds, 'megabytes': peak / 1e6, 'sum': total}))
`;

async function compare() {
  const folder = await mkdtemp(join(tmpdir(), 'occam-bench-'));
  const float32 = (ROWS * COLUMNS * 4) / 1e6;
  try {
    for (const digits of [6, 17]) {
      const path = join(folder, `digits-${digits}.csv`);
      await write(path, digits);
      const size = (await stat(path)).size / 1e6;
      const ours = median(process.execPath, [fileURLToPath(import.meta.url), 'load', path]);
      const pandas = median('python3', ['-c', PANDAS, path]);
      const limit = Math.max(3, 2 * (pandas?.seconds ?? 0));
      console.log(
        `${digits} digits, ${size.toFixed(0)} MB of text, ${float32} MB of Float32:\n` +
          `  loadCsv ${report(ours)} (limits ${limit.toFixed(2)} s, ${6 * float32} MB)\n` +
          `  pandas  ${pandas === undefined ? 'not there' : report(pandas)}`,
      );
      if (pandas !== undefined && Math.abs(ours.sum - pandas.sum) > 1e-3) {
        throw new Error(`the sums differ: ${ours.sum} here, ${pandas.sum} in pandas`);
      }
      if (ours.seconds > limit || ours.megabytes > 6 * float32) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function median(command, args) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    try {
      runs.push(JSON.parse(execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })));
    } catch (error) {
      if (command === 'python3') return undefined;
      throw error;
    }
  }
  const middle = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[RUNS >> 1];
  return { seconds: middle('seconds'), megabytes: middle('megabytes'), sum: runs[0].sum };
}

function report({ seconds, megabytes }) {
  return `${seconds.toFixed(2)} s, peak +${megabytes.toFixed(0)} MB`;
}

async function write(path, digits) {
  const file = createWriteStream(path);
  file.write(`${Array.from({ length: COLUMNS - 1 }, (_, c) => `feature ${c}`).join(',')},target\n`);
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.123456789) / 2 ** 32;
  };
  for (let row = 0; row < ROWS; row++) {
    const cells = Array.from({ length: COLUMNS }, () => {
      const value = (next() - 0.5) * 200;
      return digits === 17 ? String(value) : String(Number(value.toPrecision(digits)));
    });
    if (!file.write(`${cells.join(',')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

if (process.argv[2] === 'load') await load(process.argv[3]);
else await compare();
