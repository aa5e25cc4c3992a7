/**
 * Shows why hidden layers are normalized: five layers of 100 sigmoid units on MNIST, plain and with each normalization before each
 * activation (Ioffe, Szegedy: Batch Normalization, 2015, figure 1, which has three such layers).
 *
 *     pnpm build && pnpm bench normalization --data mnist [--seeds 3] [--epochs 10] [--only batch,layer]
 *
 * All 60,000 training images, pixels / 255; 784-100-100-100-100-100-10, Glorot uniform; plain SGD, the same learning rate for all,
 * batches of 60 as in the paper, so that an epoch has 1,000 steps; no regularization, nothing tuned for one of them. A seed
 * decides initial weights and order. Each column is the accuracy on the whole test file after so many steps, as the network
 * predicts then (batch normalization by its running statistics): mean ± standard deviation over the seeds, in percent.
 *
 * Of ten epochs or more (ten is the default), the run fails if the plain network learns more than a quarter within 5,000 steps, or if
 * batch normalization does not reach 95 % within 10,000.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { useBackend } from '../packages/backend/dist/index.js';
import { fashionMnist, mnist } from '../packages/datasets/dist/index.js';
import { mean, standardDeviation } from '../packages/evaluation/dist/index.js';
import { register } from '../packages/normalization/dist/index.js';
import { createRecipe, train } from '../packages/training/dist/index.js';
import { table, writeResults } from './shared/report.js';

const DATA = { mnist, 'fashion-mnist': fashionMnist };
const PROTOCOL = { hidden: [100, 100, 100, 100, 100], batch: 60, learningRate: 0.1 };
const COLUMNS = [1, 2, 5, 10, 20, 50];

/** What stands before each activation: the class name in a recipe, and options. */
const NORMALIZATIONS = {
  none: undefined,
  batchNormalization: { className: 'OccamBatchNormalization', config: {} },
  batchRenormalization: { className: 'OccamBatchRenormalization', config: {} },
  layerNormalization: { className: 'OccamLayerNormalization', config: {} },
  rmsNormalization: { className: 'OccamRMSNormalization', config: {} },
  'groupNormalization, 10 groups': { className: 'OccamGroupNormalization', config: { groups: 10 } },
  unitNormalization: { className: 'OccamUnitNormalization', config: {} },
};

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'mnist' },
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
  },
});
if (!Object.hasOwn(DATA, options.data)) {
  console.error(`--data must be one of ${Object.keys(DATA).join(', ')}, not '${options.data}'`);
  process.exit(2);
}
for (const name of ['seeds', 'epochs']) {
  if (!/^[1-9]\d*$/.test(options[name])) {
    console.error(`--${name} must be a whole number from 1, as 3, not '${options[name]}'`);
    process.exit(2);
  }
}
const [seeds, epochs] = [Number(options.seeds), Number(options.epochs)];
const wanted = options.only.toLowerCase().split(',').filter(Boolean);
const names = Object.keys(NORMALIZATIONS).filter(
  (name) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
);

// tfjs advertises tfjs-node on the console otherwise.
createRequire(new URL('../packages/training/package.json', import.meta.url))(
  '@tensorflow/tfjs',
).enableProdMode();
const backend = await useBackend('wasm');
register();
const load = DATA[options.data];
const [training, test] = [await load(), await load({ subset: 'test' })];
const runs = Object.fromEntries(names.map((name) => [name, []]));
for (let seed = 0; seed < seeds; seed++) {
  for (const name of names) {
    runs[name].push(await run(NORMALIZATIONS[name], seed));
    process.stderr.write(`${name}, seed ${seed} done\n`);
  }
}
const file = writeResults(`normalization-${options.data}`, {
  protocol: { ...PROTOCOL, epochs },
  normalizations: NORMALIZATIONS,
  runs,
});
report();
console.log(`\nNode ${process.versions.node}, ${backend.simd}, fused engine; ${file}`);
check();

/** The network with a normalization, or none, before each activation. */
function topology(normalization) {
  const layers = PROTOCOL.hidden.flatMap((units, i) => [
    dense(`hidden${i + 1}`, units, 'linear'),
    ...(normalization
      ? [
          {
            className: normalization.className,
            config: { name: `normalization${i + 1}`, ...normalization.config },
          },
        ]
      : []),
    { className: 'Activation', config: { name: `activation${i + 1}`, activation: 'sigmoid' } },
  ]);
  layers[0].config.batchInputShape = [null, ...training.x.shape.slice(1)];
  layers.push(dense('output', 10, 'softmax'));
  return { className: 'Sequential', config: { name: 'deep', layers } };
}

function dense(name, units, activation) {
  return {
    className: 'Dense',
    config: { name, units, activation, kernelInitializer: 'glorotUniform' },
  };
}

/** The test accuracy after each epoch, and the processor's seconds for all, testing included. */
async function run(normalization, seed) {
  const recipe = createRecipe({
    model: { topology: topology(normalization) },
    uses: ['@occam/normalization'],
    optimizer: { name: 'sgd', learningRate: PROTOCOL.learningRate },
    fit: { epochs, batchSize: PROTOCOL.batch },
  });
  const start = process.cpuUsage();
  const result = await train(recipe, training, { seed, validation: test, engine: 'fused' });
  const { user, system } = process.cpuUsage(start);
  const { val_acc: accuracies } = result.history;
  result.dispose();
  return { accuracies, seconds: (user + system) / 1e6 };
}

function report() {
  const columns = COLUMNS.filter((epoch) => epoch <= epochs);
  const steps = columns.map((epoch) => `${epoch},000 steps`);
  const rows = names.map((name) => [
    name,
    ...columns.map((epoch) => spread(runs[name].map(({ accuracies }) => accuracies[epoch - 1]))),
  ]);
  console.log(`\n${options.data}, test accuracy in percent, seeds: ${seeds}\n`);
  console.log(table(['before each sigmoid', ...steps], rows));
}

function spread(shares) {
  const points = (share) => (100 * share).toFixed(2);
  return shares.length > 1
    ? `${points(mean(shares))} ± ${points(standardDeviation(shares))}`
    : points(shares[0]);
}

function check() {
  if (epochs < 10) return;
  const best = (name, steps) =>
    runs[name]?.map(({ accuracies }) => Math.max(...accuracies.slice(0, steps)));
  const plain = best('none', 5);
  if (plain && Math.max(...plain) > 0.25) fail('the plain network does not stall');
  const batch = best('batchNormalization', 10);
  if (batch && Math.min(...batch) < 0.95) fail('batch normalization does not reach 95 %');
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
