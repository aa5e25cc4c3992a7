import { restoreWasm, useBackend } from '@occam/backend';
import { checkOptions } from '@occam/core';
import { fit, type FitResult, type LossName } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildNetwork, dataFor, network64, type Network64 } from './network64.js';
import { onEachBackend } from './testBackends.js';

/** What {@link testTerm} takes. */
export interface TestTermOptions {
  /** Makes the term known, as the `register` of its package. */
  register: () => void;
  /** What the term is made from. Default {}. */
  config?: Record<string, unknown> | undefined;
  /** The naive formula in float64, of a network with one hidden layer of tanh and an output of softmax, sigmoid or none. */
  value: (network: Network64, loss: LossName) => number;
  /** The losses that the term works with. Default crossEntropy, binaryCrossEntropy and meanSquaredError. */
  losses?: readonly LossName[] | undefined;
  /** Whether it is lowered in the fused engine. Default false: the result must name the term. */
  fused?: boolean | undefined;
  /** Whether it trains the model's second output. Default false. */
  hints?: boolean | undefined;
  /** Configurations that must be refused, each with what the message must say. */
  refused: readonly (readonly [config: Record<string, unknown>, message: RegExp])[];
}

/** The last activation and the number of units that a loss is tested with. */
const HEADS: Readonly<Record<LossName, readonly [activation: string, units: number]>> = {
  crossEntropy: ['softmax', 3],
  binaryCrossEntropy: ['sigmoid', 1],
  meanSquaredError: ['linear', 2],
  meanAbsoluteError: ['linear', 2],
  huber: ['linear', 2],
};

/** The step of the central differences, in float64. */
const STEP = 1e-4;

/**
 * Declares the tests that every term of the objective must pass, for vitest: its value against a naive formula in float64,
 * its gradient by all weights against central differences of that formula, the same on cpu, on WASM with tfjs' kernels and with
 * Occam's, and in the fused engine (or a fallback that names the term), in a browser on WebGL, no tensor left over, and bad
 * configurations refused.
 *
 * The term alone is minimized by one step of `fit` with a learning rate of 1, so that the weights' change is the
 * gradient.
 *
 * @param className the name under which the term is registered
 * @throws TypeError if an option is unknown
 *
 * @example
 * ```js
 * import { testTerm } from '@occam/testing';
 * import { register } from './register.js';
 *
 * testTerm('largeLogits', {
 *   register,
 *   config: { power: 2 },
 *   value: ({ x, logits }) => x.flatMap(logits).reduce((sum, z) => sum + z ** 2, 0) / x.length,
 *   refused: [[{ power: -1 }, /power of largeLogits must be/]],
 * });
 * ```
 */
export function testTerm(className: string, options: TestTermOptions): void {
  checkOptions('testTerm', options, [
    'register',
    'config',
    'value',
    'losses',
    'fused',
    'hints',
    'refused',
  ]);
  const { register, config = {}, value, fused = false, hints = false, refused } = options;
  const { losses = ['crossEntropy', 'binaryCrossEntropy', 'meanSquaredError'] } = options;

  describe(`the term ${className}`, () => {
    beforeAll(register);
    beforeEach(() => useBackend('cpu'));
    afterAll(restoreWasm);

    describe.each(losses)('under %s', (loss) => {
      const data = dataFor(loss, HEADS[loss][1]);

      it('has the value and the gradient of the naive formula', async () => {
        const { before, gradient, result } = await step('tfjs', loss);
        const naive = (weights: readonly ArrayLike<number>[]) =>
          value(network64(weights, data, HEADS[loss][1], hints), loss);
        expectClose([result.history.penalty[0]!], [naive(before)], 1e-5);
        expectClose(gradient, differences(naive, before), 1e-4);
      });

      it('is the same on every backend and engine', async () => {
        const cpu = await step('tfjs', loss);
        await onEachBackend(async ({ fused: accelerated }) => {
          const one = await step('tfjs', loss);
          expectClose(one.result.history.penalty, cpu.result.history.penalty, 1e-5);
          expectClose(one.gradient, cpu.gradient, 1e-5);
          if (!accelerated) return;
          // What falls back is warned about, once.
          const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
          const auto = await step('auto', loss).finally(() => warned.mockRestore());
          expect(auto.result.engine).toBe(fused ? 'fused' : 'tfjs');
          if (!fused) expect(auto.result.engineReason).toContain(className);
          expectClose(auto.result.history.penalty, cpu.result.history.penalty, 1e-5);
          expectClose(auto.gradient, cpu.gradient, 1e-5);
        });
      });
    });

    it.each(refused)('refuses %o', async (bad, message) => {
      await onEachBackend(async ({ fused: accelerated }) => {
        await expect(step('tfjs', losses[0]!, bad)).rejects.toThrow(message);
        if (!fused || !accelerated) return;
        await expect(step('fused', losses[0]!, bad)).rejects.toThrow(message);
      });
    });
  });

  async function step(
    engine: 'auto' | 'fused' | 'tfjs',
    loss: LossName,
    termConfig = config,
  ): Promise<{ before: Float32Array[]; gradient: number[]; result: FitResult }> {
    const [activation, units] = HEADS[loss];
    const data = dataFor(loss, units);
    const model = buildNetwork(units, activation, hints);
    const tensors = tf.memory().numTensors;
    const weights = () => model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
    const before = weights();
    try {
      const result = await fit(
        model,
        {
          x: data.x,
          y: data.y,
          task: loss.endsWith('rossEntropy') ? 'classification' : 'regression',
          ...(hints ? { hints: data.hints } : {}),
        },
        {
          loss,
          epochs: 1,
          batchSize: data.x.shape[0]!,
          optimizer: { name: 'sgd', learningRate: 1 },
          objective: { lossWeight: 0, terms: [{ className, config: termConfig, weight: 1 }] },
          engine,
        },
      );
      const after = weights();
      const gradient = before.flatMap((values, i) =>
        Array.from(values, (old, j) => old - after[i]![j]!),
      );
      return { before, gradient, result };
    } finally {
      expect(tf.memory().numTensors, 'tensors left over').toBe(tensors);
      model.dispose();
    }
  }
}

/** The gradient by all weights, by central differences. */
function differences(
  value: (weights: readonly ArrayLike<number>[]) => number,
  weights: readonly ArrayLike<number>[],
): number[] {
  const copies = weights.map((values) => Float64Array.from(values));
  return copies.flatMap((values) =>
    Array.from(values, (at, i) => {
      values[i] = at + STEP;
      const above = value(copies);
      values[i] = at - STEP;
      const below = value(copies);
      values[i] = at;
      return (above - below) / (2 * STEP);
    }),
  );
}

/** Checks numbers within tolerance · (1 + |want|). */
function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!);
    if (!(error <= tolerance * (1 + Math.abs(want[i]!)))) {
      expect.fail(`element ${i} is ${got[i]}, not ${want[i]}`);
    }
  }
}
