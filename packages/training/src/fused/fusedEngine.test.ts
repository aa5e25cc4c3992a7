import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { blobs, classifier, expectClose, onBackend, weightsOf } from '../../test/helpers.js';
import type { Engine, EngineContext } from '../engine.js';
import { resolveObjective } from '../objective.js';
import { resolveOptimizer } from '../optimizers/resolveOptimizer.js';
import { createTfjsEngine } from '../tfjsEngine.js';
import { readTrainingData } from '../trainingData.js';
import { createFusedEngine } from './fusedEngine.js';

onBackend('wasm');

async function contextOf(model: tf.LayersModel): Promise<EngineContext> {
  const training = await readTrainingData('the training data', blobs(50));
  return {
    model,
    training,
    validation: training,
    weights: undefined,
    objective: resolveObjective({}),
    loss: 'crossEntropy',
    optimizer: resolveOptimizer('adam'),
    rng: createRng(1),
  };
}

async function run(create: (context: EngineContext) => Engine) {
  const model = classifier();
  const engine = create(await contextOf(model));
  for (let step = 0; step < 10; step++) {
    engine.trainBatch(
      Uint32Array.from({ length: 16 - (step % 3) }, (_, i) => (i * 7 + step) % 50),
      step,
      0.01,
    );
  }
  const result = {
    trained: await engine.takeTrained(),
    evaluated: await engine.evaluateBatch(Uint32Array.from({ length: 50 }, (_, i) => i)),
    weights: weightsOf(model),
  };
  engine.dispose();
  model.dispose();
  return result;
}

describe('the fused engine', () => {
  it('computes what the tfjs engine computes', async () => {
    const fused = await run(createFusedEngine);
    const tfjs = await run(createTfjsEngine);
    expectClose(fused.weights, tfjs.weights);
    fused.trained.forEach((batch, i) => {
      expectClose(Object.values(batch), Object.values(tfjs.trained[i]!));
    });
    expectClose(Object.values(fused.evaluated), Object.values(tfjs.evaluated));
    expect(fused.evaluated.correct).toBe(tfjs.evaluated.correct);
  });
});
