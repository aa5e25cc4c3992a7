import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  blobs,
  classifier,
  expectClose,
  leavesNoTensor,
  onBackend,
  weightsOf,
} from '../test/helpers.js';
import { fit } from './fit.js';
import { ema } from './optimizers/ema.js';
import { clipValue } from './optimizers/clipValue.js';
import { lookahead } from './optimizers/lookahead.js';
import type { OptimizerOptions } from './optimizers/optimizerConfig.js';
import { sam } from './optimizers/sam.js';
import { swa } from './optimizers/swa.js';
import { tfOptimizer } from './tfOptimizer.js';

onBackend('cpu');

const data = blobs(24);

/** The weights after four steps on all rows, by tfjs' own loop. */
async function byTfjs(optimizer: OptimizerOptions): Promise<number[]> {
  return leavesNoTensor(async () => {
    const model = classifier();
    const made = tfOptimizer(optimizer, model);
    model.compile({ optimizer: made, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const [x, y] = tf.tidy(() => [
      tf.tensor2d(data.x.data, [24, 4]),
      tf.oneHot(tf.tensor1d(data.y.data, 'int32'), 3),
    ]);
    await model.fit(x!, y!, { epochs: 4, batchSize: 24, shuffle: false, verbose: 0 });
    const weights = weightsOf(model);
    made.dispose();
    tf.dispose([x!, y!]);
    model.dispose();
    return weights;
  });
}

describe('tfOptimizer', () => {
  it.each<[OptimizerOptions]>([
    [{ name: 'adamw', learningRate: 0.05, weightDecay: { l2: 0.1, l1: 0.1, exclude: ['bias'] } }],
    [{ name: 'sgdw', learningRate: 0.1, globalClipNorm: 0.2 }],
    [clipValue({ name: 'nesterov', learningRate: 0.1 }, 0.01)],
    [lookahead({ name: 'adam', learningRate: 0.05 }, { syncPeriod: 2 })],
  ])('makes the steps of fit in model.fit: %o', async (optimizer) => {
    const model = classifier();
    await fit(model, data, { epochs: 4, batchSize: 24, optimizer, engine: 'tfjs' });
    expectClose(await byTfjs(optimizer), weightsOf(model));
    model.dispose();
  });

  it('minimizes a function, by a learning rate that may change', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })],
    });
    const optimizer = tfOptimizer({ name: 'sgd', learningRate: 0.25 }, model);
    const kernel = model.trainableWeights[0]!.read() as tf.Variable;
    const square = () => tf.sum(tf.square(kernel)) as tf.Scalar;
    optimizer.minimize(square, false, [kernel]);
    expect(weightsOf(model)).toEqual([0.5, 0]);
    optimizer.learningRate = 0.5;
    optimizer.minimize(square, false, [kernel]);
    expect(weightsOf(model)).toEqual([0, 0]);
    expect(optimizer.getConfig()).toEqual({ name: 'sgd', learningRate: 0.5 });
    model.dispose();
  });

  it('refuses what needs the loop of fit, and tfjs optimizers as data', () => {
    const model = classifier();
    expect(() => tfOptimizer(ema('sgd'), model)).toThrow(/^ema needs fit of @occam\/training: tf/);
    expect(() => tfOptimizer(swa('sgd'), model)).toThrow(/^swa needs fit of @occam\/training: tf/);
    expect(() => tfOptimizer(sam('sgd'), model)).toThrow(/^sam needs fit of @occam\/training: tf/);
    const theirs = tf.train.sgd(0.1);
    expect(() => clipValue(theirs as unknown as OptimizerOptions, 1)).toThrow(
      "optimizer must be data, as { name: 'adam' }, not an optimizer object of tfjs: " +
        'give tfOptimizer(…, model) to model.compile instead',
    );
    theirs.dispose();
    model.dispose();
  });
});
