import { describe } from '@occam/core';

/** An optimizer by name. */
export type OptimizerName =
  'sgd' | 'momentum' | 'nesterov' | 'sgdw' | 'rmsprop' | 'adagrad' | 'adam' | 'adamw';

/** Decoupled decay: each step takes learningRate · (l2 · w + l1 · sign w) from a weight, beside the gradient. */
export interface WeightDecay {
  /** The factor of w, at least 0. Default 0 (adamw: 0.01, sgdw: 0.0005). */
  l2?: number | undefined;
  /** The factor of sign w, at least 0. Default 0. */
  l1?: number | undefined;
  /** What decays: 'all' trainable weights (as in PyTorch), 'kernels', or the kernels of the layers named. Default 'all'. */
  on?: 'all' | 'kernels' | readonly string[] | undefined;
  /**
   * What of it does not decay: names of layers (all their weights), and ends of the names of weights, as 'bias',
   * 'gamma', 'beta'. Default none.
   */
  exclude?: readonly string[] | undefined;
}

/** What sharpness-aware minimization takes. */
export interface SamOptions {
  /** How far each step looks for a worse point, the radius ρ, above 0. Default 0.05. */
  rho?: number | undefined;
}

/** What lookahead takes. */
export interface LookaheadOptions {
  /** How many fast steps k are made between two slow ones, at least 1. Default 5. */
  syncPeriod?: number | undefined;
  /** How far the slow weights follow the fast ones, α, above 0 and at most 1. Default 0.5. */
  slowStepSize?: number | undefined;
}

/** What an exponential moving average of weights takes. */
export interface EmaOptions {
  /** How much of the average each step keeps, 0 ≤ decay < 1. Default 0.99. */
  decay?: number | undefined;
}

/** What stochastic weight averaging takes. */
export interface SwaOptions {
  /** After which share of all epochs averaging starts, 0 ≤ start < 1. Default 0.75. */
  start?: number | undefined;
  /** After each how many epochs from there on the weights are taken in, at least 1. Default 1. */
  every?: number | undefined;
}

/** An optimizer as data. Which options it takes and their defaults stand with each optimizer. */
export interface OptimizerConfig {
  /** Which optimizer. */
  name: OptimizerName;
  /** The step size, at least 0. */
  learningRate?: number | undefined;
  /** The share of the last update that is kept, 0 ≤ momentum < 1 (momentum, nesterov, sgdw). */
  momentum?: number | undefined;
  /** The decay of the mean of gradients, 0 ≤ beta1 < 1 (adam, adamw). */
  beta1?: number | undefined;
  /** The decay of the mean of squared gradients, 0 ≤ beta2 < 1 (adam, adamw). */
  beta2?: number | undefined;
  /** The decay of the mean of squared gradients, 0 ≤ rho < 1 (rmsprop). */
  rho?: number | undefined;
  /** What keeps a division from zero, above 0 (rmsprop, adagrad, adam, adamw). */
  epsilon?: number | undefined;
  /** Decoupled weight decay. Default none (adamw: { l2: 0.01 }, sgdw: { l2: 0.0005 }). */
  weightDecay?: WeightDecay | undefined;
  /** The largest Euclidean norm of the gradient of each weight tensor. Default: none. Only one of the three clips. */
  clipNorm?: number | undefined;
  /** The largest size of each element of the gradient. Default: none. */
  clipValue?: number | undefined;
  /** The largest Euclidean norm of all gradients together. Default: none. */
  globalClipNorm?: number | undefined;
  /** Sharpness-aware minimization. Default: none. */
  sam?: SamOptions | undefined;
  /** Slow weights that follow the fast ones. Default: none. */
  lookahead?: LookaheadOptions | undefined;
  /** An exponential moving average of the weights. Default: none. Not together with `swa`. */
  ema?: EmaOptions | undefined;
  /** The mean of the weights after the last epochs. Default: none. Not together with `ema`. */
  swa?: SwaOptions | undefined;
}

/** An optimizer by its name alone, or with options. */
export type OptimizerOptions = OptimizerName | OptimizerConfig;

/**
 * Takes an optimizer as an object.
 *
 * @throws TypeError if it is neither a name nor an object, or one of tfjs'
 */
export function configOf(optimizer: OptimizerOptions): OptimizerConfig {
  const config = typeof optimizer === 'string' ? { name: optimizer } : optimizer;
  if (typeof config !== 'object' || config === null) {
    throw new TypeError(
      `optimizer must be a name, as 'adam', or an object, as { name: 'adam' }, not ${describe(optimizer)}`,
    );
  }
  if ('applyGradients' in config) {
    throw new TypeError(
      "optimizer must be data, as { name: 'adam' }, not an optimizer object of tfjs: " +
        'give tfOptimizer(…, model) to model.compile instead',
    );
  }
  return config;
}
