import { createRng } from '@occam/core';
import { fit, type FitOptions, type FitResult } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import type { TestArray } from './numbers.js';

/** A trained small network. */
export interface SmallRun extends FitResult {
  /** All weights, one after the other. */
  readonly weights: Float32Array;
}

/** The inputs and units of the layer that is penalized or constrained. */
export const INPUTS = 4;
/** See {@link INPUTS}. */
export const UNITS = 6;

/** Rows, all in one batch. */
const ROWS = 8;

/** The initial kernel of the first layer. */
export function firstKernel(): Float32Array {
  return numbers(INPUTS * UNITS, 'kernel');
}

/** Trains a small network of fixed weights on fixed rows for three steps, and disposes it. */
export async function trainSmall(
  layer: Partial<Parameters<typeof tf.layers.dense>[0]>,
  options: FitOptions,
): Promise<SmallRun> {
  const model = smallModel(layer);
  try {
    const x = { data: numbers(ROWS * INPUTS, 'features'), shape: [ROWS, INPUTS] };
    const y = { data: numbers(ROWS, 'targets'), shape: [ROWS] };
    const result = await fit(
      model,
      { x, y, task: 'regression' },
      {
        epochs: 3,
        batchSize: ROWS,
        optimizer: { name: 'sgd', learningRate: 0.02 },
        ...options,
      },
    );
    const weights = Float32Array.from(
      model.getWeights().flatMap((weight) => [...weight.dataSync()]),
    );
    return { ...result, weights };
  } finally {
    model.dispose();
  }
}

const plain = new Map<string, Promise<SmallRun>>();

/** The run without penalty and constraint, made once for each activation. */
export function trainPlain(
  activation: 'sigmoid' | 'tanh' | 'softmax' = 'sigmoid',
): Promise<SmallRun> {
  let run = plain.get(activation);
  if (!run) plain.set(activation, (run = trainSmall({ activation }, { engine: 'tfjs' })));
  return run;
}

/** What the first layer gives for the rows before training. */
export function firstOutputs(layer: Partial<Parameters<typeof tf.layers.dense>[0]>): TestArray {
  const model = smallModel(layer);
  const outputs = tf.tidy(() => {
    const x = tf.tensor2d(numbers(ROWS * INPUTS, 'features'), [ROWS, INPUTS]);
    return (model.layers[0]!.apply(x) as tf.Tensor).dataSync();
  });
  model.dispose();
  return { data: Float64Array.from(outputs), shape: [ROWS, UNITS] };
}

/** The network of {@link trainSmall}. */
export function smallModel(layer: Partial<Parameters<typeof tf.layers.dense>[0]>): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        activation: 'sigmoid',
        ...layer,
        units: UNITS,
        inputShape: [INPUTS],
        name: 'first',
      }),
      tf.layers.dense({ units: 1, name: 'last' }),
    ],
  });
  tf.tidy(() => {
    const values = model
      .getWeights()
      .map(({ shape, size }, i) =>
        tf.tensor(i === 0 ? firstKernel() : numbers(size, `${i}`), shape),
      );
    model.setWeights(values);
  });
  return model;
}

function numbers(size: number, label: string): Float32Array {
  const rng = createRng('trainSmall').fork(label);
  return Float32Array.from({ length: size }, () => rng.normal());
}
