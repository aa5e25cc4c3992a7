/**
 * Measures how long findDuplicates takes for the 70,000 images of MNIST with 700 copies planted among them,
 * against two limits on one core: 2 s for equal images and 60 s for near ones (the copies then have noise of
 * σ = 0.05); that it finds at least 99 % of the copies; that no pair is false; and that findLeakage and groups
 * find and repair the leak.
 *
 *     pnpm build && OCCAM_DATA_DIR=… node bench/leakage.js
 *
 * OCCAM_DATA_DIR holds the four files of MNIST in a folder mnist. Times are of the processor
 * (process.cpuUsage), all threads of the process together, so that they hold on a machine with other work too;
 * the wall clock's are in brackets.
 */
import { join } from 'node:path';
import { createRng, fillNormal, ndarray } from '../packages/core/dist/index.js';
import { loadIdx } from '../packages/datasets/dist/index.js';
import {
  findDuplicates,
  findLeakage,
  groupsFromDuplicates,
  KFold,
  trainTestSplit,
} from '../packages/split/dist/index.js';

const COPIES = 700;
const SIGMA = 0.05;
const DISTANCE = 1.6;
const PIXELS = 784;

const folder = process.env.OCCAM_DATA_DIR;
if (!folder) throw new Error('set OCCAM_DATA_DIR to the folder that holds mnist/');

const load = (file) => loadIdx(join(folder, 'mnist', file), { divisor: 255 });
const images = [
  await load('train-images-idx3-ubyte.gz'),
  await load('t10k-images-idx3-ubyte.gz'),
].map(({ data }) => data);
const originals = (images[0].length + images[1].length) / PIXELS;
const n = originals + COPIES;
const data = new Float32Array(n * PIXELS);
data.set(images[0]);
data.set(images[1], images[0].length);

const rng = createRng(0);
const sources = rng.fork('sources').permutation(originals).subarray(0, COPIES);
for (const [copy, source] of sources.entries()) {
  const start = (originals + copy) * PIXELS;
  data.copyWithin(start, source * PIXELS, (source + 1) * PIXELS);
}
const x = ndarray(data, [n, 28, 28]);

const equal = await measure(`equal images among ${n}`, 2, () => findDuplicates(x));
const exact = countCopies(equal);
console.log(`  ${equal.first.length} pairs: ${exact} of ${COPIES} copies with their originals`);
if (exact < COPIES || equal.first.length !== exact) process.exitCode = 1;

const noise = fillNormal(new Float32Array(COPIES * PIXELS), { key: rng.fork('noise').key });
for (let i = 0; i < noise.length; i++) {
  const pixel = originals * PIXELS + i;
  data[pixel] = Math.min(1, Math.max(0, data[pixel] + SIGMA * noise[i]));
}
const near = await measure(`images among ${n} within ${DISTANCE}`, 60, () =>
  findDuplicates(x, { distance: DISTANCE }),
);
const found = countCopies(near);
let wrong = 0;
for (let pair = 0; pair < near.first.length; pair++) {
  if (!(distanceOf(near.first[pair], near.second[pair]) <= DISTANCE)) wrong++;
}
console.log(
  `  ${near.first.length} pairs: ${found} of ${COPIES} copies (σ = ${SIGMA}) with their originals, ` +
    `recall ${(found / COPIES).toFixed(4)}; ${wrong} false pairs`,
);
if (found < 0.99 * COPIES || wrong > 0) process.exitCode = 1;

const [fold] = new KFold({ nSplits: 10, shuffle: true }).split(n);
const leak = await measure('across the sides of a fold', 60, () =>
  findLeakage(x, fold, { distance: DISTANCE }),
);
const leaking = new Set(leak.test).size;
console.log(`  KFold: ${leaking} of ${fold.test.length} test images have a double in training`);
const groups = groupsFromDuplicates(n, near);
const repaired = trainTestSplit(n, { groups, testSize: 0.1 });
const left = await findLeakage(x, repaired, { distance: DISTANCE });
console.log(`  by groups: ${left.test.length} of ${repaired.test.length}`);
if (left.test.length > 0 || leaking === 0) process.exitCode = 1;

async function measure(label, limit, run) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await run();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (user + system) / 1e6;
  console.log(`${label}: ${seconds.toFixed(2)} s (wall ${wall.toFixed(2)} s; limit ${limit} s)`);
  if (seconds > limit) process.exitCode = 1;
  return result;
}

function countCopies({ first, second }) {
  let count = 0;
  for (let pair = 0; pair < first.length; pair++) {
    if (first[pair] === sources[second[pair] - originals]) count++;
  }
  return count;
}

function distanceOf(a, b) {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) sum += (data[a * PIXELS + i] - data[b * PIXELS + i]) ** 2;
  return Math.sqrt(sum);
}
