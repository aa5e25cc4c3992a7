import { createDataset, digits, makeClassification, type Dataset } from '@occam/datasets';
import { restoreWasm, useBackend } from '@occam/backend';
import { createRecipe, mlp, train } from '@occam/training';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  compareModels,
  goodness,
  magnitude,
  outgoingWeights,
  prune,
  random,
  selectedInputs,
  sensitivity,
  shrink,
  type Criterion,
  type PruneOptions,
} from '../index.js';

// Small variants of `pnpm bench pruning`: the test rows take the place of the validation rows and decide nothing, since each plan is
// carried out to its end.

const data = digits(1000);
const test = digits(1000, { seed: 1 });
const recipe = (epochs: number) =>
  createRecipe({ model: mlp({ hidden: [64, 32] }), fit: { epochs } });

beforeAll(async () => {
  await useBackend('wasm');
});
afterAll(restoreWasm);

/** The test errors of a pruning, round by round. */
async function errorsOf(options: Omit<PruneOptions, 'data'>): Promise<number[]> {
  const { rounds, dispose } = await prune({ data, validation: test, ...options });
  dispose();
  return rounds.map(({ error }) => error);
}

it(
  'keeps the accuracy with 12 times fewer weights, in smaller files',
  { timeout: 60_000 },
  async () => {
    const { rounds, best, model, before, dispose } = await prune({
      recipe: recipe(10),
      data,
      validation: test,
      criterion: magnitude(),
      target: 'weights',
      step: { schedule: 'cubic', sparsity: 1 - 1 / 12, rounds: 4 },
      until: { error: 1 },
      fineTune: { epochs: 4 },
    });
    expect(best).toBe(rounds[4]);
    expect(best.remaining).toBe(Math.round(best.total / 12));
    expect(rounds[0]!.error).toBeLessThan(0.12);
    expect(best.error).toBeLessThanOrEqual(rounds[0]!.error + 0.01);
    const smaller = shrink(model);
    const { indices } = selectedInputs(smaller);
    const reports = await compareModels(before, smaller, test, {
      dataAfter: withInputs(test, indices),
      repetitions: 1,
    });
    expect(reports.after.accuracy).toBeCloseTo(1 - best.error, 2);
    expect(reports.before.accuracy).toBeCloseTo(1 - rounds[0]!.error, 9);
    expect(reports.after.gzipped).toBeLessThan(reports.before.gzipped / 4);
    smaller.dispose();
    dispose();
  },
);

it('finds lottery tickets, which other first values are not', { timeout: 60_000 }, async () => {
  const options = {
    recipe: recipe(8),
    criterion: magnitude({ scope: 'layer' }),
    target: 'weights',
    scope: 'layer',
    step: 0.4,
    until: { error: 1, rounds: 4 },
  } as const;
  const ticket = await errorsOf({ ...options, rewind: 'initial' });
  const control = await errorsOf({ ...options, rewind: 'random' });
  // The same network before pruning; 22 % and 13 % of the weights in rounds 3 and 4.
  expect(control[0]).toBe(ticket[0]);
  expect(ticket[3]).toBeLessThanOrEqual(ticket[0]! + 0.02);
  expect(control[3]).toBeGreaterThan(ticket[3]! + 0.03);
  expect(control[4]).toBeGreaterThan(ticket[4]! + 0.03);
});

it('loses less with criteria than by chance', { timeout: 60_000 }, async () => {
  const sums: Record<string, number> = {};
  for (const seed of [0, 1]) {
    const dense = await train(recipe(10), data, { seed });
    const criteria: Criterion[] = [outgoingWeights(), goodness(), magnitude(), random({ seed })];
    for (const criterion of criteria) {
      const errors = await errorsOf({
        model: dense.model,
        criterion,
        target: 'units',
        step: { schedule: 'linear', sparsity: 0.6, rounds: 3 },
        until: { error: 1 },
        fineTune: { epochs: 1 },
        seed,
      });
      sums[criterion.className] = (sums[criterion.className] ?? 0) + errors[3]!;
    }
    dense.dispose();
  }
  const { random: chance, ...others } = sums;
  for (const sum of Object.values(others)) expect(sum / 2).toBeLessThan(chance! / 2 - 0.04);
});

it('finds ten informative features among forty of noise', { timeout: 60_000 }, async () => {
  let found = 0;
  for (const seed of [0, 1, 2]) {
    const table = makeClassification({
      nSamples: 4000,
      nFeatures: 50,
      nInformative: 10,
      nRedundant: 0,
      seed,
    });
    const { inputs, rounds, dispose } = await prune({
      recipe: createRecipe({
        model: mlp({ hidden: [64] }),
        optimizer: { name: 'adam', learningRate: 3e-3 },
        fit: { epochs: 30, batchSize: 64 },
      }),
      data: table,
      criterion: sensitivity(),
      target: 'inputs',
      step: { schedule: 'cubic', sparsity: 0.8, rounds: 4 },
      until: { error: 1 },
      fineTune: { epochs: 10 },
      seed,
    });
    dispose();
    expect(inputs).toHaveLength(10);
    expect(rounds[4]!.error).toBeLessThan(rounds[0]!.error);
    found += inputs.reduce((n, i) => n + (table.featureRoles[i] === 'informative' ? 1 : 0), 0);
  }
  expect(found / 30).toBeGreaterThanOrEqual(0.95);
});

/** Rows with some of their features. */
function withInputs({ x, y, task, size }: Dataset, indices: Uint32Array): Dataset {
  const width = x.shape[1]!;
  const values = new Float32Array(size * indices.length);
  for (let row = 0; row < size; row++) {
    indices.forEach((feature, c) => {
      values[row * indices.length + c] = x.data[row * width + feature]!;
    });
  }
  return createDataset({ x: { data: values, shape: [size, indices.length] }, y, task });
}
