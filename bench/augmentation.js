/**
 * Measures what augmentation brings where data are scarce, beside none.
 *
 *     pnpm build && pnpm bench augmentation --data mnist [--size 1000] [--seeds 5] [--epochs 150] [--validate]
 *
 * The first 1,000 training images, pixels / 255; 784-256-10, ReLU, Glorot uniform; Adam 1e-3, batches of 32, the same number of
 * epochs for all, no validation rows; the whole test file. A seed decides initial weights, order and variants; each pipeline meets
 * the same seeds. The strengths are those of the command line's preset `digits`; --validate scores rows 10,000 … 19,999 of the
 * training file in the place of the test file, for whoever wants to choose others.
 *
 * "error cut" is the share of the test error of `none` with the same seed that is gone, its mean over the seeds and its 95 % interval
 * by Student's t. It speaks about other seeds on these training images, not about other images. The time is that of the processor.
 *
 * With five seeds or more, it fails if affine + elastic cuts the error by less than a third.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { augment, elastic, randomAffine } from '../packages/augmentation/dist/index.js';
import { useBackend } from '../packages/backend/dist/index.js';
import { fashionMnist, mnist } from '../packages/datasets/dist/index.js';
import {
  accuracy,
  mean,
  standardDeviation,
  studentTQuantile,
} from '../packages/evaluation/dist/index.js';
import { createRecipe, mlp, train } from '../packages/training/dist/index.js';
import { table, writeResults } from './shared/report.js';

const DATA = { mnist, 'fashion-mnist': fashionMnist };
/** How much of the error must go. */
const TARGET = 1 / 3;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'mnist' },
    size: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '150' },
    validate: { type: 'boolean', default: false },
  },
});
if (!Object.hasOwn(DATA, options.data)) {
  console.error(`--data must be one of ${Object.keys(DATA).join(', ')}, not '${options.data}'`);
  process.exit(2);
}
for (const name of ['size', 'seeds', 'epochs']) {
  if (!/^[1-9]\d*$/.test(options[name])) {
    console.error(`--${name} must be a whole number from 1, not '${options[name]}'`);
    process.exit(2);
  }
}
const [size, seeds, epochs] = ['size', 'seeds', 'epochs'].map((name) => Number(options[name]));

const fill = { fillMode: 'constant' };
const affine = randomAffine({ degrees: 10, translation: 0.08, scale: 0.1, shear: 10, ...fill });
const waves = elastic({ alpha: 34, sigma: 4, ...fill });
const images = { imageShape: [28, 28, 1] };
const PIPELINES = {
  none: undefined,
  affine: augment([affine], images),
  elastic: augment([waves], images),
  'affine + elastic': augment([affine, waves], images),
};

// tfjs advertises tfjs-node on the console otherwise.
createRequire(new URL('../packages/training/package.json', import.meta.url))(
  '@tensorflow/tfjs',
).enableProdMode();
const backend = await useBackend('wasm');
const all = await DATA[options.data]();
const rows = (from, length) => all.select(Int32Array.from({ length }, (_, i) => from + i));
const training = rows(0, size);
const test = options.validate ? rows(10_000, 10_000) : await DATA[options.data]({ subset: 'test' });

const recipe = createRecipe({
  model: mlp({ hidden: [256] }),
  optimizer: { name: 'adam', learningRate: 1e-3 },
  fit: { epochs, batchSize: 32 },
});
const runs = Object.fromEntries(Object.keys(PIPELINES).map((name) => [name, []]));
for (let seed = 0; seed < seeds; seed++) {
  for (const [name, pipeline] of Object.entries(PIPELINES))
    runs[name].push(await run(pipeline, seed));
  process.stderr.write(`seed ${seed} done\n`);
}
report();

/** Trains and measures one network. */
async function run(pipeline, seed) {
  const start = process.cpuUsage();
  const result = await train(recipe, training, { seed, augment: pipeline, engine: 'fused' });
  const { user, system } = process.cpuUsage(start);
  const error = async ({ x, y }) => 1 - accuracy(y.data, (await result.predict(x)).data);
  const measured = { train: await error(training), test: await error(test) };
  result.dispose();
  return { ...measured, seconds: (user + system) / 1e6 };
}

function report() {
  const column = (name, key) => runs[name].map((one) => one[key]);
  const plain = column('none', 'test');
  const lines = Object.keys(runs).map((name) => {
    const errors = column(name, 'test');
    return [
      name,
      spread(errors),
      name === 'none' ? '–' : cutCell(errors.map((error, i) => 1 - error / plain[i])),
      percent(mean(column(name, 'train'))),
      mean(column(name, 'seconds')).toFixed(1),
    ];
  });
  const scored = options.validate ? 'validation' : 'test';
  console.log(`\n${size} images, ${epochs} epochs, ${seeds} seeds\n`);
  console.log(
    table(['pipeline', `${scored} error, %`, 'error cut, %', 'train error, %', 'time, s'], lines),
  );
  const name = `augmentation-${options.data}-${size}${options.validate ? '-validate' : ''}`;
  const pipelines = Object.fromEntries(
    Object.entries(PIPELINES).map(([key, pipeline]) => [key, pipeline?.toJSON() ?? null]),
  );
  const file = writeResults(name, { recipe, pipelines, runs });
  console.log(`\nNode ${process.versions.node}, ${backend.simd}; ${file}`);
  const cut = mean(column('affine + elastic', 'test').map((error, i) => 1 - error / plain[i]));
  if (seeds >= 5 && cut < TARGET) {
    console.error(`affine + elastic cuts the error by ${percent(cut)} %, less than a third`);
    process.exitCode = 1;
  }
}

/** The mean of the cuts with its interval. */
function cutCell(cuts) {
  const n = cuts.length;
  const center = mean(cuts);
  if (n === 1) return percent(center);
  const half = (studentTQuantile(0.975, n - 1) * standardDeviation(cuts)) / Math.sqrt(n);
  return `${percent(center)} (${percent(center - half)} … ${percent(center + half)})`;
}

function percent(share) {
  return (100 * share).toFixed(2);
}

function spread(values) {
  return values.length > 1
    ? `${percent(mean(values))} ± ${percent(standardDeviation(values))}`
    : percent(mean(values));
}
