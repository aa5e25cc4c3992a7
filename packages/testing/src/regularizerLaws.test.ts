import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { testConstraint, testRegularizer, type TestRegularizerOptions } from './index.js';
import { constraintLaws } from './constraintLaws.js';
import { regularizerLaws } from './regularizerLaws.js';

const Base = Object.getPrototypeOf(
  tf.regularizers.l2({ l2: 0 }).constructor,
) as typeof tf.serialization.Serializable;

interface Options {
  strength?: number;
  someName?: string;
}

/** strength · Σ|w|³, as an outsider writes it. */
class Cubes extends Base {
  static className = 'TestCubes';
  readonly strength: number;
  constructor({ strength = 0.01 }: Options = {}) {
    super();
    if (!(strength >= 0)) throw new RangeError(`strength must be at least 0, not ${strength}`);
    this.strength = strength;
  }
  apply(w: tf.Tensor): tf.Scalar {
    return tf.tidy(() => tf.mul(this.strength, tf.sum(tf.mul(tf.abs(w), tf.square(w)))));
  }
  override getConfig(): tf.serialization.ConfigDict {
    return { strength: this.strength };
  }
}

function register(): void {
  tf.serialization.registerClass(Cubes);
}

registerClass(
  'penalty',
  'TestCubes',
  (config: Options) => (w: tf.Tensor) => new Cubes(config).apply(w),
);

const cubes: TestRegularizerOptions<Options> = {
  create: (options) => new Cubes(options),
  examples: [{ strength: 0.1 }],
  value: ({ data }, { strength }) => strength! * data.reduce((sum, w) => sum + Math.abs(w) ** 3, 0),
  invalid: [[{ strength: -1 }, /strength must be at least 0/]],
  recipeName: 'TestCubes',
  register,
};

testRegularizer('cubes of an outsider, which the fused engine has no lowering for', cubes);

/** A way to be wrong, the law that it breaks, and what the law says. */
const wrong: [string, Partial<TestRegularizerOptions<Options>>, RegExp, RegExp][] = [
  [
    'another value',
    { create: (options) => new Cubes({ strength: 2 * options.strength! }) },
    /computes its formula/,
    /on the backend cpu: options {"strength":"0.1"}, shape \[4, 6\]: the penalty must be .* not/,
  ],
  [
    'no scalar',
    {
      create: (options) =>
        Object.assign(new Cubes(options), { apply: (w: tf.Tensor) => tf.sum(w, 0) as tf.Scalar }),
    },
    /computes its formula/,
    /apply must return a scalar/,
  ],
  [
    'another gradient',
    {
      create: (options) => {
        const made = new Cubes(options);
        const { apply } = made;
        // The value is right, and half of it is hidden from autodiff.
        const half = (w: tf.Tensor) => {
          const value = apply.call(made, w);
          return tf.tidy(() => tf.add(tf.mul(0.5, value), 0.5 * value.dataSync()[0]!) as tf.Scalar);
        };
        return Object.assign(made, { apply: half });
      },
    },
    /has the gradient/,
    /the gradient must be .* at element 0, not/,
  ],
  [
    'a NaN at zeros',
    {
      create: (options) =>
        Object.assign(new Cubes(options), {
          apply: (w: tf.Tensor) => tf.tidy(() => tf.norm(w) as tf.Scalar),
        }),
      value: ({ data }) => Math.sqrt(data.reduce((sum, w) => sum + w * w, 0)),
    },
    /has a finite value/,
    /at zeros it gives NaN/,
  ],
  [
    'a config that snake case changes',
    {
      create: (options) =>
        Object.assign(new Cubes(options), {
          getConfig: () => ({ ...options, someName: 'perNeuron_2' }),
        }),
    },
    /comes back equal/,
    /its config must come back as {"strength":0.1,"someName":"perNeuron_2"}, not as/,
  ],
  [
    'a tensor left',
    {
      create: (options) =>
        Object.assign(new Cubes(options), {
          apply: (w: tf.Tensor) => tf.mul(0.1, tf.sum(tf.abs(w))) as tf.Scalar,
        }),
    },
    /leaves no tensor/,
    /tensors are left/,
  ],
  [
    'bad options taken',
    { invalid: [[{ strength: 1 }, /strength/]] },
    /refuses bad options/,
    /the options {"strength":"1"} must be refused by a TypeError or RangeError, not undefined/,
  ],
  [
    'a message without the range',
    { invalid: [[{ strength: -1 }, /at most 7/]] },
    /refuses bad options/,
    /must be refused with a message like .*, not 'strength must be at least 0, not -1'/,
  ],
  [
    'a name that recipes do not know',
    { recipeName: 'TestUnknown' },
    /by its name in an objective/,
    /no penalty 'TestUnknown' is registered/,
  ],
];

describe('testRegularizer finds', () => {
  it.each(wrong)('%s', async (_, change, title, message) => {
    const laws = regularizerLaws({ ...cubes, ...change }).filter((law) => title.test(law.title));
    expect(laws.length).toBe(1);
    await expect((async () => laws[0]!.check())()).rejects.toThrow(message);
  });

  it('wrong options of its own', () => {
    const { value: _, ...rest } = cubes;
    expect(() => testRegularizer('x', rest as never)).toThrow(
      'value must be a function, not undefined',
    );
    expect(() => testRegularizer('x', { ...cubes, examples: [] })).toThrow(
      'examples must be a list of at least one',
    );
    expect(() => testRegularizer('x', { ...cubes, exmaples: [] } as never)).toThrow(
      "no option 'exmaples'",
    );
  });
});

describe('testConstraint finds', () => {
  const nonNegative = {
    create: () => tf.constraints.nonNeg() as never,
    examples: [{}],
    project: ({ data }: { data: Float64Array }) => data.map((w) => Math.max(w, 0)),
  };

  it('another projection', async () => {
    const [law] = constraintLaws({ ...nonNegative, project: ({ data }) => data });
    await expect((async () => law!.check())()).rejects.toThrow(/the weight must be .* not 0/);
  });

  it('what does not stay', async () => {
    const halving = Object.assign(tf.constraints.nonNeg(), {
      apply: (w: tf.Tensor) => tf.mul(w, 0.5),
    });
    const [law] = constraintLaws({
      ...nonNegative,
      create: () => halving as never,
      project: ({ data }) => data.map((w) => w / 2),
    });
    await expect((async () => law!.check())()).rejects.toThrow(
      /the weight projected again must be/,
    );
  });

  it('wrong options of its own', () => {
    expect(() => testConstraint('x', { ...nonNegative, project: 3 as never })).toThrow(
      'project must be a function, not 3',
    );
  });
});
