import { registerClass, takeRows } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectClose, onBackend, weightsOf } from '../../test/helpers.js';
import { buildNetwork, contextOf, problems, type Problem } from '../../test/randomModels.js';
import type { Engine, EngineContext, Measured, TrainedBatch } from '../engine.js';
import { createTfjsEngine } from '../tfjsEngine.js';
import type { VariedBatch } from '../variation.js';
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

async function run(
  problem: Problem,
  create: (context: EngineContext) => Engine,
  vary = false,
): Promise<Run> {
  const model = buildNetwork(problem);
  const context = await contextOf(problem, model);
  const engine = create({ ...context, varies: vary });
  try {
    for (let step = 0; step < 10; step++) {
      const rows = Uint32Array.from({ length: 8 - (step % 3) }, (_, i) => (7 * i + step) % ROWS);
      engine.trainBatch(rows, step, 0.02, vary ? varied(context, rows) : undefined);
    }
    const trained = await engine.takeTrained();
    const evaluated = await engine.evaluateBatch(Uint32Array.from({ length: ROWS }, (_, i) => i));
    return { trained, evaluated, weights: weightsOf(model) };
  } finally {
    engine.dispose();
    model.dispose();
  }
}

/** The rows in another order of columns' values, with targets of the rows after them and weights of their own. */
function varied({ training: { x, y }, weights }: EngineContext, rows: Uint32Array): VariedBatch {
  const { data, shape } = takeRows(x, rows);
  const next = takeRows(
    y,
    rows.map((row) => (row + 1) % ROWS),
  );
  return {
    x: { data: data.map((value, i) => value + (i % 3) / 4), shape },
    y: next,
    weights: weights && Float32Array.from(rows, (row) => 1 + (row % 4)),
  };
}

/**
 * Both engines compute the same formulas in float32, in other orders of summation: on tfjs' cpu backend a matrix product is
 * even summed in float64. Weights of size 1 then differ by some units in the last place, 6e-8 each, a step; the worst of
 * 1,500 such networks was 7e-7 after ten steps, so 1e-5 leaves room for an unlucky sum and none for a wrong term. (The
 * adaptive optimizers have ε = 0.01 here, since with ε = 1e-8 a gradient of rounding error alone moves a weight a whole step.)
 */
const BOUND = { abs: 1e-5, rel: 1e-5 };

it('agrees with the tfjs engine after ten steps, for random networks', async () => {
  const classes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(problems, async (problem) => {
      for (const { className } of problem.layers) classes.add(className);
      const fused = await run(problem, createFusedEngine);
      await tf.setBackend('cpu');
      const tfjs = await run(problem, createTfjsEngine).finally(() => tf.setBackend('wasm'));
      expectClose(fused.weights, tfjs.weights, BOUND);
      fused.trained.forEach((batch, i) => {
        expectClose(Object.values(batch), Object.values(tfjs.trained[i]!), BOUND);
      });
      expectClose(Object.values(fused.evaluated), Object.values(tfjs.evaluated), BOUND);
    }),
    // OCCAM_RUNS and OCCAM_SEED look further than CI does.
    {
      numRuns: Number(process.env['OCCAM_RUNS'] ?? 40),
      seed: Number(process.env['OCCAM_SEED'] ?? 1),
    },
  );
  expect(classes.size).toBe(12);
});

it('agrees as well on varied rows with targets and weights of their own', async () => {
  await fc.assert(
    fc.asyncProperty(problems, async (problem) => {
      const fused = await run(problem, createFusedEngine, true);
      await tf.setBackend('cpu');
      const tfjs = await run(problem, createTfjsEngine, true).finally(() => tf.setBackend('wasm'));
      expectClose(fused.weights, tfjs.weights, BOUND);
      fused.trained.forEach((batch, i) => {
        expectClose(Object.values(batch), Object.values(tfjs.trained[i]!), BOUND);
      });
    }),
    { numRuns: 15, seed: 2 },
  );
});
