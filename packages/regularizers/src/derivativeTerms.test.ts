import { testTerm, type Network64, type Row } from '@occam/testing';
import { register } from './register.js';

const STEP = 1e-5;

/** Σ (∂f_k/∂x_d)² at one row, by central differences. */
function squaredSlopes(f: (x: Row) => number[], x: Row): number {
  let sum = 0;
  x.forEach((_, d) => {
    const moved = (by: number) => f(x.map((value, i) => (i === d ? value + by : value)));
    const below = moved(-STEP);
    moved(STEP).forEach((above, k) => (sum += ((above - below[k]!) / (2 * STEP)) ** 2));
  });
  return sum;
}

const meanOverRows = ({ x }: Network64, of: (row: Row, i: number) => number) =>
  x.reduce((sum, row, i) => sum + of(row, i), 0) / x.length;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

function outputsOf({ logits }: Network64, loss: string): (x: Row) => number[] {
  return (x) => {
    const z = logits(x);
    if (loss === 'meanSquaredError') return z;
    if (loss === 'binaryCrossEntropy') return z.map(sigmoid);
    const sum = z.reduce((total, one) => total + Math.exp(one), 0);
    return z.map((one) => Math.exp(one) / sum);
  };
}

function lossOf(o: readonly number[], t: Row, loss: string): number {
  const summands = o.map((p, k) => {
    if (loss === 'meanSquaredError') return (p - t[k]!) ** 2 / o.length;
    if (loss === 'crossEntropy') return -t[k]! * Math.log(p);
    return -(t[k]! * Math.log(p) + (1 - t[k]!) * Math.log(1 - p)) / o.length;
  });
  return summands.reduce((sum, one) => sum + one, 0);
}

testTerm('jacobian', {
  register,
  fused: true,
  value: (network) => meanOverRows(network, (row) => squaredSlopes(network.logits, row)),
  refused: [
    [{ off: 'logits' }, /jacobian has no option 'off' \(did you mean 'of'\?\)/],
    [{ of: 'logit' }, /of of jacobian must be one of 'logits', 'outputs', not 'logit'/],
  ],
});

testTerm('jacobian', {
  register,
  fused: true,
  config: { of: 'outputs' },
  value: (network, loss) =>
    meanOverRows(network, (row) => squaredSlopes(outputsOf(network, loss), row)),
  refused: [],
});

testTerm('contractive', {
  register,
  fused: true,
  value: (network) => meanOverRows(network, (row) => squaredSlopes(network.hidden, row)),
  refused: [
    [{ layer: 'hiden' }, /contractive finds no layer 'hiden'; there are hidden, output/],
    [{ layer: 1 }, /layer of contractive must be the name of a layer, not 1/],
  ],
});

testTerm('doubleBackprop', {
  register,
  fused: true,
  value: (network, loss) =>
    meanOverRows(network, (row, i) =>
      squaredSlopes((x) => [lossOf(outputsOf(network, loss)(x), network.targets[i]!, loss)], row),
    ),
  refused: [[{ weight: 1 }, /doubleBackprop has no option 'weight'/]],
});
