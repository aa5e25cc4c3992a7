import type { KernelExports } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from './optimizerConfig.js';

/** The options of an optimizer that are numbers, with its defaults filled in. */
export type RuleOptions = Record<
  'learningRate' | 'momentum' | 'beta1' | 'beta2' | 'rho' | 'epsilon',
  number
>;

/** A weight with its gradient and state, as the addresses that kernels take. */
export interface FusedWeight {
  /** How many elements it has. */
  readonly size: number;
  /** Where its values lie. */
  readonly value: { readonly address: number };
  /** Where the gradient of the objective lies. */
  readonly gradient: { readonly address: number };
  /** Where each state array lies. */
  readonly slots: readonly number[];
  /** The factors of its decoupled decay; 0 for none. */
  readonly decay: { readonly l2: number; readonly l1: number };
}

/** What of a step is the same for all weights. */
interface FusedStep {
  /** 1 for the first update. */
  step: number;
  /** The factor that clips the gradient; 1 where nothing is clipped. */
  scale: number;
  /** The learning rate. */
  learningRate: number;
}

/** Updates one weight in place: w ← w − learningRate · (direction + l2·w + l1·sign w). */
type FusedUpdate = (weight: FusedWeight, step: Readonly<FusedStep>) => void;

/** How one optimizer turns a gradient into an update: w ← w − learningRate · direction. */
export interface UpdateRule {
  /** The options that the optimizer takes, with their defaults. */
  readonly defaults: Readonly<Partial<RuleOptions>> & Pick<OptimizerConfig, 'weightDecay'>;
  /** How many state tensors of the weight's shape it keeps; they start at zero. */
  readonly slots: number;
  /**
   * Computes the update of one weight.
   *
   * @param gradient of the objective
   * @param state the state tensors that the last step returned
   * @param options the optimizer's options
   * @param step 1 for the first update
   */
  update(
    gradient: tf.Tensor,
    state: readonly tf.Tensor[],
    options: RuleOptions,
    step: number,
  ): { direction: tf.Tensor; state: tf.Tensor[] };
  /** The same update as one kernel call, for the fused engine; without it, training falls back to tfjs. */
  readonly lower?: (kernels: KernelExports, options: RuleOptions) => FusedUpdate;
}
