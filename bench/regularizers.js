/**
 * Measures what each regularizer brings where data are scarce, beside none, and whether PyTorch finds the same.
 *
 *     pnpm build && pnpm bench regularizers --data mnist [--sizes 1000,5000] [--seeds 10] [--first-seed 0] \
 *         [--only dropout,SAM] [--no-torch] [--report]
 *
 * The first 1,000 or 5,000 training images, pixels / 255; 784-128-10, ReLU, Glorot uniform; Adam 1e-3, batches of 32; a stratified
 * fifth of the rows held out for validation, early stopping on its plain cross-entropy with patience 5, best weights restored; the
 * whole test file. A seed decides the held-out rows, initial weights, order and masks; each technique meets the same seeds.
 *
 * "difference" is the mean over the seeds of the test accuracy minus that of `none` with the same seed, in points of a percent, with
 * its 95 % interval by Student's t on these differences. It speaks about other seeds on these training images, not about other
 * images; and of twenty techniques without any effect, about one has an interval without 0. "gap" is the accuracy on the rows
 * trained on minus that on the test file; the time is that of the processor.
 *
 * PyTorch runs six of them by the same protocol, on the same rows, where python3 (or what OCCAM_PYTHON names) has it. With five
 * seeds or more, the run fails if a mean accuracy differs from PyTorch's by more than the seeds' standard deviation.
 *
 * Results are written after each seed. Several processes can share the seeds by --first-seed; --report then trains nothing and prints
 * the tables of all that bench/.results holds of these sizes. Remove the results of other versions first.
 *
 *     pnpm bench regularizers --cost [--rounds 9]
 *
 * Measures what each costs a training step instead: see shared/regularizerCosts.js.
 */
import { createRequire } from 'node:module';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useBackend } from '../packages/backend/dist/index.js';
import { fashionMnist, mnist } from '../packages/datasets/dist/index.js';
import { accuracy } from '../packages/evaluation/dist/index.js';
import { register } from '../packages/regularizers/dist/index.js';
import { trainTestSplit } from '../packages/split/dist/index.js';
import { createRecipe, mlp, train } from '../packages/training/dist/index.js';
import { startPython } from './shared/python.js';
import { measureCosts } from './shared/regularizerCosts.js';
import { writeResults } from './shared/report.js';
import { reportTechniques } from './shared/techniqueReport.js';
import { TECHNIQUES } from './shared/techniques.js';

const DATA = { mnist, 'fashion-mnist': fashionMnist };
const PROTOCOL = { batch: 32, patience: 5, epochs: 200 };

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    data: { type: 'string', default: 'mnist' },
    sizes: { type: 'string', default: '1000,5000' },
    seeds: { type: 'string', default: '10' },
    'first-seed': { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    torch: { type: 'boolean', default: true },
    report: { type: 'boolean', default: false },
    cost: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
  },
});
if (!Object.hasOwn(DATA, options.data)) {
  console.error(`--data must be one of ${Object.keys(DATA).join(', ')}, not '${options.data}'`);
  process.exit(2);
}
for (const name of ['sizes', 'seeds', 'first-seed', 'rounds']) {
  if (!/^\d+(,\d+)*$/.test(options[name])) {
    console.error(
      `--${name} must be a whole number, as ${name === 'sizes' ? '1000,5000' : 10}, not '${options[name]}'`,
    );
    process.exit(2);
  }
}
const wanted = options.only.toLowerCase().split(',').filter(Boolean);
const names = Object.keys(TECHNIQUES).filter(
  (name) =>
    name === 'none' ||
    wanted.length === 0 ||
    wanted.some((part) => name.toLowerCase().includes(part)),
);

// tfjs advertises tfjs-node on the console otherwise.
createRequire(new URL('../packages/training/package.json', import.meta.url))(
  '@tensorflow/tfjs',
).enableProdMode();
const backend = await useBackend('wasm');
register();
if (options.report) {
  for (const size of options.sizes.split(',')) reportTechniques(size, writtenRuns(size));
} else if (options.cost) {
  await measureCosts({ rounds: Number(options.rounds), wanted, variant: backend.simd });
} else {
  await compareTechniques();
}

async function compareTechniques() {
  const sizes = options.sizes.split(',').map(Number);
  const [from, seeds] = [Number(options['first-seed']), Number(options.seeds)];
  const load = DATA[options.data];
  const [all, test] = [await load(), await load({ subset: 'test' })];
  const folder = mkdtempSync(join(tmpdir(), 'occam-bench-'));
  const python = options.torch
    ? await startPython(new URL('regularizers.py', import.meta.url))
    : undefined;
  const torch = python?.libraries['torch'];
  if (torch) writeRows(folder, 'test', test);
  try {
    for (const size of sizes) {
      const data = all.select(Int32Array.from({ length: size }, (_, i) => i));
      if (torch) writeRows(folder, `train${size}`, data);
      const runs = Object.fromEntries(names.map((name) => [name, { ours: [], torch: [] }]));
      let file;
      for (let seed = from; seed < from + seeds; seed++) {
        const fold = trainTestSplit(size, { testSize: 0.2, stratify: data.y.data, seed });
        for (const name of names) {
          runs[name].ours.push(await runOurs(TECHNIQUES[name], data, fold, test, seed));
          const technique = TECHNIQUES[name].torch;
          if (!torch || !technique) continue;
          const rows = { training: Array.from(fold.train), validation: Array.from(fold.test) };
          runs[name].torch.push(
            await python.ask({ technique, seed, folder, size, ...rows, ...PROTOCOL }),
          );
        }
        const how = { protocol: PROTOCOL, techniques: TECHNIQUES, torch: torch ?? null };
        file = writeResults(`regularizers-${options.data}-${size}-${from}`, { ...how, runs });
        process.stderr.write(`${size} images, seed ${seed} done\n`);
      }
      reportTechniques(size, runs);
      console.log(
        `\nNode ${process.versions.node}, ${backend.simd}; PyTorch ${torch ?? 'not found'}; ${file}`,
      );
    }
  } finally {
    python?.close();
    rmSync(folder, { recursive: true });
  }
}

/** The runs of all result files of a size, by their first seed. */
function writtenRuns(size) {
  const start = `regularizers-${options.data}-${size}-`;
  const folder = new URL('.results/', import.meta.url);
  const seedOf = (file) => Number(file.slice(start.length, -'.json'.length));
  const files = readdirSync(folder).filter((file) => file.startsWith(start));
  const all = {};
  for (const file of files.toSorted((a, b) => seedOf(a) - seedOf(b))) {
    const { runs } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    for (const [name, { ours, torch }] of Object.entries(runs)) {
      all[name] ??= { ours: [], torch: [] };
      all[name].ours.push(...ours);
      all[name].torch.push(...torch);
    }
  }
  if (files.length === 0)
    throw new Error(`there are no results of ${size} images: run without --report first`);
  return all;
}

/** Trains and measures one network. */
async function runOurs({ model, objective, optimizer }, data, fold, test, seed) {
  const { batch, patience, epochs } = PROTOCOL;
  const recipe = createRecipe({
    model: mlp({ hidden: [128], ...model }),
    objective,
    optimizer: optimizer ?? { name: 'adam', learningRate: 1e-3 },
    fit: { epochs, batchSize: batch, earlyStopping: { patience } },
  });
  const [training, validation] = [data.select(fold.train), data.select(fold.test)];
  const start = process.cpuUsage();
  const result = await train(recipe, training, { seed, validation, engine: 'fused' });
  const { user, system } = process.cpuUsage(start);
  const score = async ({ x, y }) => accuracy(y.data, (await result.predict(x)).data);
  const measured = { train: await score(training), test: await score(test) };
  result.dispose();
  return { ...measured, epochs: result.epochs, seconds: (user + system) / 1e6 };
}

/** The images and labels for PyTorch. */
function writeRows(folder, name, { x, y }) {
  writeFileSync(join(folder, `${name}.x`), x.data);
  writeFileSync(join(folder, `${name}.y`), y.data);
}
