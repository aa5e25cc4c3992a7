import { useBackend } from '@occam/backend';
import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  activityRegularization,
  condensed,
  entropy,
  l1l2,
  l2,
  register,
  type Regularizer,
} from './index.js';

const ROWS = 6;
const x = Float32Array.from({ length: ROWS * 2 }, (_, i) => Math.sin(3 * i));
const y = Float32Array.from({ length: ROWS }, (_, i) => Math.cos(i));
const DATA = {
  x: { data: x, shape: [ROWS, 2] },
  y: { data: y, shape: [ROWS] },
  task: 'regression' as const,
};
const SGD = { name: 'sgd', learningRate: 0.1 } as const;

beforeAll(register);
beforeEach(() => useBackend('wasm'));

type Ways = 'the option' | 'the layer' | 'nothing';

/** Two inputs, three hidden units that are penalized in one of two ways, and one output; fixed weights. */
function network(
  way: Ways,
  regularizer: Regularizer = condensed({ strength: 2, power: 1 }),
): tf.Sequential {
  const option = way === 'the option' ? { activityRegularizer: regularizer } : {};
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], activation: 'tanh', ...(option as object) }),
      ...(way === 'the layer' ? [activityRegularization({ regularizer })] : []),
      tf.layers.dense({ units: 1 }),
    ],
  });
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size }) =>
        tf.tensor(
          Float32Array.from({ length: size }, (_, i) => Math.sin(i + 1)),
          shape,
        ),
      ),
    ),
  );
  return model;
}

const weightsOf = (model: tf.LayersModel) => model.getWeights().flatMap((w) => [...w.dataSync()]);

/** Three steps of plain gradient descent in tfjs' own fit. */
async function fitInTfjs(model: tf.Sequential): Promise<number[]> {
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const [features, targets] = [tf.tensor2d(x, [ROWS, 2]), tf.tensor2d(y, [ROWS, 1])];
  const before = tf.memory().numTensors;
  await model.fit(features, targets, { epochs: 3, batchSize: ROWS, shuffle: false, verbose: 0 });
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([features, targets]);
  return weightsOf(model);
}

describe.each(['the option', 'the layer'] as const)('%s activityRegularizer', (way) => {
  it("trains in tfjs' own fit as in both engines, and leaves no tensor", async () => {
    const model = network(way);
    const want = await fitInTfjs(model);
    model.dispose();
    const plain = await fitInTfjs(network('nothing'));
    expect(Math.abs(plain[0]! - want[0]!)).toBeGreaterThan(1e-3);
    for (const engine of ['tfjs', 'fused'] as const) {
      const trained = network(way);
      const before = tf.memory().numTensors;
      const result = await fit(trained, DATA, {
        epochs: 3,
        batchSize: ROWS,
        optimizer: SGD,
        engine,
      });
      expect(tf.memory().numTensors).toBe(before);
      expect(result.engine).toBe(engine);
      weightsOf(trained).forEach((w, i) => expect(w).toBeCloseTo(want[i]!, 5));
      trained.dispose();
    }
  });

  it('is no part of predictions and of what is measured in validation', async () => {
    const model = network(way);
    const other = network('nothing');
    const input = tf.tensor2d(x, [ROWS, 2]);
    expect((model.predict(input) as tf.Tensor).dataSync()).toEqual(
      (other.predict(input) as tf.Tensor).dataSync(),
    );
    for (const engine of ['tfjs', 'fused'] as const) {
      const options = {
        epochs: 1,
        batchSize: ROWS,
        engine,
        optimizer: { ...SGD, learningRate: 1e-9 },
      };
      const { history } = await fit(model, DATA, { ...options, validation: DATA });
      expect(history['val_loss']![0]).toBeCloseTo(history['loss']![0]!, 5);
      expect(history['objective']![0]).toBeCloseTo(
        history['loss']![0]! + history['penalty']![0]!,
        5,
      );
      expect(history['penalty']![0]).toBeGreaterThan(0.01);
    }
  });

  it('comes back from a saved model', async () => {
    const model = network(way, entropy({ strength: 0.5, of: 'units' }));
    const text = JSON.stringify(model.toJSON(null, false));
    const copy = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: JSON.parse(text) as object }),
    );
    copy.setWeights(model.getWeights());
    expect(JSON.stringify(copy.toJSON(null, false))).toBe(text);
    expect(await fitInTfjs(copy as tf.Sequential)).toEqual(await fitInTfjs(model));
  });

  it("divides a penalty of weights by the rows, as Keras does, tfjs' own too", async () => {
    for (const regularizer of [
      l2(0.5),
      tf.regularizers.l2({ l2: 0.5 }) as unknown as Regularizer,
    ]) {
      const model = network(way, regularizer);
      const hidden = tf.tidy(() =>
        (model.layers[0]!.apply(tf.tensor2d(x, [ROWS, 2])) as tf.Tensor).dataSync(),
      );
      const want = (0.5 * [...hidden].reduce((sum, h) => sum + h * h, 0)) / ROWS;
      for (const engine of ['tfjs', 'fused'] as const) {
        const { history } = await fit(network(way, regularizer), DATA, {
          epochs: 1,
          batchSize: ROWS,
          engine,
        });
        expect(history['penalty']![0]).toBeCloseTo(want, 5);
      }
    }
  });
});

describe('a layer with regularizers of weights and outputs', () => {
  it('has both, alike in both engines', async () => {
    const penalties: number[][] = [];
    for (const engine of ['tfjs', 'fused'] as const) {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            units: 3,
            inputShape: [2],
            kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
            kernelRegularizer: l1l2(0.1),
            biasRegularizer: tf.regularizers.l2({ l2: 0.1 }),
            activityRegularizer: l1l2(0.1),
          } as never),
          tf.layers.dense({
            units: 1,
            kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
          }),
        ],
      });
      const result = await fit(model, DATA, { epochs: 3, batchSize: 3, optimizer: SGD, engine });
      penalties.push(result.history['penalty']!);
    }
    penalties[0]!.forEach((value, i) => expect(value).toBeCloseTo(penalties[1]![i]!, 5));
  });
});

describe('activityRegularization', () => {
  it('refuses what is no regularizer', () => {
    expect(() => activityRegularization({ regularizer: 0.1 as never })).toThrow(
      'regularizer must be one as entropy() or tf.regularizers.l2() makes it, not 0.1',
    );
    expect(() => activityRegularization({ regulariser: l2() } as never)).toThrow(
      "activityRegularization has no option 'regulariser' (did you mean 'regularizer'?)",
    );
  });

  it('costs nothing and keeps nothing when a model is called in training mode by hand', () => {
    const model = network('the layer');
    const input = tf.tensor2d(x, [ROWS, 2]);
    const call = () => tf.dispose(model.apply(input, { training: true }) as tf.Tensor);
    call();
    const before = tf.memory().numTensors;
    call();
    call();
    expect(tf.memory().numTensors).toBe(before);
  });
});
