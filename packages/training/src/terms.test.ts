import { registerLowering, type TermFactory } from '@occam/backend';
import { registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { blobs, classifier, leavesNoTensor, onBackend } from '../test/helpers.js';
import { createRecipe } from './createRecipe.js';
import { fit } from './fit.js';
import { mlp } from './mlp.js';
import { train } from './train.js';

onBackend('cpu');

const squares: TermFactory =
  () =>
  ({ outputs }) =>
    tf.mean(tf.square(outputs)) as tf.Scalar;
registerClass('term', 'TestOutputs', squares);
registerClass(
  'term',
  'TestRows',
  () =>
    ({ outputs }: { outputs: tf.Tensor2D }) =>
      tf.mean(outputs, 1),
);
registerLowering('term', 'TestRows', () => () => 0);

const data = blobs(30);

describe('terms of the objective', () => {
  it('are added to the objective and logged with the penalties, not with the loss', async () => {
    const step = async (weight: number) => {
      const model = classifier();
      const terms = [{ className: 'TestOutputs', weight }];
      const { history } = await leavesNoTensor(() =>
        fit(model, data, {
          epochs: 1,
          batchSize: 30,
          validation: data,
          objective: { lossWeight: 0.5, terms },
        }),
      );
      model.dispose();
      return history;
    };
    const [none, one, three] = [await step(0), await step(1), await step(3)];
    expect(none.penalty).toEqual([0]);
    expect(one.penalty[0]).toBeGreaterThan(0.1);
    expect(three.penalty[0]).toBeCloseTo(3 * one.penalty[0]!, 5);
    expect(three.loss).toEqual(none.loss);
    expect(three.objective[0]).toBeCloseTo(0.5 * none.loss[0]! + three.penalty[0]!, 5);
    expect(three.val_loss).not.toEqual(none.val_loss);
  });

  it('are part of a recipe, and stay the same when it is made again from its JSON', async () => {
    const recipe = createRecipe({
      model: mlp({ hidden: [4] }),
      objective: { terms: [{ className: 'TestOutputs' }] },
      fit: { epochs: 1 },
    });
    expect(recipe.objective.terms).toEqual([{ className: 'TestOutputs', config: {}, weight: 1 }]);
    expect(createRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    const result = await train(recipe, data);
    expect(result.history.penalty[0]).toBeGreaterThan(0);
    result.dispose();
  });

  it('must return a scalar', async () => {
    const model = classifier();
    const objective = { terms: [{ className: 'TestRows' }] };
    await expect(leavesNoTensor(() => fit(model, data, { objective }))).rejects.toThrow(
      new TypeError("the term 'TestRows' must return a scalar, not a tensor of shape [30]"),
    );
    model.dispose();
  });

  it('train the second output of a recipe through hints', async () => {
    const input = tf.input({ shape: [4] });
    const hidden = tf.layers.dense({ units: 5, activation: 'tanh' }).apply(input);
    const outputs = [
      tf.layers.dense({ units: 3, activation: 'softmax' }).apply(hidden as tf.SymbolicTensor),
      tf.layers.dense({ units: 1 }).apply(hidden as tf.SymbolicTensor),
    ] as tf.SymbolicTensor[];
    const model = tf.model({ inputs: input, outputs });
    registerClass(
      'term',
      'TestHints',
      () =>
        ({ hints }: { hints: Record<string, tf.Tensor> }) =>
          tf.mean(tf.square(tf.sub(hints['outputs']!, hints['targets']!))),
    );
    const recipe = createRecipe({
      model: { topology: model.toJSON(null, false) as unknown as Record<string, unknown> },
      objective: { terms: [{ className: 'TestHints' }] },
      fit: { epochs: 40 },
      optimizer: { name: 'adam', learningRate: 0.02 },
    });
    model.dispose();
    const hints = data.x.data.filter((_, i) => i % 4 === 0);
    const trained = await train(recipe, { ...data, hints: { data: hints, shape: [30] } });
    const { penalty } = trained.history;
    expect(penalty.at(-1)!).toBeLessThan(penalty[0]! / 4);
    expect((await trained.predict(data.x)).shape).toEqual([30, 3]);
    trained.dispose();
  });
});
