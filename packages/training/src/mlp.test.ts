import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { onBackend } from '../test/helpers.js';
import { createRecipe } from './createRecipe.js';
import { mlp } from './mlp.js';
import { train } from './train.js';

onBackend('wasm');

it('bounds the norm of what goes into a hidden unit after each step, in both engines', async () => {
  const x = { data: Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)), shape: [9, 4] };
  const y = { data: Int32Array.from({ length: 9 }, (_, i) => i % 3), shape: [9] };
  const recipe = createRecipe({
    model: mlp({ hidden: [6, 5], maxNorm: 0.4 }),
    optimizer: { name: 'sgd', learningRate: 0.5 },
    fit: { epochs: 4, batchSize: 3 },
  });
  const found: Record<string, number[][]> = {};
  for (const engine of ['tfjs', 'fused'] as const) {
    const result = await train(recipe, { x, y, task: 'classification' }, { engine });
    found[engine] = result.model.layers.map((layer) =>
      Array.from(tf.tidy(() => tf.norm(layer.getWeights()[0]!, 2, 0).dataSync())),
    );
    result.dispose();
  }
  for (const [hidden1, hidden2, output] of [found['tfjs']!, found['fused']!]) {
    expect(Math.max(...hidden1!, ...hidden2!)).toBeLessThanOrEqual(0.4 + 1e-5);
    // The bound is reached, and the output layer has none.
    expect(Math.max(...hidden1!)).toBeGreaterThan(0.399);
    expect(Math.max(...output!)).toBeGreaterThan(0.5);
  }
  found['fused']!.flat().forEach((norm, i) =>
    expect(norm).toBeCloseTo(found['tfjs']!.flat()[i]!, 4),
  );
});
