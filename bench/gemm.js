/**
 * Measures matrix products and the backward products of convolutions: our kernels in GFLOPS beside the microkernel's own
 * peak, and beside the kernels of tfjs' WASM backend that they replace.
 *
 *     pnpm build && pnpm bench gemm [--simd simd128]
 *
 * The peak is one tile that never leaves the registers, with operands in the first-level cache. "kernel" is our WASM function
 * alone, "ours" and "tfjs" are BatchMatMul as tfjs calls it, with the allocation of the result. All in one process, taking
 * turns, in processor time, so that a busy machine distorts no ratio. Writes bench/.results/gemm.json.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { accelerateWasm, kernelModuleFor } from '../packages/backend/dist/index.js';
import { measure } from './shared/measure.js';
import { table, writeResults } from './shared/report.js';

const require = createRequire(new URL('../packages/backend/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');

// What op(A)·op(B) of the steps of an MLP 784-h-h-10 and of square products: transposes, rows, columns, sum.
const PRODUCTS = `
  NN 32 32 784, TN 784 32 32, NT 32 784 32, NN 32 32 32,
  NN 128 128 128, TN 128 128 128, NT 128 128 128, NN 256 256 256, NN 512 512 512,
  NN 128 128 784, TN 784 128 128, NN 128 512 784, TN 784 512 128, NT 128 512 512,
  NN 256 1024 1024, TN 1024 1024 256, NT 256 1024 1024,
  NN 128 10 128, TN 128 10 128, NT 128 128 10, NN 128 1 128, TN 128 1 128,
  NN 1 128 784, NN 1 10 128, NN 8 8 8, NN 500 500 2, NN 4 4 1024`
  .split(',')
  .map((product) => product.trim());

// Batch, height and width, channels in and out, kernel, stride.
const CONVOLUTIONS = [
  '32 28 1 16 3 1',
  '32 14 16 32 3 1',
  '32 28 8 16 5 1',
  '16 16 64 64 3 1',
  '16 16 64 64 1 1',
  '16 16 32 64 3 2',
];

const { values } = parseArgs({ options: { simd: { type: 'string', default: 'auto' } } });
await tf.setBackend('wasm');
const backend = tf.backend();
const plain = (name) => tf.getKernel(name, 'wasm')?.kernelFunc;
const former = { product: plain('BatchMatMul'), input: plain('Conv2DBackpropInput') };
const variant = accelerateWasm({ simd: values.simd });
const ours = {
  product: plain('BatchMatMul'),
  input: plain('Conv2DBackpropInput'),
  filter: plain('Conv2DBackpropFilter'),
};
const { exports: kernels, malloc, memory } = kernelModuleFor(backend, variant);
const address = ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset;
const run = (kernel, inputs, attrs) => () =>
  backend.disposeData(kernel({ inputs, backend, attrs }).dataId);

const tasks = {};
const operations = {};

// The tile of this variant on operands that lie in the cache: with steps of zero every k reads the same floats.
const rows = variant === 'relaxed' ? 6 : 4;
const tile = malloc(4096);
new Float32Array(memory.buffer, tile, 1024).fill(0.5);
const steps = 38_400;
tasks.peak = () =>
  kernels.gemm(1, 0, rows, 8, steps, tile, 0, tile + 64, 0, tile + 128, 8, 0, 0, 0, tile + 2048);
operations.peak = 2 * rows * 8 * steps;

for (const product of PRODUCTS) {
  const [transposes, ...sizes] = product.split(' ');
  const [m, n, k] = sizes.map(Number);
  const [transposeA, transposeB] = [transposes[0] === 'T', transposes[1] === 'T'];
  const a = tf.randomUniform(transposeA ? [1, k, m] : [1, m, k]);
  const b = tf.randomUniform(transposeB ? [1, n, k] : [1, k, n]);
  const c = malloc(4 * m * n);
  const flags = [Number(transposeA), Number(transposeB)];
  const scratch = malloc(kernels.gemmScratch(...flags, m, n, k));
  const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
  tasks[`${product} kernel`] = () =>
    kernels.gemm(...flags, m, n, k, address(a), lda, address(b), ldb, c, n, 0, 0, 0, scratch);
  for (const [name, { product: kernel }] of Object.entries({ ours, tfjs: former })) {
    tasks[`${product} ${name}`] = run(kernel, { a, b }, { transposeA, transposeB });
  }
  operations[product] = 2 * m * n * k;
}

for (const convolution of CONVOLUTIONS) {
  const [batch, size, channels, filters, kernel, strides] = convolution.split(' ').map(Number);
  const out = Math.ceil(size / strides);
  const x = tf.randomUniform([batch, size, size, channels]);
  const dy = tf.randomUniform([batch, out, out, filters]);
  const filter = tf.randomUniform([kernel, kernel, channels, filters]);
  const attrs = { strides, pad: 'same', dataFormat: 'NHWC' };
  const filterAttrs = { ...attrs, filterShape: filter.shape };
  const inputAttrs = { ...attrs, inputShape: x.shape };
  tasks[`${convolution} filter`] = run(ours.filter, { x, dy }, filterAttrs);
  tasks[`${convolution} input`] = run(ours.input, { dy, filter }, inputAttrs);
  tasks[`${convolution} tfjs`] = run(former.input, { dy, filter }, inputAttrs);
  operations[convolution] = 2 * batch * out * out * filters * channels * kernel * kernel;
}

const times = measure(tasks, { reference: 'peak' });
const speed = (task, operation) => operations[operation] / times.get(task).median / 1000;
const peak = speed('peak', 'peak');
// Of the peak as it was right before, turn by turn.
const share = (task, operation) =>
  (times.get(task).ratio * operations[operation]) / operations.peak;
const products = PRODUCTS.map((product) => ({
  product,
  kernel: speed(`${product} kernel`, product),
  share: share(`${product} kernel`, product),
  ours: speed(`${product} ours`, product),
  tfjs: speed(`${product} tfjs`, product),
}));
const convolutions = CONVOLUTIONS.map((convolution) => ({
  convolution,
  filter: speed(`${convolution} filter`, convolution),
  filterShare: share(`${convolution} filter`, convolution),
  input: speed(`${convolution} input`, convolution),
  inputShare: share(`${convolution} input`, convolution),
  tfjsInput: speed(`${convolution} tfjs`, convolution),
}));

const figure = (value) => value.toFixed(value < 10 ? 1 : 0);
const percent = (share) => `${(100 * share).toFixed(0)} %`;
console.log(
  `Node ${process.versions.node}, ${variant}: the microkernel's peak is ${figure(peak)} GFLOPS.\n`,
);
console.log(
  table(
    ['product m n k', 'kernel, GFLOPS', 'of the peak', 'ours in tfjs', 'tfjs', 'ratio'],
    products.map((p) => [
      p.product,
      figure(p.kernel),
      percent(p.share),
      figure(p.ours),
      figure(p.tfjs),
      (p.ours / p.tfjs).toFixed(1),
    ]),
  ),
);
console.log();
console.log(
  table(
    [
      'batch size channels filters kernel stride',
      'filter gradient, GFLOPS',
      'of the peak',
      'input gradient',
      'of the peak',
      'tfjs (input)',
    ],
    convolutions.map((c) => [
      c.convolution,
      figure(c.filter),
      percent(c.filterShare),
      figure(c.input),
      percent(c.inputShare),
      figure(c.tfjsInput),
    ]),
  ),
);
console.log(`\n${writeResults('gemm', { variant, peak, products, convolutions })}`);
