import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectClose, onBackend, weightsOf } from '../../test/helpers.js';
import { buildNetwork, contextOf, problems, type Problem } from '../../test/randomModels.js';
import type { Engine, EngineContext, Measured, TrainedBatch } from '../engine.js';
import { createTfjsEngine } from '../tfjsEngine.js';
import { createFusedEngine } from './fusedEngine.js';

onBackend('wasm', 'cpu');
// A penalty that only tfjs can differentiate.
registerClass('penalty', 'TestSquares', () => (w: tf.Tensor) => tf.sum(tf.square(w)));

const ROWS = 20;

interface Run {
  trained: TrainedBatch[];
  evaluated: Measured;
  weights: number[];
}

async function run(problem: Problem, create: (context: EngineContext) => Engine): Promise<Run> {
  const model = buildNetwork(problem);
  const engine = create(await contextOf(problem, model));
  try {
    for (let step = 0; step < 10; step++) {
      const rows = Uint32Array.from({ length: 8 - (step % 3) }, (_, i) => (7 * i + step) % ROWS);
      engine.trainBatch(rows, step, 0.02);
    }
    const trained = await engine.takeTrained();
    const evaluated = await engine.evaluateBatch(Uint32Array.from({ length: ROWS }, (_, i) => i));
    return { trained, evaluated, weights: weightsOf(model) };
  } finally {
    engine.dispose();
    model.dispose();
  }
}

it(
  'agrees with the tfjs engine after ten steps, for random networks',
  { timeout: 300_000 },
  async () => {
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const fused = await run(problem, createFusedEngine);
        await tf.setBackend('cpu');
        const tfjs = await run(problem, createTfjsEngine).finally(() => tf.setBackend('wasm'));
        worst = Math.max(
          worst,
          ...fused.weights.map((w, i) => Math.abs(w - tfjs.weights[i]!) / (1 + Math.abs(w))),
        );
        expectClose(fused.weights, tfjs.weights, { abs: 1e-5, rel: 1e-4 });
        fused.trained.forEach((batch, i) => {
          expectClose(Object.values(batch), Object.values(tfjs.trained[i]!));
        });
        expectClose(Object.values(fused.evaluated), Object.values(tfjs.evaluated));
      }),
      {
        numRuns: Number(process.env.RUNS ?? 60),
        seed: Number(process.env.SEED ?? 1),
        endOnFailure: false,
      },
    );
    console.log('worst', worst);
    expect(tf.getBackend()).toBe('wasm');
  },
);
