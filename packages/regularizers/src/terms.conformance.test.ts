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

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

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

function entropies({ x, logits }: Network64, loss: string): number[] {
  return x.map((row) => {
    const z = logits(row);
    const plogp = (p: number) => p * Math.log(p);
    if (loss === 'binaryCrossEntropy') {
      const p = 1 / (1 + Math.exp(-z[0]!));
      return -plogp(p) - plogp(1 - p);
    }
    const sum = z.reduce((total, one) => total + Math.exp(one), 0);
    return -z.reduce((total, one) => total + plogp(Math.exp(one) / sum), 0);
  });
}

testTerm('confidencePenalty', {
  register,
  value: (network, loss) => -mean(entropies(network, loss)),
  losses: ['crossEntropy', 'binaryCrossEntropy'],
  fused: true,
  refused: [
    [{ treshold: 1 }, /no option 'treshold' \(did you mean 'threshold'\?\)/],
    [{ threshold: 0 }, /threshold of confidencePenalty must be a number above 0, not 0/],
  ],
});

// Some rows lie on either side of it.
testTerm('confidencePenalty', {
  register,
  config: { threshold: 0.6 },
  value: (network, loss) =>
    mean(entropies(network, loss).map((entropy) => Math.max(0, 0.6 - entropy))),
  losses: ['crossEntropy', 'binaryCrossEntropy'],
  fused: true,
  refused: [],
});

function ofHints(network: Network64, of: (o: number, t: number) => number): number {
  return mean(
    network.x.flatMap((row: Row, i) =>
      network.hintOutputs(row).map((o, k) => of(o, network.hints[i]![k]!)),
    ),
  );
}

testTerm('hints', {
  register,
  value: (network) => ofHints(network, (o, t) => (o - t) ** 2),
  fused: true,
  hints: true,
  refused: [
    [{ los: 'meanSquaredError' }, /hints has no option 'los' \(did you mean 'loss'\?\)/],
    [{ loss: 'huber' }, /loss of hints must be one of 'meanSquaredError', 'binaryCrossEntropy'/],
  ],
});

testTerm('invariance', {
  register,
  fused: true,
  config: { permutation: [1, 2, 0], scale: [1, -1, 2], shift: 0.25 },
  value: (network, loss) =>
    mean(
      network.x.map((row) => {
        const moved = [row[1]! + 0.25, -row[2]! + 0.25, 2 * row[0]! + 0.25];
        const other = outputsOf(network, loss)(moved);
        return outputsOf(network, loss)(row).reduce((sum, o, k) => sum + (o - other[k]!) ** 2, 0);
      }),
    ),
  refused: [
    [{}, /invariance needs a transformation of the inputs/],
    [{ scale: [1, 2] }, /scale of invariance has 2 elements, but a row of the model has 3/],
    [{ permutation: [0, 1] }, /permutation of invariance has 2 elements/],
    [{ permutation: [0, 1, 1] }, /permutation of invariance must hold each feature once/],
    [{ permutation: [0, 1, 3] }, /permutation of invariance\[2\] must be .*below 3, not 3/],
    [{ shift: NaN }, /shift of invariance must be a number, not NaN/],
  ],
});

for (const direction of ['increasing', 'decreasing'] as const) {
  testTerm('monotonicity', {
    register,
    fused: true,
    config: { features: [0, 2], delta: 0.5, direction },
    value: (network, loss) =>
      mean(
        network.x.map((row) => {
          const moved = [row[0]! + 0.5, row[1]!, row[2]! + 0.5];
          const rise = outputsOf(network, loss)(moved)[0]! - outputsOf(network, loss)(row)[0]!;
          return Math.max(0, direction === 'increasing' ? -rise : rise) ** 2;
        }),
      ),
    refused: [
      [{}, /features of monotonicity must be a list of indices of features, not undefined/],
      [{ features: [] }, /must name at least one feature/],
      [{ features: [3] }, /features of monotonicity\[0\] must be .*below 3, not 3/],
      [{ features: [0], delta: 0 }, /delta of monotonicity must be a number above 0, not 0/],
      [{ features: [0], output: 3 }, /output of monotonicity must be .*below 3, not 3/],
      [{ features: [0], direction: 'up' }, /direction of monotonicity must be one of/],
    ],
  });
}
