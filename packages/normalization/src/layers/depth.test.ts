import { useBackend } from '@occam/backend';
import { createRng } from '@occam/core';
import { createRecipe, train } from '@occam/training';
import { beforeAll, expect, it } from 'vitest';
import { register } from '../index.js';

// The small form of `pnpm bench normalization`: Ioffe's figure 1 on clusters instead of MNIST.

beforeAll(async () => {
  await useBackend('wasm');
  register();
});

const CLASSES = 8;
const FEATURES = 10;

/** Rows around eight centres, at a distance at which they hardly overlap. */
function clusters() {
  const rng = createRng('clusters');
  const centres = Float64Array.from({ length: CLASSES * FEATURES }, () => 2 * rng.normal());
  const n = 600;
  const y = Int32Array.from({ length: n }, (_, i) => i % CLASSES);
  const x = Float32Array.from({ length: n * FEATURES }, (_, i) => {
    const row = Math.floor(i / FEATURES);
    return centres[y[row]! * FEATURES + (i % FEATURES)]! + rng.normal();
  });
  return {
    x: { data: x, shape: [n, FEATURES] },
    y: { data: y, shape: [n] },
    task: 'classification' as const,
  };
}

/** Five layers of 24 sigmoid units, each normalized before its activation or not. */
function topology(className: string | undefined, config: object) {
  const hidden = [1, 2, 3, 4, 5].flatMap((n) => [
    {
      className: 'Dense',
      config: {
        name: `hidden${n}`,
        units: 24,
        kernelInitializer: 'glorotUniform',
        ...(n === 1 && { batchInputShape: [null, FEATURES] }),
      },
    },
    ...(className ? [{ className, config: { name: `normalization${n}`, ...config } }] : []),
    { className: 'Activation', config: { name: `activation${n}`, activation: 'sigmoid' } },
  ]);
  const output = { name: 'output', units: CLASSES, activation: 'softmax' };
  const layers = [...hidden, { className: 'Dense', config: output }];
  return { className: 'Sequential', config: { name: 'deep', layers } };
}

async function accuracyOf(className?: string, config = {}): Promise<number> {
  const recipe = createRecipe({
    model: { topology: topology(className, config) },
    uses: ['@occam/normalization'],
    optimizer: { name: 'sgd', learningRate: 0.3 },
    fit: { epochs: 12, batchSize: 30 },
  });
  const result = await train(recipe, clusters(), { engine: 'fused' });
  const accuracy = result.history['acc']!.at(-1)!;
  result.dispose();
  return accuracy;
}

it('five layers of sigmoid units stall, and learn where they are normalized', async () => {
  // One class in eight is a share of 0.125.
  expect(await accuracyOf()).toBeLessThan(0.3);
  for (const [className, least, config] of [
    ['OccamBatchNormalization', 0.9, {}],
    ['OccamBatchRenormalization', 0.9, {}],
    ['OccamLayerNormalization', 0.5, {}],
    ['OccamRMSNormalization', 0.5, {}],
    ['OccamGroupNormalization', 0.5, { groups: 4 }],
  ] as const) {
    expect(await accuracyOf(className, config), className).toBeGreaterThan(least);
  }
});
