/** An optimizer by name. */
export type OptimizerName =
  'sgd' | 'momentum' | 'nesterov' | 'rmsprop' | 'adagrad' | 'adam' | 'adamw';

/** Decoupled decay: each step takes learningRate · (l2 · w + l1 · sign w) from a weight, beside the gradient. */
export interface WeightDecay {
  /** The factor of w, at least 0. Default 0 (adamw: 0.01). */
  l2?: number | undefined;
  /** The factor of sign w, at least 0. Default 0. */
  l1?: number | undefined;
  /** What decays: 'all' trainable weights (as in PyTorch), 'kernels', or the kernels of the layers named. Default 'all'. */
  on?: 'all' | 'kernels' | readonly string[] | undefined;
}

/** An optimizer as data. Which options it takes and their defaults stand with each optimizer. */
export interface OptimizerConfig {
  /** Which optimizer. */
  name: OptimizerName;
  /** The step size, at least 0. */
  learningRate?: number | undefined;
  /** The share of the last update that is kept, 0 ≤ momentum < 1 (momentum, nesterov). */
  momentum?: number | undefined;
  /** The decay of the mean of gradients, 0 ≤ beta1 < 1 (adam, adamw). */
  beta1?: number | undefined;
  /** The decay of the mean of squared gradients, 0 ≤ beta2 < 1 (adam, adamw). */
  beta2?: number | undefined;
  /** The decay of the mean of squared gradients, 0 ≤ rho < 1 (rmsprop). */
  rho?: number | undefined;
  /** What keeps a division from zero, above 0 (rmsprop, adagrad, adam, adamw). */
  epsilon?: number | undefined;
  /** Decoupled weight decay. Default none (adamw: { l2: 0.01 }). */
  weightDecay?: WeightDecay | undefined;
  /** The largest Euclidean norm of all gradients together; larger ones are scaled down. Default: none. */
  clipNorm?: number | undefined;
}

/** An optimizer by its name alone, or with options. */
export type OptimizerOptions = OptimizerName | OptimizerConfig;
