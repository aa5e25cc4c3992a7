import type * as tf from '@tensorflow/tfjs';

/** A layer that stores its kernel in fewer bytes than four a weight. */
export interface PackedLayer extends tf.layers.Layer {
  /** The variables that store the kernel; the others are what they are called. */
  readonly packed: readonly tf.LayerVariable[];
  /** The kernel's values, in the order of the dense kernel. */
  unpack(): Float32Array;
  /** How many bytes of memory the kernel takes that it keeps unpacked; 0 without. */
  readonly unpackedBytes: number;
  /** Whether weights of 0 are neither stored nor multiplied. */
  readonly leavesOutZeros: boolean;
}

/** Whether a layer stores its kernel in fewer bytes. */
export function isPacked(layer: tf.layers.Layer): layer is PackedLayer {
  return ['OccamSparseDense', 'OccamQuantized'].includes(layer.getClassName());
}

/**
 * The message that a packed layer cannot be trained.
 *
 * @param how what was done to it: 'sparsify'
 */
export function notTrained(layer: tf.layers.Layer, how: string): string {
  return (
    `the layer '${layer.name}' is for inference only: train (or fine-tune) the model that ${how} was called with, ` +
    `then call ${how} again`
  );
}
