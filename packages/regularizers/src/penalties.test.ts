import { useBackend } from '@occam/backend';
import { createRecipe, fit, mlp, train, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RegularizerBase } from './baseClasses.js';
import {
  activityRegularization,
  groupLasso,
  hoyer,
  l1,
  l1l2,
  l2,
  orthogonal,
  register,
  smoothness,
  spectral,
  type Regularizer,
} from './index.js';

interface Case {
  id: string;
  kind: 'l1' | 'l2' | 'l2Half' | 'l1Mean' | 'l1l2';
  l1?: number;
  l2?: number;
  w: number[] | number[][];
  value: number;
  grad: number[] | number[][];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/penalties.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

const DATA = {
  x: { data: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), shape: [20, 2] },
  y: { data: Int32Array.from({ length: 20 }, (_, i) => i % 3), shape: [20] },
  task: 'classification' as const,
};

const ENGINES = ['tfjs', 'fused'] as const;

beforeAll(register);
beforeEach(() => useBackend('wasm'));

function gradientOf(regularizer: Regularizer, w: number[] | number[][]): number[] {
  return tf.tidy(() =>
    Array.from(
      tf
        .grad((x: tf.Tensor) => regularizer.apply(x))(tf.tensor(w))
        .dataSync(),
    ),
  );
}

describe('l1, l2 and l1l2', () => {
  const made = {
    l1: (c: Case) => l1(c.l1!),
    l2: (c: Case) => l2({ l2: c.l2! }),
    l2Half: (c: Case) => l2(c.l2! / 2),
    l1Mean: (c: Case) => l1({ l1: c.l1!, reduction: 'mean' }),
    l1l2: (c: Case) => l1l2({ l1: c.l1!, l2: c.l2! }),
  };

  it.each(cases.map((one) => [one.id, one] as const))("gives PyTorch's numbers: %s", (_, one) => {
    const regularizer = made[one.kind](one);
    const value = tf.tidy(() => regularizer.apply(tf.tensor(one.w)).dataSync()[0]!);
    expect(Math.abs(value - one.value)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(one.value));
    gradientOf(regularizer, one.w).forEach((slope, i) => {
      const want = one.grad.flat()[i]!;
      expect(Math.abs(slope - want)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(want));
    });
  });

  it('has the defaults 0.01, and a number stands for both factors of l1l2', () => {
    expect(l1().getConfig()).toEqual({ l1: 0.01, l2: 0, reduction: 'sum' });
    expect(l2().getConfig()).toEqual({ l1: 0, l2: 0.01, reduction: 'sum' });
    expect(l1l2(0.1).getConfig()).toEqual({ l1: 0.1, l2: 0.1, reduction: 'sum' });
    expect(l1l2({ l1: 0.1 }).getConfig()).toEqual({ l1: 0.1, l2: 0, reduction: 'sum' });
  });

  it('leaves a weight at 0 alone, where tfjs pushes it off', () => {
    expect(gradientOf(l1(0.5), [0, 2, -2])).toEqual([0, 0.5, -0.5]);
  });

  it.each(ENGINES)('takes the mean over the whole model in an objective (%s)', async (engine) => {
    const history: Record<string, number> = {};
    for (const config of [{ l1: 0.5 }, { l1: 0.5, reduction: 'mean' }]) {
      const recipe = createRecipe({
        model: mlp({ hidden: [4] }),
        uses: ['@occam/regularizers'],
        objective: { penalties: [{ className: 'l1', config, on: 'kernels' }] },
        fit: { epochs: 1, batchSize: 20 },
      });
      const result = await train(recipe, DATA, { seed: 1, engine });
      expect(result.engine).toBe(engine);
      history[config.reduction ?? 'sum'] = result.history['penalty']![0]!;
      result.dispose();
    }
    // 2·4 + 4 + 4·3 + 3 trainable weights, biases too.
    expect(history['mean']).toBeCloseTo(history['sum']! / 27, 6);
  });
});

describe('a vector', () => {
  it('has one weight in each neuron group, and is one input group', () => {
    const w = [3, 0, -4];
    const apply = (regularizer: Regularizer) =>
      tf.tidy(() => regularizer.apply(tf.tensor1d(w)).arraySync());
    expect(apply(groupLasso({ strength: 1, per: 'neuron' }))).toBeCloseTo(7, 5);
    expect(apply(groupLasso({ strength: 1, per: 'input' }))).toBeCloseTo(5 * Math.sqrt(3), 5);
  });

  it.each(ENGINES)('is refused by penalties of matrices, with the reason (%s)', async (engine) => {
    for (const className of ['orthogonal', 'spectral']) {
      const penalties = [{ className, on: 'all' as const }];
      await expect(fitSmall({}, { engine, objective: { penalties } })).rejects.toThrow(
        new RangeError(
          `${className} acts on matrices, not on a weight of shape [3]: use it for kernels, not for biases`,
        ),
      );
    }
  });

  it('has no second axis to be smooth along', () => {
    expect(() => smoothness({ axis: 1 }).apply(tf.tensor1d([1, 2]))).toThrow(
      'smoothness has axis 1, but the weight has the shape [2]: take an axis below 1',
    );
  });
});

describe('a group or weight of zeros', () => {
  it('has the gradient 0', () => {
    const kernel = [
      [0, 3],
      [0, 4],
    ];
    const slopes = gradientOf(groupLasso(1), kernel);
    expect(slopes.map((x) => x / Math.SQRT2)).toEqual([
      0,
      expect.closeTo(0.6, 5),
      0,
      expect.closeTo(0.8, 5),
    ]);
    for (const one of [hoyer(1), spectral(1)]) {
      expect(
        gradientOf(one, [
          [0, 0],
          [0, 0],
        ]),
      ).toEqual([0, 0, 0, 0]);
    }
  });
});

describe('the largest singular value', () => {
  it('is found to the bit each time', () => {
    const values = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
    const norm = () =>
      tf.tidy(
        () =>
          spectral(1)
            .apply(tf.tensor2d(values, [20, 15]))
            .dataSync()[0],
      );
    expect(norm()).toBe(norm());
  });

  it('of an orthogonal matrix times 2 is 2, and orthogonal costs nothing without the 2', () => {
    const [c, s] = [Math.cos(1), Math.sin(1)];
    const rotation = tf.tensor2d([c, -s, s, c], [2, 2]);
    expect(spectral(1).apply(tf.mul(2, rotation)).arraySync()).toBeCloseTo(2, 5);
    expect(orthogonal(1).apply(rotation).arraySync()).toBeCloseTo(0, 6);
  });
});

describe('a regularizer that returns no scalar', () => {
  class Vector extends RegularizerBase {
    static className = 'TestVector';
    override getConfig() {
      return {};
    }
    override apply(w: tf.Tensor): tf.Scalar {
      return tf.sum(w, 0) as tf.Scalar;
    }
  }

  it.each(ENGINES)('is refused with its layer (%s)', async (engine) => {
    const message =
      /a regularizer of the layer 'first' must return a scalar, not a tensor of shape \[3\]/;
    await expect(fitSmall({ kernelRegularizer: new Vector() }, { engine })).rejects.toThrow(
      message,
    );
  });

  it.each([
    [new Vector(), /activity regularizer TestVector must return a scalar, not a tensor of shape/],
    [
      Object.assign(new Vector(), { apply: () => 3 }),
      /activity regularizer TestVector must return a scalar, not 3/,
    ],
  ])('is refused for outputs too', async (activityRegularizer, message) => {
    await expect(fitSmall({ activityRegularizer } as object, {})).rejects.toThrow(message);
    expect(() =>
      tf.sequential({
        layers: [activityRegularization({ regularizer: activityRegularizer, inputShape: [2] })],
      }),
    ).toThrow(message);
  });
});

async function fitSmall(
  layer: Partial<Parameters<typeof tf.layers.dense>[0]>,
  options: FitOptions,
): Promise<Awaited<ReturnType<typeof fit>>> {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 3,
        inputShape: [2],
        activation: 'softmax',
        ...layer,
        name: 'first',
      }),
    ],
  });
  const before = tf.memory().numTensors;
  try {
    return await fit(model, DATA, { epochs: 1, batchSize: 20, ...options });
  } finally {
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  }
}
