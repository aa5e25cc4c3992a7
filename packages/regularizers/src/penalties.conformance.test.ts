import { testRegularizer, type TestRegularizerOptions } from '@occam/testing';
import { l1, l1l2, l2, register } from './index.js';

const sum = (values: Iterable<number>): number => [...values].reduce((total, x) => total + x, 0);
const sizes = (data: Float64Array): number => sum(data.map(Math.abs));
const squares = (data: Float64Array): number => sum(data.map((x) => x * x));

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
};

function row<Options>(options: TestRegularizerOptions<Options>): TestRegularizerOptions<never> {
  return options as unknown as TestRegularizerOptions<never>;
}

for (const [name, options] of Object.entries(rows)) {
  testRegularizer(name, { register, ...options });
}
