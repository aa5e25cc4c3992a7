/**
 * Measures what pruning keeps and brings.
 *
 *     pnpm build && pnpm bench pruning --data mnist [--part a,b,c,d,e] [--epochs 20] [--seeds N]
 *
 * (a) LeNet-300-100 with 12 times fewer weights, as Han et al. 2015: test error no worse than dense by more than 0.2 points
 * (b) lottery tickets on LeNet-300-100, as figure 1 of Frankle and Carbin: the ticket at 21 % of the weights no worse than dense, the
 *     control with other first values worse than the ticket
 * (c) the lecture's criteria beside magnitude and random: accuracy over remaining units of 784-256-128-10, 5,000 images
 * (d) 10 informative features among 40 of noise: recall at least 0.95
 * (e) what taking units out of LeNet-300-100 brings in files and time
 *
 * Seeds are 1 for (a) and (b), 5 for (c) and 20 for (d) unless --seeds says otherwise. Everything trains on the fused engine, on one
 * thread. What is measured is written at once and read when the benchmark runs again; remove bench/.results/pruning-* to measure
 * afresh. A limit that is broken makes it fail.
 */
import { parseArgs } from 'node:util';
import { useBackend } from '../packages/backend/dist/index.js';
import { fashionMnist, mnist } from '../packages/datasets/dist/index.js';
import { informativeInputs, lectureCriteria } from './shared/pruningCriteria.js';
import { fewerUnits, lotteryTickets, manyFewerWeights } from './shared/pruningLeNet.js';

const DATA = { mnist, 'fashion-mnist': fashionMnist };
const PARTS = ['a', 'b', 'c', 'd', 'e'];

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: 'mnist' },
    part: { type: 'string', default: PARTS.join(',') },
    epochs: { type: 'string' },
    seeds: { type: 'string' },
  },
});
const { data } = options;
const parts = options.part.split(',');
const wrong = parts.find((part) => !PARTS.includes(part));
if (wrong !== undefined || !Object.hasOwn(DATA, data)) {
  console.error(
    wrong === undefined
      ? `--data must be one of ${Object.keys(DATA).join(', ')}, not '${data}'`
      : `--part must be some of ${PARTS.join(',')}, not '${wrong}'`,
  );
  process.exit(2);
}
for (const name of ['epochs', 'seeds']) {
  if (options[name] !== undefined && !/^[1-9]\d*$/.test(options[name])) {
    console.error(`--${name} must be a whole number from 1, not '${options[name]}'`);
    process.exit(2);
  }
}
const number = (name, otherwise) => Number(options[name] ?? otherwise);

const backend = await useBackend('wasm');
const rows = parts.some((part) => part !== 'd') && {
  training: await DATA[data](),
  test: await DATA[data]({ subset: 'test' }),
};
const run = {
  a: () =>
    manyFewerWeights(rows, { data, seeds: number('seeds', 1), epochs: number('epochs', 20) }),
  b: () => lotteryTickets(rows, { data, seeds: number('seeds', 1), epochs: number('epochs', 20) }),
  c: () => lectureCriteria(rows, { data, seeds: number('seeds', 5), epochs: number('epochs', 20) }),
  d: () => informativeInputs({ data, seeds: number('seeds', 20) }),
  e: () => fewerUnits(rows, { data, epochs: number('epochs', 20) }),
};
for (const part of PARTS.filter((one) => parts.includes(one))) await run[part]();
console.log(`\nNode ${process.versions.node}, ${backend.simd}`);
