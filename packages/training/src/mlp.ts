import { checkBoolean, checkInteger, checkNumber, checkOptions, describe } from '@occam/core';

/** What {@link mlp} takes. */
export interface MlpOptions {
  /** The units of each hidden layer; an empty list is a linear model. Default [128]. */
  hidden?: readonly number[] | undefined;
  /** The activation of the hidden layers, by tfjs' name. Default 'relu'. */
  activation?: string | undefined;
  /** The share of a hidden layer's outputs that is dropped in training, 0 ≤ rate < 1. Default 0. */
  dropout?: number | undefined;
  /**
   * The share of the hidden layers' weights that is dropped in training, one mask for each batch, 0 ≤ rate < 1; needs
   * @occam/regularizers. Default 0.
   */
  dropConnect?: number | undefined;
  /** The standard deviation of the normal noise that is added to the features in training, in their units. Default 0. */
  noise?: number | undefined;
  /** The largest Euclidean norm of the weights into each hidden unit, kept after each step, above 0. Default: none. */
  maxNorm?: number | undefined;
  /** Whether batch normalization stands between each hidden layer and its activation. Default false. */
  batchNorm?: boolean | undefined;
  /** Whether layer normalization stands there instead. Default false. */
  layerNorm?: boolean | undefined;
  /** The factor of Σ|w| over all kernels, at least 0. Default 0. */
  l1?: number | undefined;
  /** The factor of Σw² over all kernels, at least 0. Default 0. */
  l2?: number | undefined;
  /** How kernels start, by tfjs' name. Default 'glorotUniform', as in Keras (tfjs: 'glorotNormal'). */
  kernelInitializer?: string | undefined;
}

/** The multilayer perceptron of {@link mlp}, with every option filled in. */
export interface MlpTemplate {
  /** Which template this is. */
  template: 'mlp';
  /** The units of each hidden layer. */
  hidden: number[];
  /** The activation of the hidden layers. */
  activation: string;
  /** The share of a hidden layer's outputs that is dropped in training. */
  dropout: number;
  /** The share of the hidden layers' weights that is dropped in training. */
  dropConnect: number;
  /** The standard deviation of the noise that is added to the features in training. */
  noise: number;
  /** The largest Euclidean norm of the weights into each hidden unit; left out where there is none. */
  maxNorm?: number;
  /** Whether batch normalization stands between each hidden layer and its activation. */
  batchNorm: boolean;
  /** Whether layer normalization stands there instead. */
  layerNorm: boolean;
  /** The factor of Σ|w| over all kernels. */
  l1: number;
  /** The factor of Σw² over all kernels. */
  l2: number;
  /** How kernels start. */
  kernelInitializer: string;
}

const MLP_OPTIONS = [
  'hidden',
  'activation',
  'dropout',
  'dropConnect',
  'noise',
  'maxNorm',
  'batchNorm',
  'layerNorm',
  'l1',
  'l2',
  'kernelInitializer',
] as const;

/**
 * Describes a multilayer perceptron whose input and output sizes come from the data: rows with several
 * axes are flattened; the output layer has a softmax unit for each class (one sigmoid unit for two classes
 * under binaryCrossEntropy), or a linear unit for each number to predict.
 *
 * @returns plain JSON, for the `model` of a recipe
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { createRecipe, mlp } from '@occam/training';
 *
 * const recipe = createRecipe({ model: mlp({ hidden: [64, 32], dropout: 0.2 }) });
 * ```
 */
export function mlp(options: MlpOptions = {}): MlpTemplate {
  checkOptions('mlp', options, MLP_OPTIONS);
  const {
    hidden = [128],
    activation = 'relu',
    dropout = 0,
    dropConnect = 0,
    noise = 0,
    maxNorm,
    batchNorm = false,
    layerNorm = false,
    l1 = 0,
    l2 = 0,
    kernelInitializer = 'glorotUniform',
  } = options;
  if (!Array.isArray(hidden)) {
    throw new TypeError(`hidden must be a list of units, as [128], not ${describe(hidden)}`);
  }
  hidden.forEach((units, layer) => checkInteger(`hidden[${layer}]`, units, { min: 1 }));
  checkName('activation', activation);
  checkNumber('dropout', dropout, { min: 0, below: 1 });
  checkNumber('dropConnect', dropConnect, { min: 0, below: 1 });
  checkNumber('noise', noise, { min: 0 });
  if (maxNorm !== undefined) checkNumber('maxNorm', maxNorm, { above: 0 });
  checkBoolean('batchNorm', batchNorm);
  checkBoolean('layerNorm', layerNorm);
  if (batchNorm && layerNorm) {
    throw new RangeError(
      'a hidden layer of mlp has one normalization: give batchNorm or layerNorm, not both',
    );
  }
  checkNumber('l1', l1, { min: 0 });
  checkNumber('l2', l2, { min: 0 });
  checkName('kernelInitializer', kernelInitializer);
  return {
    template: 'mlp',
    hidden: [...hidden],
    activation,
    dropout,
    dropConnect,
    noise,
    ...(maxNorm !== undefined && { maxNorm }),
    batchNorm,
    layerNorm,
    l1,
    l2,
    kernelInitializer,
  };
}

function checkName(option: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new TypeError(`${option} must be a name that tfjs knows, not ${describe(value)}`);
  }
}
