import { LayerNoise, registerLowering } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { layerLaws } from './layerLaws.js';
import { testLayer, type TestLayerOptions } from './index.js';

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

interface Options {
  /** How far it moves its input, at least 0. */
  by: number;
  seed?: number;
  inputShape?: number[];
}

/** A right layer, of which each test breaks one method: adds uniform noise from [−by, by) in training. */
class Jitter extends tf.layers.Layer {
  static className = 'TestJitter';
  readonly noise: LayerNoise;
  readonly by: number;
  readonly seed: number;

  constructor({ by, seed = 0, ...others }: Options) {
    for (const name of Object.keys(others)) {
      if (/Shapes/.test(name)) throw new TypeError(`jitter has no option '${name}'`);
    }
    checkNumber('by', by, { min: 0 });
    super(others);
    this.by = by;
    this.noise = new LayerNoise(this, seed);
    this.seed = seed;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return training ? tf.tidy(() => this.move(x)) : x;
  }

  move(x: tf.Tensor): tf.Tensor {
    const { by } = this;
    return tf.add(x, tf.mul(tf.sub(this.noise.next().uniform(x.shape), 0.5), 2 * by));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), by: this.by, seed: this.seed };
  }
}

const register = () => tf.serialization.registerClass(Jitter as never);
const invalid = [[{ by: -1 }, /by must be a number at least 0, not -1/]] as const;
const right: TestLayerOptions<Options> = {
  create: (options) => new Jitter(options),
  examples: [{ by: 0.2 }],
  invalid,
  noisy: true,
  fused: /TestJitter, which has no lowering/,
  register,
};

/** The options with a layer whose methods are replaced. */
const broken = (faults: Partial<Record<keyof Jitter, unknown>>): TestLayerOptions<Options> => ({
  ...right,
  create: (options) => Object.assign(new Jitter(options), faults) as tf.layers.Layer,
});

async function checkLaw(title: RegExp, options: TestLayerOptions<Options>): Promise<void> {
  const law = layerLaws(options).find((one) => title.test(one.title));
  if (!law) throw new Error(`no law has a title like ${title}`);
  await law.check();
}

describe('testLayer', () => {
  // That tfjs spoils its seed where that has letters is one of the faults below.
  const others = layerLaws(right).filter(({ title }) => !/JSON/.test(title));
  it.each(others)('passes a right layer: it $title', async ({ check }) => {
    await check();
  });

  const customGradient = tf.customGrad((x) => ({
    value: tf.square(x as tf.Tensor),
    gradFunc: (dy) => tf.mul(dy as tf.Tensor, 2),
  }));

  const faults: [string, RegExp, TestLayerOptions<Options>, RegExp][] = [
    [
      'a wrong gradient',
      /central differences/,
      broken({ move: (x: tf.Tensor) => customGradient(x) }),
      /training: the gradient by element 0 of the input must be/,
    ],
    [
      'numbers without a seed',
      /same again under the same seed/,
      broken({ move: (x: tf.Tensor) => tf.add(x, tf.randomUniform(x.shape)) }),
      /under the same seed, the outputs must be the same/,
    ],
    [
      'one mask for ever',
      /same again under the same seed/,
      broken({ move: (x: tf.Tensor) => tf.add(x, 0.1) }),
      /its output in 16 steps must change/,
    ],
    [
      'a mean that moves',
      /mean of what it gives/,
      broken({
        move(this: Jitter, x: tf.Tensor) {
          return tf.add(x, this.noise.next().uniform(x.shape));
        },
      }),
      /the mean of element 0 is .* in training, but .* at inference/,
    ],
    [
      'noise of its own in an engine',
      /Occam's engines/,
      broken({ move: (x: tf.Tensor) => tf.add(x, tf.randomNormal(x.shape)) }),
      /the weights must be the same/,
    ],
    [
      'no noise where engines look',
      /property noise/,
      broken({ noise: undefined }),
      /noise must be a LayerNoise/,
    ],
    [
      'a tensor left behind',
      /no tensor/,
      broken({
        move(this: Jitter, x: tf.Tensor) {
          return tf.add(x, tf.keep(this.noise.next().uniform(x.shape)));
        },
      }),
      /on the backend cpu: options .*, training: 2 tensors are left/,
    ],
    [
      'another shape than it says',
      /shape that it says/,
      broken({ call: (x: tf.Tensor) => tf.concat([x, x], 1) }),
      /a row of output is \[12\], not \[6\]/,
    ],
    [
      'an option that is not saved',
      /JSON/,
      { ...broken({ getConfig: tf.layers.Layer.prototype.getConfig }), noisy: false },
      /by must be a number/,
    ],
    ['a seed that snake case spoils', /JSON/, right, /its config must come back as .*fold_2 Of 10/],
    [
      'other numbers on another backend',
      /on every backend/,
      broken({ call: (x: tf.Tensor) => tf.add(x, tf.getBackend() === 'cpu' ? 0 : 1) }),
      /on the backend wasm: .* the output must be/,
    ],
    [
      'a bad option that is taken',
      /refuses bad options/,
      { ...right, invalid: [...invalid, [{ by: 1 }, /by/]] },
      /the options \{"by":1\} must be refused/,
    ],
    [
      'an engine that trains after all',
      /trains alike/,
      { ...right, fused: /no kernel/ },
      /must refuse the layer with \/no kernel\/, but .* no lowering/,
    ],
  ];
  it.each(faults)('finds %s', async (_, title, options, message) => {
    await expect(Promise.resolve().then(() => checkLaw(title, options))).rejects.toThrow(message);
  });

  it('finds a lowering that computes something else', async () => {
    class Lowered extends Jitter {
      static override className = 'TestLoweredJitter';
    }
    registerLowering('layer', 'TestLoweredJitter', (_layer, _plan, [x]) => x!);
    const options = { ...right, fused: true, create: (one: Options) => new Lowered(one) } as const;
    await expect(checkLaw(/trains alike/, options)).rejects.toThrow(
      /on the backend accelerated wasm: a weight after training on the fused engine must be/,
    );
  });

  it.each([
    [{ creates: 1 }, 'TypeError', "testLayer has no option 'creates' (did you mean 'create'?)"],
    [{ create: 1 }, 'TypeError', 'create must be a function, not 1'],
    [{ examples: [] }, 'TypeError', 'examples must be a list of at least one'],
    [{ invalid: undefined }, 'TypeError', 'invalid must be a list of at least one, not undefined'],
    [{ inputShape: [0] }, 'RangeError', 'inputShape[0] must be a whole number at least 1, not 0'],
    [{ noisy: 1 }, 'TypeError', 'noisy must be true or false, not 1'],
    [{ fused: false }, 'TypeError', 'fused must be true, or what the reason against it must match'],
  ])('refuses the options %j', (options, name, message) => {
    const call = () => testLayer('jitter', { ...right, ...options } as never);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  });
});
