import type { Preprocessor } from '@occam/training';
import type * as tf from '@tensorflow/tfjs';

/** Where pruning starts from: the trained network, and what belongs to it. */
export interface Start {
  /** The network; pruning owns it. */
  readonly model: tf.LayersModel;
  /** The network that fine-tuning starts from; undefined: from the weights as they are. */
  readonly origin: tf.LayersModel | undefined;
  /** The network of round 0, in a run that goes on. */
  readonly before?: tf.LayersModel;
  /** The best network so far, in a run that goes on. */
  readonly best?: tf.LayersModel;
  /** The features of the best network. */
  readonly bestInputs?: Uint32Array;
  /** The features that are left. */
  readonly inputs?: Uint32Array;
  /** The fitted preprocessing. */
  readonly preprocess: readonly Preprocessor[];
  /** How long it was trained. */
  readonly epochs: number;
  /** How long that took, in seconds. */
  readonly seconds: number;
}
