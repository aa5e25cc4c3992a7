import * as tf from '@tensorflow/tfjs';

/**
 * A linear change of colours, as three rows [red, green, blue, offset]: a new red is
 * m[0] · red + m[1] · green + m[2] · blue + m[3], a new green begins at m[4], a new blue at m[8].
 */
export type ColorMatrix = readonly number[];

/** Changes the colours of a tensor [n, height, width, 3] by a matrix for each image, and clips them to 0 … 1. */
export function changeColoursOf(x: tf.Tensor, matrices: readonly ColorMatrix[]): tf.Tensor {
  const [n = 0, height = 0, width = 0] = x.shape;
  const all = tf.tensor3d(matrices.flat(), [n, 3, 4]);
  const colours = all.slice([0, 0, 0], [n, 3, 3]);
  const offsets = all.slice([0, 0, 3], [n, 3, 1]).reshape([n, 1, 3]);
  const changed = tf.matMul(x.reshape([n, height * width, 3]), colours, false, true).add(offsets);
  return changed.clipByValue(0, 1).reshape(x.shape);
}
