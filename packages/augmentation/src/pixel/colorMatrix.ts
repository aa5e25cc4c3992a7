import * as tf from '@tensorflow/tfjs';
import { clip, type Image } from './changeImages.js';

/**
 * A linear change of colours, as three rows [red, green, blue, offset]: a new red is
 * m[0] · red + m[1] · green + m[2] · blue + m[3], a new green begins at m[4], a new blue at m[8].
 */
export type ColorMatrix = readonly number[];

/** Changes the colours of an image with 3 channels by a matrix, and clips them to 0 … 1. */
export function changeColours({ pixels }: Image, matrix: ColorMatrix): void {
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = matrix as Row12;
  for (let i = 0; i < pixels.length; i += 3) {
    const red = pixels[i]!;
    const green = pixels[i + 1]!;
    const blue = pixels[i + 2]!;
    pixels[i] = clip(rr * red + rg * green + rb * blue + r0);
    pixels[i + 1] = clip(gr * red + gg * green + gb * blue + g0);
    pixels[i + 2] = clip(br * red + bg * green + bb * blue + b0);
  }
}

/** The same for a tensor [n, height, width, 3], one matrix for each image. */
export function changeColoursOf(x: tf.Tensor, matrices: readonly ColorMatrix[]): tf.Tensor {
  const [n = 0, height = 0, width = 0] = x.shape;
  const all = tf.tensor3d(matrices.flat(), [n, 3, 4]);
  const colours = all.slice([0, 0, 0], [n, 3, 3]);
  const offsets = all.slice([0, 0, 3], [n, 3, 1]).reshape([n, 1, 3]);
  const changed = tf.matMul(x.reshape([n, height * width, 3]), colours, false, true).add(offsets);
  return changed.clipByValue(0, 1).reshape(x.shape);
}

type Row12 = [
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
];
