/**
 * Measures what leaving out zeros brings: the products of a network 784-1024-1024-10 without them beside the accelerated dense
 * ones, alone and through tfjs' `model.predict`, and the files of both. And single layers of several sizes and shares of zeros: from
 * these comes the table in packages/pruning/src/sparse/sparseTable.ts.
 *
 *     pnpm build && pnpm bench sparse [--node24] [--simd simd128] [--rounds 15]
 *
 * Weights are drawn, and zeros fall anywhere: speed depends on neither. All in one process, taking turns, in processor time, so that
 * a busy machine distorts no ratio. Fails where the products or files miss their limit. Writes bench/.results/sparse.json.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accelerateWasm, kernelModuleFor } from '../packages/backend/dist/index.js';
import { sparsify } from '../packages/pruning/dist/index.js';
import { measure } from './shared/measure.js';
import { runUnderNode24 } from './shared/node24.js';
import { table, writeResults } from './shared/report.js';

const { values: options } = parseArgs({
  options: {
    node24: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    simd: { type: 'string', default: 'auto' },
  },
});
if (options.node24) {
  const rest = ['--rounds', options.rounds, '--simd', options.simd];
  process.exit(runUnderNode24(fileURLToPath(import.meta.url), rest));
}

const SIZES = [784, 1024, 1024, 10];
const BATCHES = [1, 32, 256];
// By the share of zeros: how many times as fast for a batch of 1 and of 32, and the share of the bytes.
const LIMITS = { 0.9: { 1: 2.5, 32: 3, bytes: 0.2 }, 0.95: { 1: 4, 32: 5, bytes: 0.2 } };
const LAYERS = [
  '64 64',
  '128 128',
  '256 256',
  '300 100',
  '784 32',
  '784 300',
  '1024 10',
  '1024 1024',
];
const SHARES = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95];

const require = createRequire(new URL('../packages/pruning/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');
const variant = accelerateWasm({ simd: options.simd });
const backend = tf.backend();
const { exports: kernels, malloc, free } = kernelModuleFor(backend, variant);
const address = (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset;
const rounds = Number(options.rounds);

/** A network of dense layers with ReLU of which a share of the weights is 0, and the same without the zeros. */
function networks(sizes, zeros) {
  const dense = tf.sequential();
  sizes.slice(1).forEach((units, i) => {
    const shape = i === 0 ? { inputShape: [sizes[0]] } : {};
    dense.add(tf.layers.dense({ units, activation: 'relu', ...shape }));
  });
  tf.tidy(() =>
    dense.setWeights(
      dense.getWeights().map((weight, seed) => {
        if (weight.rank === 1) return weight;
        const kept = tf.randomUniform(weight.shape, 0, 1, 'float32', seed + 1).greater(zeros);
        return weight.mul(kept.cast('float32'));
      }),
    ),
  );
  return { dense, sparse: sparsify(dense, { layers: 'all' }) };
}

/** The products of a network with bias and ReLU, one after the other; for dense and sparse layers. */
function products({ layers }, rows) {
  const width = Math.max(...SIZES);
  const [x, y, scratch] = [malloc(4 * rows * width), malloc(4 * rows * width), malloc(1 << 24)];
  const input = tf.randomUniform([rows * width], 0, 1, 'float32', 1);
  const source = address(input);
  const steps = layers.map((layer, i) => {
    const [inputs, units] = [
      layer.inputs ?? layer.kernel.shape[0],
      layer.units ?? layer.counts.shape[0],
    ];
    const from = i === 0 ? source : i % 2 ? x : y;
    const to = i % 2 ? y : x;
    const bias = address(layer.bias.read());
    if (layer.getClassName() === 'Dense') {
      const kernel = address(layer.kernel.read());
      return () =>
        kernels.gemm(
          0,
          0,
          rows,
          units,
          inputs,
          from,
          inputs,
          kernel,
          units,
          to,
          units,
          bias,
          1,
          0,
          scratch,
        );
    }
    const packed = layer.packed.map((variable) => address(variable.read()));
    return () => kernels.sparseProduct(rows, units, inputs, from, ...packed, to, bias, 1, scratch);
  });
  const dispose = () => {
    [x, y, scratch].forEach(free);
    input.dispose();
  };
  return { run: () => steps.forEach((step) => step()), dispose };
}

function predictor(model, rows) {
  const x = tf.randomUniform([rows, SIZES[0]], 0, 1, 'float32', 1);
  return () => {
    const y = model.predict(x, { batchSize: rows });
    y.dataSync();
    y.dispose();
  };
}

function bytesOf(model) {
  return model.weights.reduce((sum, weight) => sum + 4 * weight.read().size, 0);
}

const failures = [];
const ofNetwork = [];
for (const zeros of [0.8, 0.9, 0.95]) {
  const { dense, sparse } = networks(SIZES, zeros);
  const bytes = bytesOf(sparse) / bytesOf(dense);
  const limits = LIMITS[zeros] ?? {};
  if (bytes > limits.bytes) failures.push(`files at ${zeros}: ${bytes.toFixed(3)} of the bytes`);
  for (const rows of BATCHES) {
    const [a, b] = [products(dense, rows), products(sparse, rows)];
    const times = measure(
      {
        dense: a.run,
        sparse: b.run,
      },
      { reference: 'dense', rounds },
    );
    a.dispose();
    b.dispose();
    const tasks = { dense: predictor(dense, rows), sparse: predictor(sparse, rows) };
    const predicted = measure(tasks, { reference: 'dense', rounds });
    const { ratio } = times.get('sparse');
    if (ratio < limits[rows]) {
      failures.push(
        `${zeros} zeros, batch ${rows}: ${ratio.toFixed(2)} times, not ${limits[rows]}`,
      );
    }
    ofNetwork.push({
      zeros,
      rows,
      dense: times.get('dense').median,
      sparse: times.get('sparse').median,
      ratio,
      predicted: predicted.get('sparse').ratio,
      bytes,
    });
  }
  dense.dispose();
  sparse.dispose();
}

const ofLayers = LAYERS.map((layer) => {
  const ratios = SHARES.map((zeros) => {
    const { dense, sparse } = networks(layer.split(' ').map(Number), zeros);
    const both = [1, 32].map((rows) => {
      const [a, b] = [products(dense, rows), products(sparse, rows)];
      const tasks = { dense: a.run, sparse: b.run };
      const few = { reference: 'dense', rounds: 7, warmUp: 50, slice: 2 };
      const { ratio } = measure(tasks, few).get('sparse');
      a.dispose();
      b.dispose();
      return ratio;
    });
    dense.dispose();
    sparse.dispose();
    return both;
  });
  return { layer, ratios };
});

const percent = (share) => `${(100 * share).toFixed(0)} %`;
const times = (ratio) => `${ratio.toFixed(1)}×`;
console.log(`Node ${process.versions.node}, ${variant}: ${SIZES.join('-')}\n`);
console.log(
  table(
    ['zeros', 'batch', 'dense, µs', 'sparse, µs', 'products', 'model.predict', 'bytes'],
    ofNetwork.map((n) => [
      percent(n.zeros),
      n.rows,
      n.dense.toFixed(0),
      n.sparse.toFixed(0),
      times(n.ratio),
      times(n.predicted),
      percent(n.bytes),
    ]),
  ),
);
console.log('\nSingle layers, how many times as fast for one row / for 32:\n');
console.log(
  table(
    ['inputs units', ...SHARES.map(percent)],
    ofLayers.map(({ layer, ratios }) => [
      layer,
      ...ratios.map((both) => both.map((ratio) => ratio.toFixed(1)).join(' / ')),
    ]),
  ),
);
console.log(`\n${writeResults('sparse', { variant, ofNetwork, ofLayers })}`);
for (const failure of failures) console.error(`missed: ${failure}`);
if (failures.length > 0) process.exitCode = 1;
