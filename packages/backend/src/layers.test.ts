import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { useBackend } from './useBackend.js';

type Layers = () => tf.layers.Layer[];

const l = tf.layers;
const image = [6, 7, 3];

/** Every layer of tfjs with weights, and those without whose gradient has a kernel of its own: input shape and layers. */
const CASES: Record<string, [number[], Layers]> = {
  dense: [[5], () => [l.dense({ units: 4 })]],
  conv1d: [[9, 3], () => [l.conv1d({ filters: 4, kernelSize: 3, strides: 2 })]],
  conv2d: [image, () => [l.conv2d({ filters: 5, kernelSize: 3 })]],
  'conv2d, same, strides, relu': [
    image,
    () => [
      l.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2, padding: 'same', activation: 'relu' }),
    ],
  ],
  'conv2d, 1 × 1': [image, () => [l.conv2d({ filters: 4, kernelSize: 1 })]],
  'conv2d, 1 × 1, strides': [image, () => [l.conv2d({ filters: 4, kernelSize: 1, strides: 2 })]],
  'conv2d, channels first': [
    image,
    () => [l.conv2d({ filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' })],
  ],
  'two conv2d': [
    image,
    () => [
      l.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }),
      l.conv2d({ filters: 2, kernelSize: 3 }),
    ],
  ],
  conv2dTranspose: [
    image,
    () => [l.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' })],
  ],
  conv3d: [[3, 4, 4, 2], () => [l.conv3d({ filters: 3, kernelSize: 2 })]],
  separableConv2d: [
    image,
    () => [l.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2 })],
  ],
  depthwiseConv2d: [
    image,
    () => [l.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' })],
  ],
  'depthwiseConv2d, dilated': [
    image,
    () => [l.depthwiseConv2d({ kernelSize: 2, dilationRate: 2 })],
  ],
  'depthwiseConv2d, multiplier': [
    image,
    () => [l.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 })],
  ],
  simpleRNN: [[5, 3], () => [l.simpleRNN({ units: 4, returnSequences: true })]],
  gru: [[5, 3], () => [l.gru({ units: 4 })]],
  lstm: [[5, 3], () => [l.lstm({ units: 4 })]],
  'bidirectional lstm': [
    [5, 3],
    () => [
      l.bidirectional({ layer: l.lstm({ units: 2 }), mergeMode: 'concat' }) as tf.layers.Layer,
    ],
  ],
  'timeDistributed dense': [
    [5, 3],
    () => [l.timeDistributed({ layer: l.dense({ units: 2 }) }) as tf.layers.Layer],
  ],
  convLstm2d: [
    [2, 5, 4, 2],
    () => [l.convLstm2d({ filters: 2, kernelSize: 3 }) as tf.layers.Layer],
  ],
  batchNormalization: [[5], () => [l.batchNormalization()]],
  'batchNormalization of images': [image, () => [l.batchNormalization()]],
  layerNormalization: [[5], () => [l.layerNormalization()]],
  prelu: [[5], () => [l.prelu({ alphaInitializer: 'randomNormal' })]],
  averagePooling2d: [
    image,
    () => [l.conv2d({ filters: 2, kernelSize: 2 }), l.averagePooling2d({ poolSize: 2 })],
  ],
  maxPooling2d: [
    image,
    () => [l.conv2d({ filters: 2, kernelSize: 2 }), l.maxPooling2d({ poolSize: 2 })],
  ],
  maxPooling1d: [
    [9, 3],
    () => [l.conv1d({ filters: 2, kernelSize: 2 }), l.maxPooling1d({ poolSize: 2 })],
  ],
  averagePooling3d: [
    [4, 4, 4, 2],
    () => [l.conv3d({ filters: 2, kernelSize: 1 }), l.averagePooling3d({ poolSize: 2 })],
  ],
  maxPooling3d: [
    [4, 4, 4, 2],
    () => [l.conv3d({ filters: 2, kernelSize: 1 }), l.maxPooling3d({ poolSize: 2 })],
  ],
  globalAveragePooling2d: [
    image,
    () => [
      l.conv2d({ filters: 2, kernelSize: 2 }),
      l.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
    ],
  ],
  ...Object.fromEntries(
    [
      'elu',
      'hardSigmoid',
      'relu',
      'relu6',
      'selu',
      'sigmoid',
      'softmax',
      'softplus',
      'softsign',
      'tanh',
      'swish',
      'mish',
      'gelu',
      'gelu_new',
    ].map((activation): [string, [number[], Layers]] => [
      `dense, ${activation}`,
      [[5], () => [l.dense({ units: 4, activation: activation as 'elu' })]],
    ]),
  ),
};

/** A model of the layers under test and one dense unit; its weights are fixed numbers. */
function build(shape: number[], layers: Layers): tf.LayersModel {
  const input = tf.input({ shape });
  let output = input;
  for (const layer of layers()) output = layer.apply(output) as tf.SymbolicTensor;
  if (output.rank > 2) output = l.flatten().apply(output) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: input,
    outputs: l.dense({ units: 1 }).apply(output) as tf.SymbolicTensor,
  });
  const noise = (i: number) => Math.sin(i * 12.9898 + 1) * 0.4;
  const weights = model.weights.map(({ shape, name }, w) =>
    // A variance is positive.
    tf.tensor(
      Array.from(
        { length: tf.util.sizeFromShape(shape as number[]) },
        (_, i) => noise(i + 100 * w) + (name.includes('variance') ? 1 : 0),
      ),
      shape as number[],
    ),
  );
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

interface Batch {
  batch?: number;
  /** Whether the inputs are indices from 0 to 9. */
  indices?: boolean;
}

/** Loss and gradients of a batch on a backend, as numbers. */
function gradients(
  shape: number[],
  layers: Layers,
  { batch = 4, indices = false }: Batch,
): Record<string, number[]> {
  return tf.tidy(() => {
    const model = build(shape, layers);
    const size = batch * tf.util.sizeFromShape(shape);
    const values = Array.from({ length: size }, (_, i) =>
      indices ? (i * 7) % 10 : 2 * ((Math.sin(i * 12.9898) * 43758.5453) % 1),
    );
    const x = tf.tensor(values, [batch, ...shape]);
    const y = tf.tensor2d([1, -1, 0.5, 2].slice(0, batch), [batch, 1]);
    const loss = () =>
      tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
    const { value, grads } = tf.variableGrads(
      loss,
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    const found = {
      loss: [...value.dataSync()],
      ...Object.fromEntries(Object.values(grads).map((grad, i) => [`${i}`, [...grad.dataSync()]])),
    };
    model.dispose();
    return found;
  });
}

async function compare(shape: number[], layers: Layers, options: Batch = {}): Promise<void> {
  await useBackend('cpu');
  const expected = gradients(shape, layers, options);
  await useBackend('wasm');
  const before = tf.memory().numTensors;
  const found = gradients(shape, layers, options);
  expect(tf.memory().numTensors).toBe(before);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  expect(Object.keys(found).length).toBeGreaterThan(2);
  for (const [name, values] of Object.entries(expected)) {
    expect(found[name]!.length).toBe(values.length);
    const scale = Math.max(1e-3, ...values.map(Math.abs));
    for (const [i, value] of values.entries()) {
      // Sums of at most some hundred products, in another order.
      expect(Math.abs(found[name]![i]! - value), `${name}[${i}]`).toBeLessThan(2e-5 * scale);
    }
  }
}

describe('the layers of tfjs on the accelerated WASM backend have the gradients of the cpu backend', () => {
  afterEach(() => tf.disposeVariables());

  for (const [name, [shape, layers]] of Object.entries(CASES)) {
    it(name, () => compare(shape, layers));
  }

  it('embedding', () =>
    compare([4], () => [l.embedding({ inputDim: 12, outputDim: 3 })], { indices: true }));

  // tfjs' cpu backend gives wrong gradients here from the second image on, and fails for images that are not square.
  for (const interpolation of ['nearest', 'bilinear'] as const) {
    it(`upSampling2d, ${interpolation}`, () =>
      compare(
        [6, 6, 3],
        () => [l.conv2d({ filters: 2, kernelSize: 2 }), l.upSampling2d({ interpolation })],
        { batch: 1 },
      ));
  }
});
