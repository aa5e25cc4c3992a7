import { LoweringError, type LoweredBatch, type Plan, type TermBatch } from '@occam/backend';
import { checkInteger, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { chainOf, type Chain } from './derivatives/chain.js';
import { lowerChain } from './derivatives/loweredChain.js';

/**
 * What the model predicts, in inference mode: hints by virtual examples compare predictions, and noise would compare itself.
 *
 * @returns the first output, shape [n, units]
 */
export function predicted(model: tf.LayersModel, x: tf.Tensor): tf.Tensor2D {
  const outputs = model.apply(x, { training: false }) as tf.Tensor | tf.Tensor[];
  const first = Array.isArray(outputs) ? outputs[0]! : outputs;
  return tf.reshape(first, [x.shape[0]!, -1]);
}

/** Changes features row by row: flattens them to [n, features], and gives them their shape back. */
export function changeFeatures(
  { x }: Pick<TermBatch, 'x'>,
  change: (rows: tf.Tensor2D) => tf.Tensor,
): tf.Tensor {
  return tf.reshape(change(tf.reshape(x, [x.shape[0]!, -1])), x.shape);
}

/** What a hint by virtual examples is in the fused engine. */
export interface LoweredHint {
  /** Writes the changed features of a batch, shape [rows, features]. */
  change(x: Float32Array, changed: Float32Array): void;
  /**
   * Compares one row's predictions, which begin at `row` for x and at `changed` for x′: returns the row's summand and writes half
   * its gradient by the predictions for x, which is the negative one by those for x′.
   */
  compare(outputs: Float32Array, row: number, changed: number, slopes: Float64Array): number;
}

/**
 * Lowers weight · mean over the rows of a comparison of f(x) and f(x′): x and x′ pass the network as one batch.
 *
 * @param owner the name of the term, for the message
 * @returns what a lowering of a term returns
 * @throws LoweringError if the model is no chain of layers that can be lowered
 */
export function lowerVirtualHint(
  owner: string,
  { model, input }: LoweredBatch,
  weight: number,
  plan: Plan,
  { change, compare }: LoweredHint,
): () => number {
  const lowered = lowerChain(owner, chainToLower(owner, model), input, plan, { repeat: 2 });
  const { memory, output } = lowered;
  const units = output.width;
  const slopes = new Float64Array(units);
  return memory.afterBackward([input.value], (rows) => {
    const [features, width] = [rows * input.width, rows * units];
    const x = memory.numbers(input.value, features);
    const both = memory.numbers(lowered.input.value, 2 * features);
    both.set(x);
    change(x, both.subarray(features));
    lowered.forward(2 * rows);
    const outputs = memory.numbers(output.value, 2 * width);
    const adjoints = memory.numbers(output.adjoint!, 2 * width);
    const factor = weight / rows;
    let sum = 0;
    for (let row = 0; row < width; row += units) {
      sum += compare(outputs, row, row + width, slopes);
      for (let k = 0; k < units; k++) {
        adjoints[row + k] = 2 * factor * slopes[k]!;
        adjoints[row + width + k] = -2 * factor * slopes[k]!;
      }
    }
    lowered.backward(2 * rows);
    return factor * sum;
  });
}

/** What keeps a derivative from being known is an error for the terms with ∂/∂x; these work with any model, without the fused engine. */
function chainToLower(owner: string, model: tf.LayersModel): Chain {
  try {
    return chainOf(owner, model);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LoweringError(
      `the term '${owner}' of the objective is lowered for chains of layers that it knows only: ${error.message}`,
    );
  }
}

/** How many features a model takes; NaN if that is not fixed. */
export function featureCount(model: tf.LayersModel): number {
  return model.inputs[0]!.shape.slice(1).reduce<number>((product, n) => product * (n ?? NaN), 1);
}

/**
 * Checks a list of indices of features.
 *
 * @throws TypeError or RangeError if it is no list of different whole numbers from 0 below the count
 */
export function checkFeatureIndices(name: string, value: unknown, count: number): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${name} must be a list of indices of features, not ${describe(value)}`);
  }
  value.forEach((index, i) =>
    checkInteger(
      `${name}[${i}]`,
      index,
      Number.isNaN(count) ? { min: 0 } : { min: 0, below: count },
    ),
  );
  if (new Set(value).size !== value.length) {
    throw new RangeError(`${name} must hold each feature once`);
  }
}
