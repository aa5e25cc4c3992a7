import { testRegularizer, type TestArray, type TestRegularizerOptions } from '@occam/testing';
import {
  condensed,
  entropy,
  groupLasso,
  hoyer,
  klSparsity,
  l1,
  l1l2,
  l2,
  orthogonal,
  register,
  smoothness,
  sparseGroupLasso,
  spectral,
  weightElimination,
} from './index.js';

const sum = (values: Iterable<number>): number => [...values].reduce((total, x) => total + x, 0);
const sizes = (data: Float64Array): number => sum(data.map(Math.abs));
const squares = (data: Float64Array): number => sum(data.map((x) => x * x));

const AT_LEAST_0 = /strength must be a number at least 0, not/;
const MATRICES = [
  [4, 6],
  [3, 2, 5],
];

/** The rows of an array's last axis. */
function matrix({ data, shape }: TestArray): number[][] {
  const columns = shape.at(-1)!;
  return Array.from({ length: data.length / columns }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}

function transpose(rows: number[][]): number[][] {
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
}

function groupNorms(x: TestArray, per: 'neuron' | 'input'): number {
  const rows = matrix(x);
  const inputs = x.shape.at(-2)!;
  const groups =
    per === 'neuron'
      ? transpose(rows)
      : Array.from({ length: inputs }, (_, i) => rows.filter((_row, r) => r % inputs === i).flat());
  return sum(groups.map((group) => Math.sqrt(group.length * sum(group.map((w) => w * w)))));
}

/** Each penalty: how it is made, its formula as plainly as can be, and what it refuses. */
const rows: Record<string, TestRegularizerOptions<never>> = {
  l1: row({
    create: l1,
    examples: [0.3, { l1: 0.2 }, { l1: 0.5, reduction: 'mean', count: 24 }],
    value: ({ data }, options) =>
      typeof options === 'object'
        ? (options.l1! * sizes(data)) / (options.count ?? 1)
        : options! * sizes(data),
    invalid: [
      [-1, /l1 must be a number at least 0/],
      [{ l1: Infinity }, /l1 must be a number at least 0, not Infinity/],
      [{ l2: 1 }, /l1 has no option 'l2'/],
      [{ reduction: 'median' }, /reduction must be one of 'sum', 'mean'/],
      [{ reduction: 'mean', count: 0 }, /count must be a whole number at least 1/],
    ],
  }),
  l2: row({
    create: l2,
    examples: [{ l2: 0.2 }],
    value: ({ data }, options) => (options as { l2: number }).l2 * squares(data),
    recipeName: 'l2',
    invalid: [
      ['0.1', /the options of l2 must be an object/],
      [{ l2: -0.1 }, /l2 must be a number at least 0, not -0.1/],
      [{ l2: NaN }, /l2 must be a number at least 0, not NaN/],
    ],
  }),
  l1l2: row({
    create: l1l2,
    examples: [{ l1: 0.1, l2: 0.05 }, { l2: 0.3 }],
    value: ({ data }, options) => {
      const { l1: ofSizes = 0, l2: ofSquares = 0 } = options as { l1?: number; l2?: number };
      return ofSizes * sizes(data) + ofSquares * squares(data);
    },
    recipeName: 'l1l2',
    invalid: [[{ l1: 0.1, l2: -1 }, /l2 must be a number at least 0/]],
  }),
  groupLasso: row({
    create: groupLasso,
    examples: [
      { strength: 0.3, per: 'neuron' },
      { strength: 0.2, per: 'input' },
    ],
    shapes: MATRICES,
    value: (x, { strength, per }: { strength: number; per: 'neuron' | 'input' }) =>
      strength * groupNorms(x, per),
    recipeName: 'groupLasso',
    invalid: [
      [-0.1, AT_LEAST_0],
      [{ per: 'column' }, /per must be one of 'neuron', 'input', not 'column'/],
      [{ strenght: 1 }, /groupLasso has no option 'strenght' \(did you mean 'strength'\?\)/],
    ],
  }),
  sparseGroupLasso: row({
    create: sparseGroupLasso,
    examples: [
      { strength: 0.3, mix: 0.25, per: 'neuron' },
      { strength: 0.2, mix: 0.75, per: 'input' },
    ],
    shapes: MATRICES,
    value: (
      x,
      { strength, mix, per }: { strength: number; mix: number; per: 'neuron' | 'input' },
    ) => strength * (mix * sizes(x.data) + (1 - mix) * groupNorms(x, per)),
    recipeName: 'sparseGroupLasso',
    invalid: [
      [Infinity, AT_LEAST_0],
      [{ mix: 1.5 }, /mix must be a number at least 0 and at most 1, not 1.5/],
      [{ per: 3 }, /per must be one of 'neuron', 'input', not 3/],
    ],
  }),
  weightElimination: row({
    create: weightElimination,
    examples: [
      { strength: 0.3, scale: 1 },
      { strength: 0.3, scale: 0.25 },
    ],
    value: ({ data }, { strength, scale }: { strength: number; scale: number }) =>
      strength * sum(data.map((w) => (w / scale) ** 2 / (1 + (w / scale) ** 2))),
    recipeName: 'weightElimination',
    invalid: [
      [-1, AT_LEAST_0],
      [{ scale: 0 }, /scale must be a number above 0, not 0/],
    ],
  }),
  orthogonal: row({
    create: orthogonal,
    examples: [
      { strength: 0.03, of: 'columns' },
      { strength: 0.02, of: 'rows' },
    ],
    shapes: MATRICES,
    value: (x, { strength, of }: { strength: number; of: 'columns' | 'rows' }) => {
      const vectors = of === 'columns' ? transpose(matrix(x)) : matrix(x);
      const products = vectors.flatMap((a, i) =>
        vectors.map((b, j) => sum(a.map((v, k) => v * b[k]!)) - (i === j ? 1 : 0)),
      );
      return strength * sum(products.map((product) => product ** 2));
    },
    recipeName: 'orthogonal',
    invalid: [
      [NaN, AT_LEAST_0],
      [{ of: 'neurons' }, /of must be one of 'columns', 'rows', not 'neurons'/],
    ],
  }),
  spectral: row({
    create: spectral,
    examples: [{ strength: 0.3, iterations: 40 }],
    shapes: MATRICES,
    // The square root of the largest eigenvalue of WᵀW, by its 2¹⁰-th power.
    value: (x, { strength }: { strength: number; iterations: number }) => {
      const columns = transpose(matrix(x));
      let power = columns.map((a) => columns.map((b) => sum(a.map((v, k) => v * b[k]!))));
      let log = 0;
      for (let i = 0; i < 10; i++) {
        const size = Math.max(...power.flat().map(Math.abs));
        log = 2 * (log + Math.log(size));
        const scaled = power.map((line) => line.map((v) => v / size));
        power = scaled.map((line) =>
          scaled.map((_, j) => sum(line.map((v, k) => v * scaled[k]![j]!))),
        );
      }
      const trace = sum(power.map((line, i) => line[i]!));
      return strength * Math.exp((log + Math.log(trace)) / 2 ** 11);
    },
    recipeName: 'spectral',
    invalid: [
      [-1, AT_LEAST_0],
      [{ iterations: 0 }, /iterations must be a whole number at least 1, not 0/],
    ],
  }),
  hoyer: row({
    create: hoyer,
    examples: [
      { strength: 0.3, squared: false },
      { strength: 0.1, squared: true },
    ],
    value: ({ data }, { strength, squared }: { strength: number; squared: boolean }) =>
      strength * (sizes(data) / Math.sqrt(squares(data))) ** (squared ? 2 : 1),
    recipeName: 'hoyer',
    invalid: [
      [-1, AT_LEAST_0],
      [{ squared: 'yes' }, /squared must be true or false, not 'yes'/],
    ],
  }),
  smoothness: row({
    create: smoothness,
    examples: [
      { strength: 0.3, axis: 0 },
      { strength: 0.2, axis: 1 },
    ],
    shapes: MATRICES,
    value: ({ data, shape }, { strength, axis }: { strength: number; axis: number }) => {
      const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
      const last = (i: number) => Math.floor(i / stride) % shape[axis]! === shape[axis]! - 1;
      return strength * sum(data.map((w, i) => (last(i) ? 0 : (data[i + stride]! - w) ** 2)));
    },
    recipeName: 'smoothness',
    invalid: [
      [-1, AT_LEAST_0],
      [{ axis: -1 }, /axis must be a whole number at least 0, not -1/],
    ],
  }),
  entropy: row({
    create: entropy,
    examples: [
      { strength: 0.3, of: 'distribution' },
      { strength: 0.3, of: 'units' },
    ],
    activity: true,
    draw: (rng) => 0.05 + 0.9 * rng.next(),
    value: (x, { strength, of }: { strength: number; of: 'distribution' | 'units' }) => {
      const h = (p: number) => -p * Math.log(p);
      const ofRows = matrix(x).map((row) =>
        sum(row.map((y) => (of === 'units' ? h(y) + h(1 - y) : h(y / sum(row))))),
      );
      return (strength * sum(ofRows)) / x.shape[0]!;
    },
    invalid: [
      [-1, AT_LEAST_0],
      [{ of: 'outputs' }, /of must be one of 'distribution', 'units', not 'outputs'/],
    ],
  }),
  'entropy of softmax outputs': row({
    create: entropy,
    examples: [{ strength: 0.3, of: 'distribution' }],
    activity: true,
    activation: 'softmax',
    value: (x, { strength }: { strength: number; of: 'distribution' }) => {
      const ofRows = matrix(x).map((row) => {
        const p = row.map((y) => Math.abs(y) / sizes(Float64Array.from(row)));
        return -sum(p.map((one) => one * Math.log(one)));
      });
      return (strength * sum(ofRows)) / x.shape[0]!;
    },
    invalid: [[-1, AT_LEAST_0]],
  }),
  klSparsity: row({
    create: klSparsity,
    examples: [
      { strength: 0.3, target: 0.05 },
      { strength: 0.1, target: 0.3 },
    ],
    activity: true,
    draw: (rng) => 0.05 + 0.9 * rng.next(),
    value: (x, { strength, target }: { strength: number; target: number }) => {
      const means = transpose(matrix(x)).map((column) => sum(column) / column.length);
      const of = (m: number) =>
        target * Math.log(target / m) + (1 - target) * Math.log((1 - target) / (1 - m));
      return strength * sum(means.map(of));
    },
    invalid: [
      [-1, AT_LEAST_0],
      [{ target: 1 }, /target must be a number above 0 and below 1, not 1/],
    ],
  }),
  condensed: row({
    create: condensed,
    examples: [
      { strength: 0.3, power: 4 },
      { strength: 0.1, power: 1 },
    ],
    activity: true,
    activation: 'tanh',
    draw: (rng) => 2 * rng.next() - 1,
    value: (x, { strength, power }: { strength: number; power: number }) => {
      const of = (y: number) => (1 + y) ** power * (1 - y) ** power * y ** 2;
      return (strength * sum(x.data.map(of))) / x.shape[0]!;
    },
    invalid: [
      [-1, AT_LEAST_0],
      [{ power: 0 }, /power must be a whole number at least 1 and at most 16, not 0/],
    ],
  }),
};

function row<Options>(options: TestRegularizerOptions<Options>): TestRegularizerOptions<never> {
  return options as unknown as TestRegularizerOptions<never>;
}

for (const [name, options] of Object.entries(rows)) {
  testRegularizer(name, { register, ...options });
}
