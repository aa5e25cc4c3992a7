import { rowSize, type NdArray } from '@occam/core';

/**
 * Finds the nearest rows of a row by Euclidean distance, the row itself left out; of equal ones, those that come first.
 *
 * @param among the rows to choose from, more than `count` of them
 * @returns `count` rows, the nearest first
 */
export function nearestRows(
  x: NdArray,
  row: number,
  among: Uint32Array,
  count: number,
): Uint32Array {
  const width = rowSize(x);
  const nearest = new Uint32Array(count);
  const distances = new Float64Array(count).fill(Infinity);
  for (const other of among) {
    if (other === row) continue;
    let distance = 0;
    const farthest = distances[count - 1]!;
    for (let j = 0; j < width && distance < farthest; j++) {
      const difference = x.data[row * width + j]! - x.data[other * width + j]!;
      distance += difference * difference;
    }
    if (distance >= farthest) continue;
    let place = count - 1;
    for (; place > 0 && distances[place - 1]! > distance; place--) {
      distances[place] = distances[place - 1]!;
      nearest[place] = nearest[place - 1]!;
    }
    distances[place] = distance;
    nearest[place] = other;
  }
  return nearest;
}
