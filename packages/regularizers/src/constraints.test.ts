import { useBackend } from '@occam/backend';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyConstraints, maxNorm, register, sparsity, spectralBound } from './index.js';

beforeAll(register);
beforeEach(() => useBackend('wasm'));

describe('applyConstraints', () => {
  it('refuses what is no model', () => {
    expect(() => applyConstraints(null as never)).toThrow(
      'applyConstraints needs a tf.LayersModel, not null',
    );
  });

  function network(): tf.Sequential {
    const seeded = tf.initializers.glorotUniform({ seed: 1 });
    const inner = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 2,
          inputShape: [2],
          kernelInitializer: seeded,
          kernelConstraint: maxNorm(0.1) as never,
        }),
      ],
    });
    const model = tf.sequential({
      layers: [inner, tf.layers.dense({ units: 1, kernelInitializer: seeded })],
    });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    return model;
  }

  const norms = (model: tf.LayersModel) => [
    ...tf.tidy(() => tf.norm(model.getWeights()[0]!, 2, 0).dataSync()),
  ];

  it("constrains in tfjs' own fit, which does not do so itself, and leaves no tensor", async () => {
    const [x, y] = [tf.ones([8, 2]), tf.ones([8, 1])];
    const forgetful = network();
    await forgetful.fit(x, y, { epochs: 2, verbose: 0 });
    expect(Math.max(...norms(forgetful))).toBeGreaterThan(0.2);
    const model = network();
    const before = tf.memory().numTensors;
    await model.fit(x, y, {
      epochs: 2,
      verbose: 0,
      callbacks: { onBatchEnd: () => Promise.resolve(applyConstraints(model)) },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(Math.max(...norms(model))).toBeLessThanOrEqual(0.1);
  });
});

describe('sparsity', () => {
  it.each(['tfjs', 'fused'] as const)(
    'leaves k weights, the first of equal ones (%s)',
    async (engine) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(-2, -1, 0, 1, 2), { minLength: 1, maxLength: 40 }),
          fc.integer({ min: 1, max: 45 }),
          async (values, k) => {
            const order = values
              .map((_, i) => i)
              .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b);
            const kept = new Set(order.slice(0, k));
            const want = values.map((w, i) => (kept.has(i) ? w : 0) + 0);
            const got = await projected(values, k, engine);
            expect(got.map((w) => Math.round(w) + 0)).toEqual(want);
          },
        ),
        { numRuns: engine === 'fused' ? 20 : 100, seed: 1 },
      );
    },
  );

  /** What a step with a learning rate of almost 0 leaves of a kernel in the fused engine, or what `apply` gives. */
  async function projected(
    values: number[],
    k: number,
    engine: 'tfjs' | 'fused',
  ): Promise<number[]> {
    if (engine === 'tfjs') {
      return tf.tidy(() => [...sparsity(k).apply(tf.tensor1d(values)).dataSync()]);
    }
    const n = values.length;
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: n, inputShape: [1], kernelConstraint: sparsity(k) as never }),
      ],
    });
    const kernel = tf.tensor2d(values, [1, n]);
    (model.layers[0]!.weights[0]!.read() as tf.Variable).assign(kernel);
    const data = {
      x: { data: new Float32Array(1), shape: [1, 1] },
      y: { data: new Float32Array(n), shape: [1, n] },
      task: 'regression' as const,
    };
    await fit(model, data, { epochs: 1, optimizer: { name: 'sgd', learningRate: 1e-9 }, engine });
    const result = [...model.getWeights()[0]!.dataSync()];
    model.dispose();
    kernel.dispose();
    return result;
  }
});

describe('spectralBound', () => {
  it('acts on matrices', () => {
    expect(() => spectralBound(1).apply(tf.tensor1d([1]))).toThrow(
      'spectralBound acts on matrices, not on a weight of shape [1]: use it for kernels, not for biases',
    );
  });
});
