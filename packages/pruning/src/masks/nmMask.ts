import { checkInteger, checkNdArray, type NdArray } from '@occam/core';

/**
 * Chooses weights in an N:M pattern: of each m weights that follow one another along the inputs of a unit, the n with the highest scores
 * stay. Where the inputs are no multiple of m, the last group is smaller and keeps n of what it has.
 *
 * @param scores of a kernel, shape [...axes, inputs, units]
 * @param n how many stay, from 1 to m
 * @param m of how many, at least 2
 * @returns a mask of the kernel's size: 1 where a weight stays. Of equal scores the first stay
 * @throws TypeError or RangeError if the scores are no kernel's, or n and m no pattern
 *
 * @example
 * ```ts
 * import { magnitude, nmMask } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = tf.layers.dense({ units: 1, inputShape: [4], name: 'line' });
 * const model = tf.sequential({ layers: [layer] });
 * const mask = nmMask(magnitude().scoreWeights(model, 'line'), 2, 4);
 * console.log(mask.reduce((sum, kept) => sum + kept, 0)); // 2
 * ```
 *
 * Source: Mishra et al. (2021), "Accelerating sparse deep neural networks" (2:4).
 */
export function nmMask(scores: NdArray, n: number, m: number): Uint8Array {
  checkNdArray('scores', scores);
  if (scores.shape.length < 2) {
    throw new RangeError(
      `scores must be those of a kernel, shape [...axes, inputs, units], not [${scores.shape.join(', ')}]`,
    );
  }
  checkInteger('m', m, { min: 2 });
  checkInteger('n', n, { min: 1, max: m });
  const [inputs, units] = scores.shape.slice(-2) as [number, number];
  const mask = new Uint8Array(scores.data.length);
  for (let block = 0; block < mask.length; block += inputs * units) {
    for (let unit = 0; unit < units; unit++) {
      for (let first = 0; first < inputs; first += m) {
        const group = Array.from(
          { length: Math.min(m, inputs - first) },
          (_, i) => block + (first + i) * units + unit,
        );
        group.sort((a, b) => scores.data[b]! - scores.data[a]! || a - b);
        for (const place of group.slice(0, n)) mask[place] = 1;
      }
    }
  }
  return mask;
}
