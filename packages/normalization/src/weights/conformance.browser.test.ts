import { testLayer } from '@occam/testing';
import * as tf from '@tensorflow/tfjs';
import {
  register,
  spectralNormalization,
  weightNormalization,
  weightStandardization,
  type WrapperOptions,
} from '../index.js';

// The same table; in a browser the suite compares WebGL with cpu.
import './conformance.test.js';

// Convolutions, whose gradients tfjs' plain WASM backend lacks: on WebGL and cpu only.
const layers = {
  conv2d: () => tf.layers.conv2d({ filters: 3, kernelSize: 2, activation: 'tanh' }),
  depthwiseConv2d: () => tf.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
  conv2dTranspose: () => tf.layers.conv2dTranspose({ filters: 3, kernelSize: 2 }),
};
const wrappers = { weightNormalization, weightStandardization, spectralNormalization };

for (const [name, wrapper] of Object.entries(wrappers)) {
  testLayer(`${name} of convolutions`, {
    create: ({
      inside,
      ...options
    }: Omit<WrapperOptions, 'layer'> & { inside: keyof typeof layers }) =>
      wrapper({
        ...options,
        ...(name === 'spectralNormalization' ? { powerIterations: 40 } : {}),
        layer: layers[inside](),
      }),
    register,
    inputShape: [3, 3, 2],
    examples: [{ inside: 'conv2d' }, { inside: 'depthwiseConv2d' }, { inside: 'conv2dTranspose' }],
    invalid: [[{ inside: 'conv2d', trainabel: true }, /has no option 'trainabel'/]],
  });
}
