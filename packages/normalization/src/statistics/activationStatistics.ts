import { noiseOf } from '@occam/backend';
import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOptions,
  createRng,
  type NdArray,
  type Seed,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { LayerTally, type LayerStatistics } from './layerTally.js';
import { checkArray, checkInput, rowsOf } from './modelInput.js';
import { lossFor, type StatisticsLoss, type StatisticsLossName } from './statisticsLoss.js';
import { computingLayers } from './watchLayers.js';
import { keepState, runBackward, runForward, type LayerTensor } from './watchedRun.js';
import { WeightGradients } from './weightGradients.js';

/** What {@link activationStatistics} takes. */
export interface ActivationStatisticsOptions {
  /** The targets, for the norms of gradients: class indices [n], or numbers or shares of the shape of the outputs. Default: none. */
  readonly y?: NdArray | tf.Tensor | undefined;
  /**
   * The loss whose gradients are taken: a name, or a function from targets and outputs to the mean over the rows. Default: crossEntropy
   * after softmax, binaryCrossEntropy after sigmoid, else meanSquaredError.
   */
  readonly loss?: StatisticsLossName | StatisticsLoss | undefined;
  /** Whether layers behave as in training: batch normalization by the batch, dropout. Default false. */
  readonly training?: boolean | undefined;
  /** How near a bound, as a share of the activation's range, counts as saturated; above 0, below 0.5. Default 0.05. */
  readonly margin?: number | undefined;
  /** How many rows are computed at once, from 1. Default 256. */
  readonly batchSize?: number | undefined;
  /** Decides the masks of Occam's noise layers with `training`, an integer or a string. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Measures what each layer of a model returns for some rows, and how much of a loss's gradient comes back to it, so that one can see
 * where signals vanish, explode or saturate:
 *
 *     mean, std        of all outputs
 *     saturated        the share of outputs of sigmoid, hardSigmoid, tanh or softsign within `margin` of a bound
 *     dead             the share of units of relu or relu6 that are 0 for every row
 *     gradientNorm     √(mean over the rows of ‖∂ℓ/∂outputs‖²), with `y`
 *     weightGradientNorm   ‖∂E/∂weights‖, E the mean of ℓ, with `y`
 *
 * The model stays as it is, also its running statistics with `training`. tfjs' own dropout draws from no seed then.
 *
 * @param model one input and one output, built
 * @param x rows of its input, at least one
 * @returns one entry for each layer, also of models inside, in the model's order; layers that return several tensors are left out
 * @throws TypeError or RangeError if the model is not built, x is empty or of another shape, or an option is wrong
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { activationStatistics } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = tf.layers.dense({ units: 2, activation: 'tanh', kernelInitializer: 'ones', inputShape: [1] });
 * const model = tf.sequential({ layers: [layer] });
 * const [statistics] = await activationStatistics(model, ndarray(new Float32Array([0, 5]), [2, 1]));
 * console.log(statistics!.saturated); // 0.5
 * ```
 *
 * Glorot and Bengio: Understanding the difficulty of training deep feedforward neural networks, 2010.
 */
export async function activationStatistics(
  model: tf.LayersModel,
  x: NdArray | tf.Tensor,
  options: ActivationStatisticsOptions = {},
): Promise<LayerStatistics[]> {
  checkOptions('activationStatistics', options, [
    'y',
    'loss',
    'training',
    'margin',
    'batchSize',
    'seed',
  ]);
  const { y, loss, training = false, margin = 0.05, batchSize = 256, seed = 0 } = options;
  checkInput('activationStatistics', model, x);
  checkBoolean('training', training);
  checkNumber('margin', margin, { above: 0, below: 0.5 });
  checkInteger('batchSize', batchSize, { min: 1 });
  const rng = createRng(seed);
  const rows = x.shape[0]!;
  const measured = lossFor(model, loss);
  if (y !== undefined) checkTargets(model, y, rows, typeof loss === 'function');

  const layers = computingLayers(model);
  const watched = { model, layers, training };
  const tallies = new Map(layers.map((layer) => [layer, new LayerTally(layer, margin)]));
  const weights = new WeightGradients();
  const restore = keepState(watched);
  layers.forEach((layer, i) => {
    const { key } = rng.fork(`mask/${i}`);
    noiseOf(layer)?.follow({ key, step: () => 0 });
  });

  async function measure(start: number, size: number): Promise<void> {
    const batch = rowsOf(x, start, size);
    try {
      const returned = runForward(watched, batch);
      const calls = returned.map(({ layer, tensor }) => ({ layer, shape: tensor.shape }));
      await read(returned, (layer, values, shape) => tallies.get(layer)!.addOutputs(values, shape));
      if (y === undefined) return;
      const lossOf = (outputs: tf.Tensor) => measured(rowsOf(y, start, size), outputs);
      const gradients = runBackward(watched, batch, calls, lossOf);
      weights.add(gradients.weights, size / rows);
      await read(gradients.outputs, (layer, values) =>
        tallies.get(layer)!.addGradient(values, size),
      );
    } finally {
      batch.dispose();
    }
  }

  try {
    for (let start = 0; start < rows; start += batchSize) {
      await measure(start, Math.min(batchSize, rows - start));
    }
    const statistics: LayerStatistics[] = [];
    for (const [layer, tally] of tallies) {
      if (tally.empty) continue;
      const weightGradientNorm = await weights.normOf(layer);
      const found = tally.statistics();
      statistics.push(weightGradientNorm === undefined ? found : { ...found, weightGradientNorm });
    }
    return statistics;
  } finally {
    for (const layer of layers) noiseOf(layer)?.unfollow();
    restore();
    weights.dispose();
  }
}

/** Reads tensors of layers and disposes them, also those that were not reached. */
async function read(
  tensors: readonly LayerTensor[],
  use: (layer: tf.layers.Layer, values: ArrayLike<number>, shape: number[]) => void,
): Promise<void> {
  try {
    for (const { layer, tensor } of tensors) use(layer, await tensor.data(), tensor.shape);
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}

/** A function of the user's own takes what it likes. */
function checkTargets(
  model: tf.LayersModel,
  y: NdArray | tf.Tensor,
  rows: number,
  ownLoss: boolean,
): void {
  checkArray('y', y);
  if (y.shape[0] !== rows) {
    throw new RangeError(`y must have as many rows as x, ${rows}, not ${y.shape[0]}`);
  }
  if (ownLoss) return;
  const outputs = model.outputs[0]!.shape.slice(1);
  const units = outputs.reduce<number>((product, n) => product * (n ?? NaN), 1);
  if (y.shape.length > 1 || outputs.length > 1) {
    const width = y.shape.slice(1).reduce((product, n) => product * n, 1);
    if (width === units || Number.isNaN(units)) return;
    throw new RangeError(
      `y has the shape [${y.shape.join(', ')}], but the model returns [n, ${outputs.join(', ')}]`,
    );
  }
  if (units === 1 || y instanceof tf.Tensor) return;
  const bad = y.data.findIndex(
    (label) => !(Number.isInteger(label) && label >= 0 && label < units),
  );
  if (bad < 0) return;
  throw new RangeError(
    `y must hold classes from 0 to ${units - 1}, or rows of ${units} numbers, but row ${bad} is ${y.data[bad]}`,
  );
}
