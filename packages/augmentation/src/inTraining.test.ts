import { useBackend } from '@occam/backend';
import {
  createRecipe,
  fit,
  mlp,
  train,
  type FitOptions,
  type RecipeOptions,
} from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { addGaussianNoise, augment, horizontalFlip, register } from './index.js';

beforeAll(async () => {
  await useBackend('wasm');
  register();
});

const rows = 24;
const x = {
  data: Float32Array.from({ length: rows * 12 }, (_, i) => ((i * 37) % 101) / 101),
  shape: [rows, 12],
};
const y = { data: Int32Array.from({ length: rows }, (_, row) => row % 3), shape: [rows] };
const data = { x, y, task: 'classification' } as const;
const pipeline = augment([horizontalFlip(), addGaussianNoise({ stddev: 0.05 })], {
  seed: 3,
  imageShape: [2, 3, 2],
});

async function run(options: FitOptions) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 3,
        inputShape: [12],
        activation: 'softmax',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
    ],
  });
  try {
    const { history, engine } = await fit(model, data, {
      epochs: 3,
      batchSize: 7,
      seed: 1,
      ...options,
    });
    return { history, engine, weights: Array.from(model.getWeights()[0]!.dataSync()) };
  } finally {
    model.dispose();
  }
}

it('varies the rows of both engines alike, in another way each epoch', async () => {
  const fused = await run({ augment: pipeline });
  const tfjs = await run({ augment: pipeline, engine: 'tfjs' });
  expect([fused.engine, tfjs.engine]).toEqual(['fused', 'tfjs']);
  fused.weights.forEach((weight, i) => expect(weight).toBeCloseTo(tfjs.weights[i]!, 5));
  expect(await run({ augment: pipeline })).toEqual(fused);
  expect((await run({ augment: pipeline, seed: 2 })).weights).not.toEqual(fused.weights);

  const learningRateSchedule = () => 0;
  const { history } = await run({ augment: pipeline, learningRateSchedule });
  const whole = await run({ augment: pipeline, learningRateSchedule, batchSize: 24 });
  whole.history.loss.forEach((loss, epoch) => expect(loss).toBeCloseTo(history.loss[epoch]!, 5));
  expect(history.loss[1]).not.toBeCloseTo(history.loss[0]!, 5);
});

it('trains on what the pipeline gives under the seed of the training', async () => {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const varied = pipeline.vary({ x, y }, all, { epoch: 0, seed: 1 });
  const given = { ...data, x: varied.x };
  const recipe = createRecipe({ model: mlp({ hidden: [] }), fit: { epochs: 1, batchSize: 7 } });
  const [direct, augmented] = [
    await train(recipe, given, { seed: 1 }),
    await train(recipe, data, { seed: 1, augment: pipeline }),
  ];
  expect(augmented.history).toEqual(direct.history);
  direct.dispose();
  augmented.dispose();
});

it('stands in a recipe, which its JSON gives back', async () => {
  const recipe = createRecipe({
    model: mlp({ hidden: [4] }),
    augment: [pipeline],
    fit: { epochs: 2 },
  });
  expect(recipe.uses).toEqual(['@occam/augmentation']);
  const again = createRecipe(JSON.parse(JSON.stringify(recipe)) as RecipeOptions);
  const [one, two] = [await train(recipe, data), await train(again, data)];
  expect(two.recipe.augment).toEqual([pipeline.toJSON()]);
  expect(two.history).toEqual(one.history);
  one.dispose();
  two.dispose();
});
