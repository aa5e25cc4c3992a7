import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOptions,
  createRng,
  type NdArray,
  type Rng,
  type Seed,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { hasKernels, kernelsOf, matrixSize, vectorAxes, type Kernel } from '../weights/kernels.js';
import { KernelWrapper } from '../weights/kernelWrapper.js';
import { WeightNormalization } from '../weights/weightNormalization.js';
import { checkInput, rowsOf } from './modelInput.js';
import { Moments } from './moments.js';
import { orthonormal as orthonormalMatrix } from './orthonormal.js';
import { computingLayers } from './watchLayers.js';

/** What {@link lsuv} takes. */
export interface LsuvOptions {
  /** Whether kernels become orthonormal first; else those that are there are scaled. Default true. */
  readonly orthonormal?: boolean | undefined;
  /** How far the variance may be from 1, above 0. Default 0.1. */
  readonly tolerance?: number | undefined;
  /** How often a layer is scaled at most, from 1. Default 10. */
  readonly maxIterations?: number | undefined;
  /** Decides the orthonormal kernels, an integer or a string. Default 0. */
  readonly seed?: Seed | undefined;
}

/** What {@link lsuv} did to a layer. */
export interface LsuvLayer {
  /** The layer's name. */
  name: string;
  /** The standard deviation of its outputs before the activation, afterwards; far from 1 if it could not be reached. */
  std: number;
  /** How often it was scaled. */
  iterations: number;
}

interface Activated extends tf.layers.Layer {
  activation?: { apply(z: tf.Tensor): tf.Tensor; getClassName(): string } | null;
}

/**
 * Initializes a model by the data that it will see (LSUV, layer-sequential unit variance): kernels become orthonormal and are then
 * scaled, layer by layer from the input on, until the outputs before the activation have variance 1:
 *
 *     for each layer with a kernel:
 *       W ← orthonormal
 *       while |Var(W·x + b) − 1| > tolerance, at most maxIterations times:  W ← W / √Var
 *
 * The variance is over all rows and units. Layers: dense, dropConnect, convolutions of all kinds; of
 * {@link weightNormalization} the gain is scaled, as in its paper; spectral and standardized kernels, whose scale is fixed, and recurrent
 * layers stay as they are. Biases stay too. The model is changed in place.
 *
 * @param model one input and one output, built
 * @param x rows of its input: a few hundred are enough
 * @returns what was reached, for each layer that was changed
 * @throws TypeError or RangeError if the model is not built, x is empty or of another shape, or an option is wrong
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { lsuv } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [2] })] });
 * const [layer] = await lsuv(model, ndarray(new Float32Array([1, 2, 3, -4]), [2, 2]));
 * console.log(layer!.std.toFixed(3)); // 1.000
 * ```
 *
 * Mishkin and Matas: All you need is a good init, 2016.
 */
export async function lsuv(
  model: tf.LayersModel,
  x: NdArray | tf.Tensor,
  options: LsuvOptions = {},
): Promise<LsuvLayer[]> {
  checkOptions('lsuv', options, ['orthonormal', 'tolerance', 'maxIterations', 'seed']);
  const { orthonormal = true, tolerance = 0.1, maxIterations = 10, seed = 0 } = options;
  checkInput('lsuv', model, x);
  checkBoolean('orthonormal', orthonormal);
  checkNumber('tolerance', tolerance, { above: 0 });
  checkInteger('maxIterations', maxIterations, { min: 1 });
  const rng = createRng(seed);
  const layers = computingLayers(model).filter(isInitialized);
  const rows = rowsOf(x, 0, x.shape[0]!);
  const reached: LsuvLayer[] = [];
  try {
    if (orthonormal) {
      layers.forEach((layer, i) => {
        for (const kernel of scaledKernels(layer).kernels) {
          fillOrthonormal(kernel, rng.fork(`${i}/${kernel.property}`));
          if (layer instanceof WeightNormalization) layer.resetGain(kernel);
        }
      });
    }
    for (const layer of layers) {
      const { variable } = scaledKernels(layer);
      let std = await deviationOf(model, layer, rows);
      let iterations = 0;
      // Without variance, or with no finite one, there is nothing to scale by.
      while (
        Math.abs(std ** 2 - 1) > tolerance &&
        iterations < maxIterations &&
        std > 0 &&
        std < Infinity
      ) {
        tf.tidy(() => void variable.write(tf.div(variable.read(), std)));
        iterations++;
        std = await deviationOf(model, layer, rows);
      }
      reached.push({ name: layer.name, std, iterations });
    }
  } finally {
    rows.dispose();
  }
  return reached;
}

function isInitialized(layer: tf.layers.Layer): boolean {
  if (layer instanceof KernelWrapper) {
    return layer instanceof WeightNormalization && isInitialized(layer.layer);
  }
  return hasKernels(layer) && !('cell' in layer) && 'activation' in layer;
}

/** The kernels that become orthonormal, and the variable that outputs are proportional to. */
function scaledKernels(layer: tf.layers.Layer): {
  kernels: readonly Kernel[];
  variable: tf.LayerVariable;
} {
  if (layer instanceof WeightNormalization) {
    const { kernels } = layer;
    return { kernels, variable: layer.gainOf(kernels.at(-1)!) };
  }
  const kernels = kernelsOf(layer);
  return { kernels, variable: kernels.at(-1)!.variable };
}

function fillOrthonormal(kernel: Kernel, rng: Rng): void {
  const { rows, columns } = matrixSize(kernel);
  const { variable, outputAxes } = kernel;
  const order = [...vectorAxes(kernel), ...outputAxes];
  tf.tidy(() => {
    const matrix = tf.tensor(
      orthonormalMatrix(rows, columns, rng),
      order.map((axis) => variable.shape[axis]!),
    );
    const back = order.map((_, axis) => order.indexOf(axis));
    variable.write(tf.transpose(matrix, back));
  });
}

/** The standard deviation of a layer's outputs before its activation. */
async function deviationOf(
  model: tf.LayersModel,
  layer: Activated,
  rows: tf.Tensor,
): Promise<number> {
  const kept: tf.Tensor[] = [];
  const { activation } = layer;
  layer.activation = {
    apply(z) {
      kept.push(tf.keep(tf.clone(z)));
      return activation?.apply(z) ?? z;
    },
    // No name that tfjs would compute together with the product.
    getClassName: () => 'lsuv',
  };
  try {
    tf.tidy(() => void model.apply(rows));
  } finally {
    layer.activation = activation ?? null;
  }
  const moments = new Moments();
  try {
    for (const tensor of kept) moments.add(await tensor.data());
  } finally {
    tf.dispose(kept);
  }
  return moments.std;
}
