import { testConstraint, type TestArray, type TestConstraintOptions } from '@occam/testing';
import {
  maxNorm,
  minMaxNorm,
  nonNeg,
  register,
  sparsity,
  spectralBound,
  unitNorm,
  type MaxNormOptions,
  type MinMaxNormOptions,
} from './index.js';

/** Scales the vectors along axis 0 or 1 of a matrix to norms that a function says. */
function scaled({ data, shape }: TestArray, axis: number, norm: (before: number) => number) {
  const columns = shape[1]!;
  const group = (i: number) => (axis === 0 ? i % columns : Math.floor(i / columns));
  return data.map((w, i) => {
    const norms = Math.sqrt(data.reduce((s, x, j) => s + (group(j) === group(i) ? x * x : 0), 0));
    return (w * norm(norms)) / (1e-7 + norms);
  });
}

/** σ_max of a matrix: √ of the largest eigenvalue of WᵀW, by many steps of power iteration. */
function spectralNorm({ data, shape }: TestArray): number {
  const columns = shape.at(-1)!;
  let v = new Float64Array(columns).map((_, j) => 1 + j / columns);
  let norm = 0;
  for (let step = 0; step < 500; step++) {
    const next = new Float64Array(columns);
    for (let start = 0; start < data.length; start += columns) {
      const row = data.subarray(start, start + columns);
      const product = row.reduce((s, w, j) => s + w * v[j]!, 0);
      row.forEach((w, j) => (next[j]! += product * w));
    }
    norm = Math.sqrt(next.reduce((s, x) => s + x * x, 0));
    v = next.map((x) => x / norm);
  }
  return Math.sqrt(norm);
}

/** Each constraint: how it is made, its projection as plainly as can be, and what it refuses. */
const rows = {
  maxNorm: row({
    create: maxNorm,
    examples: [
      { maxValue: 1.5, axis: 0 },
      { maxValue: 2, axis: 1 },
    ],
    project: (w, { maxValue, axis }: MaxNormOptions) =>
      scaled(w, axis!, (norm) => Math.min(norm, maxValue!)),
    invalid: [
      [0, /maxValue must be a number above 0, not 0/],
      [{ max: 1 }, /maxNorm has no option 'max'/],
      [{ axis: 0.5 }, /axis must be a whole number at least 0, not 0.5/],
    ],
  }),
  unitNorm: row({
    create: unitNorm,
    examples: [{ axis: 0 }, { axis: 1 }],
    project: (w, { axis }: { axis: number }) => scaled(w, axis, () => 1),
    invalid: [[{ axis: -1 }, /axis must be a whole number at least 0, not -1/]],
  }),
  nonNeg: row({
    create: nonNeg,
    examples: [undefined],
    project: ({ data }) => data.map((w) => Math.max(w, 0)),
  }),
  minMaxNorm: row({
    create: minMaxNorm,
    examples: [{ minValue: 1, maxValue: 1.5, rate: 1, axis: 0 }],
    project: (w, { minValue, maxValue }: MinMaxNormOptions) =>
      scaled(w, 0, (norm) => Math.min(Math.max(norm, minValue!), maxValue!)),
    invalid: [
      [{ rate: 0 }, /rate must be a number above 0 and at most 1, not 0/],
      [{ minValue: 2, maxValue: 1 }, /minValue must be a number at least 0 and at most 1, not 2/],
    ],
  }),
  'minMaxNorm, halfway': row({
    create: minMaxNorm,
    examples: [{ minValue: 1, maxValue: 1.5, rate: 0.5, axis: 0 }],
    idempotent: false,
    project: (w, { minValue, maxValue }: MinMaxNormOptions) =>
      scaled(w, 0, (norm) => (norm + Math.min(Math.max(norm, minValue!), maxValue!)) / 2),
  }),
  spectralBound: row({
    create: spectralBound,
    examples: [{ maxValue: 1, iterations: 40 }, { maxValue: 100 }],
    shapes: [
      [4, 6],
      [3, 2, 5],
    ],
    project: (w, { maxValue }: { maxValue: number }) => {
      const scale = Math.max(1, spectralNorm(w) / maxValue);
      return w.data.map((x) => x / scale);
    },
    invalid: [
      [0, /maxValue must be a number above 0, not 0/],
      [{ iterations: 1.5 }, /iterations must be a whole number at least 1, not 1.5/],
    ],
  }),
  sparsity: row({
    create: sparsity,
    examples: [{ k: 1 }, { k: 7 }, { k: 1000 }],
    project: ({ data }, { k }: { k: number }) => {
      const least = data.map(Math.abs).sort().at(-k) ?? 0;
      return data.map((w) => (Math.abs(w) >= least ? w : 0));
    },
    invalid: [
      [0, /k must be a whole number at least 1, not 0/],
      [undefined, /the options of sparsity must be an object, not undefined/],
      [{ k: '3' }, /k must be a whole number at least 1, not '3'/],
    ],
  }),
};

function row<Options>(options: TestConstraintOptions<Options>): TestConstraintOptions<never> {
  return options as unknown as TestConstraintOptions<never>;
}

for (const [name, options] of Object.entries(rows)) testConstraint(name, { register, ...options });
