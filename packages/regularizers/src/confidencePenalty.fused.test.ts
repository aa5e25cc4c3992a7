import { restoreWasm, useBackend } from '@occam/backend';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confidencePenalty } from './confidencePenalty.js';
import { register } from './register.js';

beforeAll(async () => {
  register();
  await useBackend('wasm');
});
afterAll(restoreWasm);

const n = 30;
const x = { data: Float32Array.from({ length: 4 * n }, (_, i) => Math.sin(5 * i)), shape: [n, 4] };
const labels = { data: Int32Array.from({ length: n }, (_, i) => i % 3), shape: [n] };
const data = { x, y: labels, task: 'classification' as const };

describe('confidencePenalty in both engines', () => {
  const heads = [
    ['crossEntropy', 'softmax'],
    ['crossEntropy', 'linear'],
    ['crossEntropy', 'sigmoid'],
    ['crossEntropy', 'relu'],
    ['binaryCrossEntropy', 'sigmoid'],
    ['binaryCrossEntropy', 'linear'],
    ['binaryCrossEntropy', 'softmax'],
  ] as const;

  it.each(heads)('agrees under %s on %s, with everything else', async (loss, activation) => {
    const run = async (engine: 'fused' | 'tfjs', threshold: number | undefined) => {
      const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            units: 7,
            inputShape: [4],
            activation: 'tanh',
            kernelInitializer: kernelInitializer(1),
          }),
          tf.layers.dropout({ rate: 0.3 }),
          tf.layers.dense({
            units: 3,
            activation,
            kernelInitializer: kernelInitializer(2),
            // Positive outputs for relu, most of them; a softmax is as it was.
            biasInitializer: tf.initializers.constant({ value: 1 }),
          }),
        ],
      });
      const { history } = await fit(model, data, {
        loss,
        epochs: 3,
        batchSize: 8,
        engine,
        optimizer: { name: 'sgd', learningRate: 0.1 },
        objective: {
          labelSmoothing: 0.1,
          lossWeight: 0.8,
          terms: [confidencePenalty({ weight: 0.5, threshold })],
        },
        sampleWeight: new Float32Array(n).map((_, i) => 1 + (i % 2)),
      });
      const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
      model.dispose();
      return [...weights, ...history.objective, ...history.penalty];
    };
    for (const threshold of [undefined, 0.65]) {
      const fused = await run('fused', threshold);
      const tfjs = await run('tfjs', threshold);
      expect(fused.length).toBe(tfjs.length);
      fused.forEach((value, i) => expect(value).toBeCloseTo(tfjs[i]!, 5));
    }
  });

  it('costs no other loss its meaning', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    const numbers = { data: new Float32Array(n), shape: [n] };
    for (const engine of ['fused', 'tfjs'] as const) {
      await expect(
        fit(
          model,
          { x, y: numbers, task: 'regression' },
          { engine, objective: { terms: [confidencePenalty()] } },
        ),
      ).rejects.toThrow(
        "confidencePenalty needs class probabilities, which the loss 'meanSquaredError' does not have",
      );
    }
    model.dispose();
  });
});
