import {
  checkNumber,
  checkOptions,
  createRng,
  registerClass,
  takeRows,
  type NdArray,
  type Rng,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { testTransform, type TestedRows, type TestTransformOptions } from './index.js';
import { transformLaws } from './transformLaws.js';

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

interface Options {
  /** How much darker pixels become at most, 0 … 1. */
  most?: number;
}

interface Source {
  size: number;
  take(rows: Uint32Array): TestedRows;
}

/** A right transform, of which each test breaks something: multiplies a row by 1 − most · u. */
function darken(options: Options = {}) {
  checkOptions('darken', options, ['most']);
  const { most = 0.5 } = options;
  checkNumber('most', most, { min: 0, max: 1 });
  return {
    className: 'darken',
    on: 'image',
    getConfig: (): Record<string, unknown> => ({ most }),
    draw: (random: Rng, _source: Source): unknown => 1 - most * random.next(),
    apply: ({ x, y }: TestedRows, drawn: readonly any[], _source: Source): TestedRows => ({
      x: scaled(x, drawn as number[]),
      y,
    }),
    applyTensor: (x: tf.Tensor, drawn: readonly any[]): tf.Tensor =>
      tf.mul(x, tf.tensor(drawn as number[], [drawn.length, 1, 1, 1])),
  };
}

function scaled({ data, shape }: NdArray, factors: readonly number[]): NdArray {
  const width = data.length / factors.length;
  return { data: Float32Array.from(data, (v, i) => v * factors[Math.floor(i / width)]!), shape };
}

type Darken = ReturnType<typeof darken> & {
  resample?: (data: TestedRows, seed: number) => TestedRows;
  /** What this file's pipeline calls instead of `apply`. */
  inPipeline?: ReturnType<typeof darken>['apply'];
};

/** A pipeline as small as can be: random numbers by seeds, place, row and epoch. */
function augment(transforms: readonly Darken[], { seed = 0 }: { seed?: number } = {}) {
  type Data = TestedRows & { classCount?: number };
  type Occasion = { epoch: number; seed: number | string };

  function run(data: Data, rows: Uint32Array, occasion: Occasion, replayed?: unknown[][]) {
    const draws: unknown[][] = [];
    const upTo = (place: number, wanted: Uint32Array, keep: boolean): TestedRows => {
      if (place < 0) {
        return { x: takeRows(data.x, wanted), y: data.y && takeRows(data.y, wanted) };
      }
      const transform = transforms[place]!;
      const before = upTo(place - 1, wanted, keep);
      const source = {
        size: data.x.shape[0]!,
        classCount: data.classCount ?? 0,
        epoch: occasion.epoch,
        take: (others: Uint32Array) => upTo(place - 1, others, false),
      };
      const label = (row: number) => [seed, occasion.seed, place, row, occasion.epoch].join();
      const drawn =
        (keep && replayed?.[place]) ||
        Array.from(wanted, (row) => transform.draw(createRng(label(row)), source));
      if (keep) draws[place] = drawn;
      return (transform.inPipeline ?? transform.apply)(before, drawn, source);
    };
    return { ...upTo(transforms.length - 1, rows, true), drawn: { ...occasion, draws } };
  }

  return {
    vary: (data: Data, rows: Uint32Array, { epoch = 0, seed: of = 0 }: Partial<Occasion> = {}) =>
      run(data, rows, { epoch, seed: of }),
    replay: (
      data: Data,
      rows: Uint32Array,
      { draws, ...occasion }: Occasion & { draws: unknown[][] },
    ) => run(data, rows, occasion, draws),
    async apply(x: tf.Tensor, { y, classCount }: { y: tf.Tensor; classCount: number }) {
      const read = async (tensor: tf.Tensor) => ({
        data: (await tensor.data()) as Float32Array | Int32Array,
        shape: tensor.shape,
      });
      const data = { x: await read(x), y: await read(y), classCount };
      const rows = Uint32Array.from({ length: x.shape[0]! }, (_, row) => row);
      const varied = run(data, rows, { epoch: 0, seed: 0 });
      const upload = ({ data: values, shape }: NdArray) => tf.tensor(values, [...shape]);
      return { x: upload(varied.x), y: upload(varied.y!) };
    },
  };
}

const invalid = [[{ most: 2 }, /most must be a number at least 0 and at most 1, not 2/]] as const;
const right: TestTransformOptions<Options> = {
  create: darken,
  augment,
  examples: [{}, { most: 0.9 }],
  identity: [{ most: 0 }],
  range: [0, 1],
  invalid,
  register: () => registerClass('transform', 'darken', darken),
};

/** The options with a transform of which something is replaced. */
function broken(
  faults: Partial<Darken> | ((right: Darken, options: Options) => Partial<Darken>),
  others: Partial<TestTransformOptions<Options>> = {},
): TestTransformOptions<Options> {
  return {
    ...right,
    ...others,
    create(options) {
      const made: Darken = darken(options);
      return { ...made, ...(typeof faults === 'function' ? faults(made, options) : faults) };
    },
  };
}

/** A transform that mixes each row half and half with another, targets too. */
const mixing = (sum: number): TestTransformOptions<Options> =>
  broken(
    {
      applyTensor: undefined as never,
      draw: (random, { size }) => random.int(size),
      apply({ x, y }, drawn, source) {
        const other = source.take(Uint32Array.from(drawn as number[]));
        const data = Float32Array.from(x.data, (v, i) => (v + other.x.data[i]!) / 2);
        const { classCount } = source as Source & { classCount: number };
        if (!y || classCount === 0 || y.shape.length === 2)
          return { x: { data, shape: x.shape }, y };
        const soft = new Float32Array(y.data.length * classCount);
        y.data.forEach((label, row) => {
          soft[row * classCount + label]! += sum / 2;
          soft[row * classCount + other.y!.data[row]!]! += sum / 2;
        });
        return {
          x: { data, shape: x.shape },
          y: { data: soft, shape: [y.data.length, classCount] },
        };
      },
    },
    { targets: 'mixed', identity: undefined },
  );

/** A transform that repeats the first rows. */
const repeating = (
  resample: Darken['resample'] = ({ x, y }, seed) => {
    const rng = createRng(seed);
    const rows = Array.from({ length: 40 }, (_, i) => (i < 32 ? i : rng.int(32)));
    return { x: takeRows(x, rows), y: y && takeRows(y, rows) };
  },
) => broken({ resample, draw: () => null, apply: (rows) => rows, applyTensor: (x) => x.clone() });

async function checkLaw(title: RegExp, options: TestTransformOptions<Options>): Promise<void> {
  const law = transformLaws(options).find((one) => title.test(one.title));
  if (!law) throw new Error(`no law has a title like ${title}`);
  await law.check();
}

describe('testTransform', () => {
  it.each(transformLaws(right))('passes a right transform: it $title', async ({ check }) => {
    await check();
  });

  it.each(transformLaws(mixing(1)).filter(({ title }) => !/JSON, by/.test(title)))(
    'passes a right one that mixes rows: it $title',
    async ({ check }) => {
      await check();
    },
  );

  it.each(transformLaws(repeating()).filter(({ title }) => /resample/.test(title)))(
    'passes a right one that resamples: it $title',
    async ({ check }) => {
      await check();
    },
  );

  let calls = 0;
  const faults: [string, RegExp, TestTransformOptions<Options>, RegExp][] = [
    [
      'targets that change',
      /keeps the shape/,
      broken((own) => ({
        apply: (rows, drawn, source) => ({
          x: own.apply(rows, drawn, source).x,
          y: rows.y && scaled(rows.y, drawn as number[]),
        }),
      })),
      /options \{\}, rows \[6, 6, 3\]: y of targets must be the same to the bit/,
    ],
    [
      'another shape',
      /keeps the shape/,
      broken({ apply: ({ x, y }) => ({ x: { data: x.data, shape: [x.data.length] }, y }) }),
      /the shape of x must stay \[7, 6, 6, 3\], not become \[756\]/,
    ],
    [
      'numbers that are not finite',
      /finite numbers/,
      broken({ draw: (random) => 1 / (random.int(4) - 1) }),
      /element \d+ of x is (NaN|Infinity)/,
    ],
    [
      'shares that do not sum to 1',
      /shares of 1/,
      mixing(0.9),
      /the targets of row 0 must be shares of 1, not \[0\.\d+/,
    ],
    [
      'a change at zero magnitude',
      /zero magnitude/,
      broken((own) => ({
        apply: (rows, drawn, source) =>
          own.apply(rows, drawn.map((factor: number) => factor * 0.9999) as number[], source),
      })),
      /options \{"most":"0"\}, .* x at zero magnitude must be the same to the bit/,
    ],
    [
      'rows that never change',
      /varies rows/,
      broken({ draw: () => 1 }),
      /4 epochs must change something/,
    ],
    [
      'one variant for all epochs',
      /varies rows/,
      broken({ draw: () => 0.5 }),
      /4 epochs must not all be the same/,
    ],
    [
      'one draw for all rows',
      /varies rows/,
      broken({ draw: (_random, source) => 1 - (source as any).epoch / 10 }),
      /the rows of a batch must not all draw the same/,
    ],
    [
      'a variant that depends on the batch',
      /whatever the batch/,
      broken((own) => ({
        apply: (rows, drawn, source) =>
          own.apply(rows, drawn.map(() => drawn[0] as number) as number[], source),
      })),
      /x of row 1 alone must be the same to the bit/,
    ],
    [
      'a variant that depends on the calls before',
      /the calls before/,
      broken({ draw: () => 1 / (2 + (calls++ % 50)) }),
      /x of a second call must be the same to the bit/,
    ],
    [
      'draws that JSON loses',
      /does again/,
      broken((own) => ({
        draw: (random) => (random.int(2) === 0 ? Infinity : 0.5),
        apply: (rows, drawn, source) =>
          own.apply(rows, drawn.map((d) => (d === Infinity ? 0.25 : (d ?? 1))) as number[], source),
      })),
      /x of a replay must be the same to the bit/,
    ],
    [
      'a transform that writes into its input',
      /leaves its input/,
      broken((own) => ({
        apply(rows, drawn, source) {
          const made = own.apply(rows, drawn, source);
          rows.x.data.set(made.x.data);
          return made;
        },
      })),
      /x of its input must be the same to the bit/,
    ],
    [
      'something else in a pipeline',
      /in a pipeline/,
      broken({ inPipeline: (rows) => rows }),
      /x in a pipeline must be .* within 0.00001 at element/,
    ],
    [
      'an option that JSON loses',
      /JSON, by its name/,
      broken({ getConfig: () => ({}) }),
      /its config must come back as \{\}, not as \{"most":0.5\}/,
    ],
    [
      'a name under which something else is registered',
      /JSON, by its name/,
      broken({ className: 'brighten' }),
      /no transform 'brighten' is registered/,
    ],
    [
      'values out of the range',
      /keeps values from 0 to 1/,
      broken({ draw: (random) => 1 + random.next() }),
      /element \d+ is 1\.\d+/,
    ],
    [
      'a crash without rows',
      /without rows/,
      broken((own) => ({
        apply(rows, drawn, source) {
          if (drawn.length === 0) throw new RangeError('nothing to do');
          return own.apply(rows, drawn, source);
        },
      })),
      /nothing to do/,
    ],
    [
      'other numbers on another backend',
      /on every backend/,
      broken({
        applyTensor: (x, drawn) =>
          tf
            .mul(x, tf.tensor(drawn as number[], [7, 1, 1, 1]))
            .add(tf.getBackend() === 'cpu' ? 0 : 0.1),
      }),
      /on the backend wasm: options .* x of applyTensor must be .* within 0.00001/,
    ],
    [
      'a tensor left behind',
      /leaves none behind/,
      broken((own) => ({
        applyTensor: (x, drawn) => tf.keep(own.applyTensor(x, drawn)).clone(),
      })),
      /applyTensor left 1 tensors/,
    ],
    [
      'a tensor of the caller that is gone',
      /leaves none behind/,
      broken((own) => ({
        applyTensor(x, drawn) {
          const made = own.applyTensor(x, drawn);
          x.dispose();
          return made;
        },
      })),
      /applyTensor left -1 tensors/,
    ],
    [
      'a bad option that is taken',
      /refuses bad options/,
      { ...right, invalid: [...invalid, [{ most: 1 }, /most/]] },
      /the options \{"most":"1"\} must be refused/,
    ],
    [
      'an unknown option that is taken',
      /refuses bad options/,
      { ...right, create: ({ most }) => darken({ ...(most !== undefined && { most }) }) },
      /an unknown option must be refused/,
    ],
    [
      'a resampling without a seed',
      /resamples rows of unbalanced/,
      repeating((data) => ({ x: takeRows(data.x, [1, 2, 3]), y: takeRows(data.y!, [1, 2, 3]) })),
      /another seed must change it/,
    ],
    [
      'a resampling that changes nothing',
      /resamples rows of unbalanced/,
      repeating((data) => data),
      /it must change which rows there are/,
    ],
    [
      'a resampling that writes into the training rows',
      /resamples rows of unbalanced/,
      repeating((data) => {
        data.x.data.fill(0);
        return data;
      }),
      /x of the training rows must be the same to the bit/,
    ],
    [
      'resampled rows without their targets',
      /each with its target/,
      repeating(({ x, y }) => ({ x: takeRows(x, [0, 1]), y })),
      /2 rows must have as many targets, not 32/,
    ],
    [
      'a class out of nowhere',
      /each with its target/,
      repeating(({ x, y }) => ({ x, y: { ...y!, data: y!.data.map(() => 7) as Int32Array } })),
      /there was no class 7/,
    ],
  ];
  it.each(faults)('finds %s', async (_, title, options, message) => {
    right.register!();
    await expect(Promise.resolve().then(() => checkLaw(title, options))).rejects.toThrow(message);
  });

  it.each([
    [{ creates: 1 }, 'TypeError', "testTransform has no option 'creates' (did you mean 'create'?)"],
    [{ create: 1 }, 'TypeError', 'create must be a function, not 1'],
    [{ augment: undefined }, 'TypeError', 'augment must be a function, not undefined'],
    [{ examples: [] }, 'TypeError', 'examples must be a list of at least one'],
    [{ invalid: undefined }, 'TypeError', 'invalid must be a list of at least one, not undefined'],
    [{ identity: [] }, 'TypeError', 'identity must be a list of at least one'],
    [{ shapes: [[0]] }, 'RangeError', 'shapes[0][0] must be a whole number at least 1, not 0'],
    [{ shapes: [3] }, 'TypeError', 'shapes[0] must be a list of at least one, not 3'],
    [{ range: [0] }, 'TypeError', 'range must be [low, high], not a value of type Array'],
    [{ range: [1, 0] }, 'RangeError', 'range[1] must be a number above 1, not 0'],
    [{ targets: 'keep' }, 'RangeError', "targets must be one of 'kept', 'mixed', not 'keep'"],
    [{ varies: 1 }, 'TypeError', 'varies must be true or false, not 1'],
    [{ tensorBound: -1 }, 'RangeError', 'tensorBound must be a number at least 0, not -1'],
  ])('refuses the options %j', (options, name, message) => {
    const call = () => testTransform('darken', { ...right, ...options } as never);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  });
});
