import { fillNormal, rowSize, type NdArray, type Rng } from '@occam/core';

/** The targets y = f(x) + noise · ε of rows, ε standard normal, rounded to float32 once. */
export function noisyTargets(
  x: NdArray,
  truth: (row: ArrayLike<number>) => number,
  noise: number,
  rng: Rng,
): NdArray {
  const n = x.shape[0]!;
  const width = rowSize(x);
  const data = new Float32Array(n);
  if (noise > 0) fillNormal(data, { key: rng.fork('noise').key });
  for (let row = 0; row < n; row++) {
    data[row] = truth(x.data.subarray(row * width, (row + 1) * width)) + noise * data[row]!;
  }
  return { data, shape: [n] };
}
