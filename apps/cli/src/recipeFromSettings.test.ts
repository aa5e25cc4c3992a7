import { digits } from '@occam/datasets';
import { train } from '@occam/training';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '@occam/backend';
import { recipeFromSettings } from './recipeFromSettings.js';

beforeAll(() => useBackend('wasm'));

it('carries scaling, normalization and a pipeline of images together, which varies pixels', async () => {
  const data = digits(30);
  const settings = { data: 'digits', scale: true, batchNorm: true, hidden: [4], augment: 'digits' };
  const recipe = await recipeFromSettings(settings, data);
  expect(recipe.uses).toEqual(['@occam/normalization', '@occam/augmentation']);
  expect(recipe.preprocess.map(({ className }) => className)).toEqual(['StandardScaler']);
  expect(recipe.augment.map(({ className }) => className)).toEqual(['Pipeline']);

  const read = JSON.parse(JSON.stringify(recipe)) as typeof recipe;
  const [one, two] = [
    await train(recipe, data, { epochs: 2 }),
    await train(read, data, { epochs: 2 }),
  ];
  expect(two.history).toEqual(one.history);
  // The scaler has learned from the pixels as they are.
  const { mean } = one.preprocess[0]!.toJSON().config as { mean: number[] };
  const middle = 14 * 28 + 14;
  const pixels = Array.from({ length: 30 }, (_, row) => data.x.data[row * 784 + middle]!);
  expect(mean[middle]).toBeCloseTo(pixels.reduce((sum, pixel) => sum + pixel, 0) / 30, 6);
  one.dispose();
  two.dispose();
});
