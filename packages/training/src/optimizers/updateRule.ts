import type * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from './optimizerConfig.js';

/** The options of an optimizer that are numbers, with its defaults filled in. */
export type RuleOptions = Record<
  'learningRate' | 'momentum' | 'beta1' | 'beta2' | 'rho' | 'epsilon',
  number
>;

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
}
