import { fillUniform, type NdArray } from '@occam/core';

/** Images of uniform noise from [0, 1). */
export function noisyImages(n: number, height: number, width: number, channels: number): NdArray {
  const data = fillUniform(new Float32Array(n * height * width * channels), { key: [n, width] });
  return { data, shape: [n, height, width, channels] };
}

/** The largest difference between two arrays of the same shape. */
export function largestDifference(a: NdArray, b: NdArray): number {
  if (a.shape.join() !== b.shape.join()) return Infinity;
  let worst = 0;
  a.data.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - b.data[i]!))));
  return worst;
}
