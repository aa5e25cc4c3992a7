import { buildModel, createRecipe, mlp, train } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { normals, onBackend } from '../test/helpers.js';
import { register } from './index.js';

onBackend('wasm');

const recipe = createRecipe({
  model: mlp({ hidden: [5], dropConnect: 0.5, noise: 0.3, l2: 0.1 }),
  fit: { epochs: 2, batchSize: 8 },
});

// In this order: what is registered stays so.
it('says which class is missing, and what to call', () => {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  expect(classNameMap['OccamDropConnect']).toBeUndefined();
  const data = { x: { shape: [8, 4] }, task: 'classification', classCount: 2 } as const;
  expect(() => buildModel(recipe, data, 1)).toThrow(
    "tfjs cannot build the model: no layer 'OccamDropConnect' is registered: call the register() of the package that it comes from",
  );
});

it('trains a template with DropConnect and noise on the fused engine', async () => {
  register();
  expect(recipe.uses).toEqual(['@occam/regularizers']);
  const data = {
    x: { data: normals(64), shape: [16, 4] },
    y: { data: Int32Array.from({ length: 16 }, (_, i) => i % 2), shape: [16] },
    task: 'classification' as const,
  };
  const { model, engine, history } = await train(recipe, data, { seed: 1 });
  expect(engine).toBe('fused');
  expect(model.layers.map((layer) => layer.getClassName())).toEqual([
    'GaussianNoise',
    'OccamDropConnect',
    'Dense',
  ]);
  // The weights that are dropped are penalized as all others.
  expect(history['penalty']![0]).toBeGreaterThan(0);
  model.dispose();
});
