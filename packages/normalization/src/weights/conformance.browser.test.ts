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
const rows = [
  { wrapper: weightNormalization, examples: ['conv2d', 'conv2dTranspose'] },
  { wrapper: weightStandardization, examples: ['depthwiseConv2d'] },
  { wrapper: spectralNormalization, examples: ['depthwiseConv2d'], powerIterations: 20 },
] as const;

type Example = Omit<WrapperOptions, 'layer'> & { inside: keyof typeof layers };

for (const { wrapper, examples, ...own } of rows) {
  testLayer(`${wrapper.name} of convolutions`, {
    create: ({ inside, ...options }: Example) =>
      wrapper({ ...options, ...own, layer: layers[inside]() }),
    register,
    inputShape: [3, 3, 2],
    examples: examples.map((inside) => ({ inside })),
    invalid: [[{ inside: 'conv2d', trainabel: true }, /has no option 'trainabel'/]],
  });
}
