import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import type { Matrix } from './geometry.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomPerspective} takes. */
export interface RandomPerspectiveOptions extends SamplingOptions {
  /** How far a corner may move inwards, in halves of the width and height, 0 … 0.9. Default 0.3. */
  distortion?: number | undefined;
  /** The share of the images that are changed, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Shows images in perspective: each corner moves inwards by up to `distortion` of half the width and height, as in torchvision's
 * RandomPerspective.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomPerspective } from '@occam/augmentation';
 *
 * const pipeline = augment([randomPerspective({ distortion: 0.2 })], { seed: 1 });
 * ```
 */
export function randomPerspective(
  options: RandomPerspectiveOptions = {},
): Transform<readonly number[] | null> {
  checkOptions('randomPerspective', options, ['distortion', 'probability', ...SAMPLING_OPTIONS]);
  const { distortion = 0.3, probability = 0.5 } = options;
  checkNumber('distortion', distortion, { min: 0, max: 0.9 });
  checkNumber('probability', probability, { min: 0, max: 1 });
  const sampling = samplingOf(options);
  return geometric<readonly number[] | null>({
    className: 'randomPerspective',
    getConfig: () => ({ distortion, probability, ...sampling }),
    draw: (random) =>
      random.next() < probability
        ? Array.from({ length: 8 }, () => random.uniform(0, distortion / 2))
        : null,
    geometry: {
      sampling,
      matrix(inwards, height, width) {
        if (!inwards) return undefined;
        const right = width - 1;
        const bottom = height - 1;
        const corners = [0, 0, right, 0, right, bottom, 0, bottom];
        const moved = corners.map((at, i) => {
          const by = inwards[i]! * (i % 2 === 0 ? right : bottom);
          return at === 0 ? by : at - by;
        });
        return distortion === 0 ? undefined : homography(moved, corners);
      },
    },
  });
}

/** The projective map that sends four points to four others, from their x, y, x, y, … in turn. */
function homography(from: readonly number[], to: readonly number[]): Matrix | undefined {
  const rows: number[][] = [];
  for (let i = 0; i < 8; i += 2) {
    const [x, y, u, v] = [from[i]!, from[i + 1]!, to[i]!, to[i + 1]!];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  // Gauss and Jordan, with the largest pivot of each column.
  for (let column = 0; column < 8; column++) {
    let best = column;
    for (let row = column + 1; row < 8; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
    }
    [rows[column], rows[best]] = [rows[best]!, rows[column]!];
    const pivot = rows[column]!;
    // An image of one pixel's width or height has no perspective.
    if (pivot[column] === 0) return undefined;
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / pivot[column]!;
      for (let k = column; k < 9; k++) rows[row]![k]! -= factor * pivot[k]!;
    }
  }
  return [...rows.map((row, i) => row[8]! / row[i]!), 1];
}
