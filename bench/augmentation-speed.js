/**
 * Measures how many images a second the transforms vary on one thread, beside torchvision and tfjs' own `tf.image.transform`.
 *
 *     pnpm build && pnpm bench augmentation-speed
 *
 * Each library varies every image of a batch in its own way; torchvision also once with one draw for the whole batch, which is how it
 * is fastest, though all images then move alike (its ElasticTransform has one field for them). tfjs runs on its WASM backend; its
 * kernel has no elastic distortion. Times are of the processor, the libraries in turn in rounds, so that what else the machine does
 * meets all alike: the median of the rounds, and of their ratios. Limits: twice torchvision's images a second for 28 × 28, as many for
 * 224 × 224 and affine. `OCCAM_PYTHON` names a python3 that has torchvision.
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { augment, elastic, randomAffine } from '../packages/augmentation/dist/index.js';
import { useBackend } from '../packages/backend/dist/index.js';
import { startPython } from './shared/python.js';
import { table, writeResults } from './shared/report.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new RangeError(`--rounds must be a whole number from 1, not ${values.rounds}`);
}

const require = createRequire(new URL('../packages/augmentation/package.json', import.meta.url));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
await useBackend('wasm', { accelerate: false });

const DIGITS = [256, 28, 28, 1];
const PHOTOS = [16, 224, 224, 3];
const AFFINE = { degrees: 15, translation: 0.1, scale: [0.9, 1.1], shear: 10 };
const MAKE = { affine: randomAffine, elastic };

/** A row of the table; `limit` is how many times torchvision's images a second ours must reach. */
const CASES = [
  { title: 'random affine, 28 × 28 × 1', case: 'affine', options: AFFINE, shape: DIGITS, limit: 2 },
  {
    title: 'elastic (σ 4, α 34), 28 × 28 × 1',
    case: 'elastic',
    options: { alpha: 34, sigma: 4 },
    shape: DIGITS,
    limit: 2,
  },
  {
    title: 'random affine, 224 × 224 × 3',
    case: 'affine',
    options: AFFINE,
    shape: PHOTOS,
    limit: 1,
  },
  {
    title: 'elastic (σ 5, α 50), 224 × 224 × 3',
    case: 'elastic',
    options: { alpha: 50, sigma: 5 },
    shape: PHOTOS,
    limit: 1,
  },
];

const python = await startPython(new URL('augmentation-speed.py', import.meta.url));
const torchvision = python?.libraries.torchvision;
if (!torchvision) console.log('no torchvision: install it, or name a python3 in OCCAM_PYTHON\n');

const results = [];
for (const spec of CASES) results.push(await measureCase(spec));
python?.close();

console.log(
  table(
    [
      'images a second',
      'Occam',
      'torchvision',
      'ratio',
      'torchvision, one draw a batch',
      'tf.image.transform',
    ],
    results.map(({ title, occam, own, together, transform, ratio }) => [
      title,
      ...[occam, own].map(rate),
      ratio ? ratio.toFixed(1) : '–',
      ...[together, transform].map(rate),
    ]),
  ),
);
const libraries = { tfjs: tf.version.tfjs, ...python?.libraries };
console.log(`\nmedians of ${rounds} rounds, ${Object.entries(libraries).flat().join(' ')}`);
console.log(`written to ${writeResults('augmentation-speed', { libraries, rounds, results })}`);
for (const { title, limit, ratio } of results) {
  if (!(ratio < limit)) continue;
  console.error(`${title}: ${ratio.toFixed(2)} times torchvision's images, less than ${limit}`);
  process.exitCode = 1;
}

/** Measures one row: images a second of each library, and the median ratio of the rounds. */
async function measureCase({ title, case: name, options, shape, limit }) {
  const [n] = shape;
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) =>
    Math.abs(Math.sin(i * 12.9898)),
  );
  const pipeline = augment([MAKE[name](options)]);
  let epoch = 0;
  const occam = () => pipeline.apply({ data, shape }, { epoch: epoch++ });
  const tasks = { occam: here(occam) };
  if (torchvision) {
    for (const [key, together] of Object.entries({ own: false, together: true })) {
      tasks[key] = (calls) => python.ask({ case: name, options, shape, together, calls });
    }
  }
  if (name === 'affine') {
    const images = tf.tensor4d(data, shape);
    const [{ geometry }] = pipeline.transforms;
    const matrices = occam().drawn.draws[0].flatMap((drawn) =>
      geometry.matrix(drawn, shape[1], shape[2]).slice(0, 8),
    );
    tasks.transform = here(() =>
      tf.tidy(() => {
        const maps = tf.tensor2d(matrices, [n, 8]);
        tf.image.transform(images, maps, 'bilinear', 'reflect').dataSync();
      }),
    );
  }
  const calls = {};
  for (const [key, task] of Object.entries(tasks)) {
    // V8 and torch both need some calls until they are fast; a turn takes a quarter of a second.
    for (let spent = 0, step = 1; spent < 0.5; step *= 2) spent += await task(step);
    calls[key] = Math.max(1, Math.round(0.25 / ((await task(1)) || 0.001)));
  }
  const times = Object.fromEntries(Object.keys(tasks).map((key) => [key, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [key, task] of Object.entries(tasks)) {
      times[key].push((await task(calls[key])) / calls[key] / n);
    }
  }
  const perSecond = Object.fromEntries(
    Object.entries(times).map(([key, list]) => [key, 1 / median(list)]),
  );
  const ratio = times.own && median(times.own.map((time, i) => time / times.occam[i]));
  return { title, limit, ...perSecond, ratio };
}

/** A task of this process: the seconds of processor time that a number of calls takes. */
function here(task) {
  return (calls) => {
    const start = process.cpuUsage();
    for (let i = 0; i < calls; i++) task();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

function rate(perSecond) {
  return perSecond ? Math.round(perSecond).toLocaleString('en') : '–';
}
