import { testLayer, type TestLayerOptions } from '@occam/testing';
import * as tf from '@tensorflow/tfjs';
import {
  register,
  spectralNormalization,
  weightNormalization,
  weightStandardization,
  type WrapperOptions,
} from '../index.js';

type Wrapper = (options: never) => tf.layers.Layer;

/** Options of a wrapper, and what makes the layer inside. */
interface Example extends Omit<WrapperOptions, 'layer'> {
  readonly inside: () => tf.layers.Layer;
  readonly powerIterations?: number;
  readonly epsilon?: number;
  readonly seed?: number | string;
}

/** A layer inside a wrapper is used once: each creation makes a new one. */
const wrapping = (wrapper: Wrapper) => (options: Example) => {
  const { inside, ...own } = options;
  return wrapper({ ...own, layer: typeof inside === 'function' ? inside() : inside } as never);
};

const dense = (options: object = {}) => tf.layers.dense({ units: 4, ...options });

const badLayers = [
  [{}, /layer of \w+ must be a layer with a kernel, .* not undefined/],
  [
    { inside: tf.layers.flatten() },
    /layer of \w+ must have a kernel, .* '\w+' is a Flatten, which has none/,
  ],
] as const;

const inDense = {
  register,
  examples: [
    { inside: () => dense({ activation: 'relu' }) },
    { inside: () => dense({ useBias: false, activation: 'softmax' }) },
    {
      inside: () =>
        dense({ kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }), kernelConstraint: 'maxNorm' }),
    },
  ],
} as const;

const rows: Record<string, TestLayerOptions<Example>> = {
  weightNormalization: {
    ...inDense,
    create: wrapping(weightNormalization),
    invalid: badLayers,
  },
  weightStandardization: {
    ...inDense,
    create: wrapping(weightStandardization),
    examples: [...inDense.examples, { inside: dense, epsilon: 0.1 }],
    invalid: [
      ...badLayers,
      [{ inside: dense(), epsilon: 0 }, /epsilon must be a number above 0, not 0/],
    ],
  },
  // So many steps that u and v are exact: then σ's derivative by them is 0, as the gradient has it.
  spectralNormalization: {
    ...inDense,
    create: wrapping(spectralNormalization),
    inputShape: [4],
    examples: inDense.examples.slice(1).map((example) => ({ ...example, powerIterations: 20 })),
    invalid: [
      ...badLayers,
      [{ inside: dense(), powerIterations: 0 }, /powerIterations must be .* at least 1, not 0/],
      [{ inside: dense(), seed: 0.5 }, /seed must be a whole number .* not 0.5/],
    ],
  },
};

for (const [name, options] of Object.entries(rows)) testLayer(name, options);
