/**
 * Measures a training step of MLPs 784-h-h-10 (ReLU, softmax cross-entropy, Adam): plain tfjs' `model.fit` on WASM, the same
 * with our kernels under it, and `fit` on the fused engine; PyTorch and scikit-learn on one thread where python3 has them. And
 * of a small CNN: `model.fit` on tfjs' cpu backend and on the accelerated WASM one, since plain WASM cannot train it.
 *
 *     pnpm build && pnpm bench fit [--node24] [--rounds 5] [--simd simd128]
 *
 * All in one run, taking turns, in processor time, so that a busy machine distorts no ratio. "floor" is what the fused step may
 * take: its matrix products (measured alone, in this run) divided by 0.8, plus Adam's pass over memory. Writes
 * bench/.results/fit-node<version>.json.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accelerateWasm, kernelModuleFor, restoreWasm } from '../packages/backend/dist/index.js';
import { fit } from '../packages/training/dist/index.js';
import { measure } from './shared/measure.js';
import { runUnderNode24 } from './shared/node24.js';
import { startPython } from './shared/python.js';
import { table, writeResults } from './shared/report.js';

const { values: options } = parseArgs({
  options: {
    node24: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    simd: { type: 'string', default: 'auto' },
  },
});
if (options.node24) {
  const rest = ['--rounds', options.rounds, '--simd', options.simd];
  process.exit(runUnderNode24(fileURLToPath(import.meta.url), rest));
}

const require = createRequire(new URL('../packages/training/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
const ROUNDS = Number(options.rounds);
// Steps an epoch for tfjs, which is slow, and for the others.
const SHAPES = [
  { hidden: 32, batch: 32, steps: [50, 100] },
  { hidden: 128, batch: 32, steps: [30, 100] },
  { hidden: 128, batch: 128, steps: [15, 50] },
  { hidden: 512, batch: 128, steps: [4, 20] },
  { hidden: 1024, batch: 256, steps: [2, 5] },
];

let state = 1;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

function data(rows) {
  const x = Float32Array.from({ length: rows * 784 }, random);
  return { x, y: Int32Array.from({ length: rows }, () => 10 * random()) };
}

function network(hidden) {
  const dense = (units, activation, more = {}) => tf.layers.dense({ units, activation, ...more });
  return tf.sequential({
    layers: [
      dense(hidden, 'relu', { inputShape: [784] }),
      dense(hidden, 'relu'),
      dense(10, 'softmax'),
    ],
  });
}

function convolutions() {
  const conv2d = (filters, more = {}) =>
    tf.layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...more });
  const pool = () => tf.layers.maxPooling2d({ poolSize: 2 });
  return tf.sequential({
    layers: [
      tf.layers.reshape({ targetShape: [28, 28, 1], inputShape: [784] }),
      conv2d(8),
      pool(),
      conv2d(16),
      pool(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds of processor time a step of the epochs after the first, by what is pushed at each epoch's end. */
const perStep = (ends, steps) => (ends.at(-1) - ends[0]) / (ends.length - 1) / steps;

/** tfjs' own model.fit, on whichever backend and kernels there are. */
function tfjsTask(model, batch, steps, epochs) {
  const { x, y } = data(batch * steps);
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return async () => {
    const inputs = tf.tensor2d(x, [batch * steps, 784]);
    const targets = tf.oneHot(tf.tensor1d(y, 'int32'), 10).toFloat();
    const ends = [];
    const callbacks = { onEpochEnd: () => void ends.push(processor()) };
    await model.fit(inputs, targets, { epochs, batchSize: batch, verbose: 0, callbacks });
    tf.dispose([inputs, targets]);
    return perStep(ends, steps);
  };
}

/** Our fit on the fused engine. */
function fusedTask(model, batch, steps, epochs) {
  const { x, y } = data(batch * steps);
  const rows = { data: x, shape: [batch * steps, 784] };
  return async () => {
    const ends = [];
    await fit(
      model,
      { x: rows, y: { data: y, shape: [batch * steps] }, task: 'classification' },
      {
        epochs,
        batchSize: batch,
        engine: 'fused',
        callbacks: [{ onEpochEnd: () => void ends.push(processor()) }],
      },
    );
    return perStep(ends, steps);
  };
}

/** The matrix products of a step and Adam's pass, each alone, in milliseconds. */
function floorOf(kernels, malloc, free, hidden, batch) {
  const sizes = [784, hidden, hidden, 10];
  const largest = Math.max(784 * hidden, hidden * hidden, batch * 784, batch * hidden);
  const [a, b, c, d] = [0, 1, 2, 3].map(() => malloc(4 * largest));
  const scratch = malloc(1 << 23);
  const tasks = {};
  for (let l = 0; l < 3; l++) {
    const [m, n, k] = [batch, sizes[l + 1], sizes[l]];
    tasks[`${l} forward`] = () => kernels.gemm(0, 0, m, n, k, a, k, b, n, c, n, 0, 0, 0, scratch);
    tasks[`${l} weights`] = () => kernels.gemm(1, 0, k, n, m, a, k, b, n, c, n, 0, 0, 0, scratch);
    if (l > 0)
      tasks[`${l} inputs`] = () => kernels.gemm(0, 1, m, k, n, a, n, b, n, c, k, 0, 0, 0, scratch);
    tasks[`${l} adam`] = () =>
      kernels.adamStep(k * n, a, b, c, d, 0.9, 0.1, 0.999, 0.001, 1, 1e-8, 1, 1e-3, 0, 0);
  }
  const times = measure(tasks, { rounds: 5, warmUp: 100 });
  for (const block of [a, b, c, d, scratch]) free(block);
  let [products, adam] = [0, 0];
  for (const [name, { median }] of times) {
    if (name.endsWith('adam')) adam += median / 1000;
    else products += median / 1000;
  }
  return { products, adam };
}

const summary = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return { median: at(0.5), low: at(0), high: at(1) };
};

// tfjs advertises tfjs-node on the console otherwise.
tf.enableProdMode();
await tf.setBackend('wasm');
const python = await startPython(new URL('shared/fit.py', import.meta.url));
const variant = accelerateWasm({ simd: options.simd });
const accelerate = () => accelerateWasm({ simd: options.simd });
const { exports: kernels, malloc, free } = kernelModuleFor(tf.backend(), variant);
const results = [];

for (const shape of SHAPES) {
  const { hidden, batch, steps } = shape;
  const models = [0, 1, 2].map(() => network(hidden));
  const tasks = {
    plain: tfjsTask(models[0], batch, steps[0], 2),
    accelerated: tfjsTask(models[1], batch, steps[1], 2),
    fused: fusedTask(models[2], batch, steps[1], 4),
  };
  const times = {};
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      if (name === 'plain') restoreWasm();
      else accelerate();
      const time = await task();
      if (round > 0) (times[name] ??= []).push(time);
    }
    for (const library of Object.keys(python?.libraries ?? {})) {
      const time = await python.ask({ library, hidden, batch, steps: steps[1] });
      if (round > 0) (times[library] ??= []).push(time);
    }
  }
  const floor = floorOf(kernels, malloc, free, hidden, batch);
  const measured = Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, summary(all)]),
  );
  results.push({ hidden, batch, ...measured, floor });
  for (const model of models) model.dispose();
  process.stderr.write(`${hidden}, ${batch} done\n`);
}

const cnn = { cpu: [], accelerated: [] };
accelerate();
const cnnTasks = {
  cpu: tfjsTask(convolutions(), 32, 2, 2),
  accelerated: tfjsTask(convolutions(), 32, 10, 2),
};
for (let round = 0; round <= Math.min(ROUNDS, 3); round++) {
  for (const [name, task] of Object.entries(cnnTasks)) {
    await tf.setBackend(name === 'cpu' ? 'cpu' : 'wasm');
    const time = await task();
    if (round > 0) cnn[name].push(time);
  }
}
python?.close();

const figure = (value) => (value < 1 ? value.toFixed(3) : value.toPrecision(3));
const time = (one) =>
  one ? `${figure(one.median)} (${figure(one.low)}–${figure(one.high)})` : '–';
const ratio = (a, b) => (a && b ? (a.median / b.median).toFixed(2) : '–');
console.log(
  `Node ${process.versions.node}, ${variant}, milliseconds a step: median (lowest–highest) of ${ROUNDS} rounds\n`,
);
console.log(
  table(
    ['h, batch', 'tfjs WASM', 'accelerated', 'fused', 'floor', 'PyTorch', 'scikit-learn'],
    results.map(({ hidden, batch, plain, accelerated, fused, floor, torch, sklearn }) => [
      `${hidden}, ${batch}`,
      ...[plain, accelerated, fused].map(time),
      figure(floor.products / 0.8 + floor.adam),
      ...[torch, sklearn].map(time),
    ]),
  ),
);
console.log();
console.log(
  table(
    [
      'ratio',
      'fused over tfjs',
      'accelerated over tfjs',
      'fused time / floor',
      'fused time / PyTorch',
    ],
    results.map(({ hidden, batch, plain, accelerated, fused, floor, torch }) => [
      `${hidden}, ${batch}`,
      ratio(plain, fused),
      ratio(plain, accelerated),
      (fused.median / (floor.products / 0.8 + floor.adam)).toFixed(2),
      ratio(fused, torch),
    ]),
  ),
);
const small = { cpu: summary(cnn.cpu), accelerated: summary(cnn.accelerated) };
console.log(
  `\nCNN, batch 32: cpu ${time(small.cpu)}, accelerated WASM ${time(small.accelerated)}, ` +
    `ratio ${ratio(small.cpu, small.accelerated)}`,
);
const major = process.versions.node.split('.')[0];
console.log(
  `\n${writeResults(`fit-node${major}`, { variant, rounds: ROUNDS, python: python?.libraries ?? {}, results, cnn: small })}`,
);
