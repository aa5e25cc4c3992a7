import {
  checkInteger,
  checkNdArray,
  checkOneOf,
  checkOptions,
  rowSize,
  type NdArray,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkFeatures, checkModel } from './checkModel.js';
import { lowerForward } from './fused/fusedForward.js';
import { LOSSES, type LossName } from './losses.js';
import { outputActivation, outputsToPredictions, type OutputActivation } from './outputHead.js';
import { featuresOf } from './tfjsEngine.js';

/** What {@link predict} takes. */
export interface PredictOptions {
  /** How many rows go through the network at once, at least 1. Default 256. */
  batchSize?: number | undefined;
  /**
   * The loss that the network was trained for, which says what its outputs are. Default: the loss of the last
   * {@link fit} of this model; for a model that was never fitted, what its last activation says: softmax and one
   * sigmoid unit are classes, everything else numbers.
   */
  loss?: LossName | undefined;
}

/** A model's outputs mean nothing without the loss: tfjs keeps it on a compiled model, we beside it. */
const lossOfModel = new WeakMap<tf.LayersModel, LossName>();

/** Notes for {@link predict} which loss a model is trained for. */
export function rememberLoss(model: tf.LayersModel, loss: LossName): void {
  lossOfModel.set(model, loss);
}

/**
 * Predicts with a model, in inference mode, in batches.
 *
 * @param x the features as the model takes them, shape [n, …]; `train` returns a `predict` for raw ones
 * @returns class probabilities, shape [n, classes] ([n, 2] for one sigmoid unit, class 1 last), after a
 * cross-entropy: softmax or sigmoid are applied to a linear last layer, and other outputs are divided by their sum;
 * else the outputs themselves, shape [n] for one output, or [n, outputs]
 * @throws TypeError or RangeError if the features do not fit the model
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { predict } from '@occam/training';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })] });
 * const { shape } = await predict(model, { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] }); // [2, 3]
 * ```
 */
export async function predict(
  model: tf.LayersModel,
  x: NdArray,
  options: PredictOptions = {},
): Promise<NdArray> {
  checkOptions('predict', options, ['batchSize', 'loss']);
  const { batchSize = 256 } = options;
  checkInteger('batchSize', batchSize, { min: 1 });
  if (options.loss !== undefined) checkOneOf('loss', options.loss, LOSSES);
  checkModel(model);
  checkNdArray('x', x, { finite: true });
  checkFeatures(model, 'x', x.shape);
  const activation = outputActivation(model);
  const loss = options.loss ?? lossOfModel.get(model) ?? lossOfActivation(model, activation);

  const rows = x.shape[0]!;
  const width = rowSize(x);
  const fused = lowerForward(model, x.shape.slice(1));
  let data = new Float32Array(0);
  let rowShape: number[] = [];
  try {
    for (let start = 0; start < rows; start += batchSize) {
      const size = Math.min(batchSize, rows - start);
      const output = tf.tidy(() => {
        const raw = fused
          ? tf.tensor(fused.run(x.data.subarray(start * width, (start + size) * width), size), [
              size,
              ...fused.shape,
            ])
          : firstOutput(model, featuresOf({ x }, rowsFrom(start, size)));
        return raw.rank === 2 ? outputsToPredictions(loss, activation, raw as tf.Tensor2D) : raw;
      });
      const values = await output.data().finally(() => output.dispose());
      rowShape = output.shape.slice(1);
      const outputWidth = values.length / size;
      if (start === 0) data = new Float32Array(rows * outputWidth);
      data.set(values, start * outputWidth);
    }
  } finally {
    fused?.dispose();
  }
  const shape = rowShape.length === 1 && rowShape[0] === 1 ? [rows] : [rows, ...rowShape];
  return { data, shape };
}

function firstOutput(model: tf.LayersModel, x: tf.Tensor): tf.Tensor {
  const outputs = model.apply(x, { training: false }) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs[0]! : outputs;
}

function rowsFrom(start: number, size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, i) => start + i);
}

function lossOfActivation(model: tf.LayersModel, activation: OutputActivation): LossName {
  if (activation === 'softmax') return 'crossEntropy';
  const oneUnit = model.outputs[0]!.shape.at(-1) === 1;
  return activation === 'sigmoid' && oneUnit ? 'binaryCrossEntropy' : 'meanSquaredError';
}
