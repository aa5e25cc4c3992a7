import { fit, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { drawValues, drawWeight } from './layerRun.js';
import type { TestLayerOptions } from './testLayerOptions.js';

const ROWS = 12;

/** The network that layers are tested in: dense, the layer, dense; initial weights and data do not depend on any seed. */
function layerModel<Options>(
  { create, inputShape = [6] }: TestLayerOptions<Options>,
  example: Options,
): tf.LayersModel {
  const input = tf.input({ shape: [...inputShape] });
  const dense = tf.layers.dense({ units: inputShape.at(-1)!, activation: 'tanh' }).apply(input);
  const tested = create(example).apply(dense) as tf.SymbolicTensor;
  const flat = tested.shape.length > 2 ? tf.layers.flatten().apply(tested) : tested;
  const outputs = tf.layers.dense({ units: 1 }).apply(flat) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs });
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      const { shape, originalName } = weight;
      const { data } = drawWeight(shape as number[], `weight ${i} of the network`, originalName);
      weight.write(tf.mul(tf.tensor(Float32Array.from(data), shape as number[]), 0.5));
    });
  });
  return model;
}

/** The rows and targets that it is trained on. */
function layerData(inputShape: readonly number[]) {
  const [x, y] = [drawValues([ROWS, ...inputShape], 'features'), drawValues([ROWS], 'targets')].map(
    ({ data, shape }) => ({ data: Float32Array.from(data), shape }),
  );
  return { x: x!, y: y!, task: 'regression' as const };
}

/** Trains the network for two epochs of two batches with one of Occam's engines; the second batch is smaller. */
export async function trainLayer<Options>(
  options: TestLayerOptions<Options>,
  example: Options,
  how: FitOptions,
): Promise<{ weights: Float32Array }> {
  const model = layerModel(options, example);
  try {
    await fit(model, layerData(options.inputShape ?? [6]), {
      epochs: 2,
      batchSize: 8,
      optimizer: { name: 'sgd', learningRate: 0.02 },
      ...how,
    });
    return { weights: allWeights(model) };
  } finally {
    model.dispose();
  }
}

/** Trains it for as long by tfjs' own `compile` and `fit`. */
export async function trainByTfjs<Options>(
  options: TestLayerOptions<Options>,
  example: Options,
): Promise<{ weights: Float32Array }> {
  const model = layerModel(options, example);
  const data = layerData(options.inputShape ?? [6]);
  const x = tf.tensor(data.x.data, [...data.x.shape]);
  const y = tf.tensor(data.y.data, [ROWS, 1]);
  const optimizer = tf.train.sgd(0.02);
  try {
    model.compile({ optimizer, loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0 });
    return { weights: allWeights(model) };
  } finally {
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, y]);
  }
}

function allWeights(model: tf.LayersModel): Float32Array {
  return Float32Array.from(model.getWeights().flatMap((weight) => [...weight.dataSync()]));
}
