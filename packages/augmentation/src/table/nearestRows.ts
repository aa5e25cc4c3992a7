/**
 * Finds the nearest neighbours of each of some rows by Euclidean distance, the row itself left out; of equal ones, those that come
 * first.
 *
 * @param x rows of `width` numbers, more than `count` of them
 * @returns for each row the numbers of its `count` neighbours, the nearest first: [rows · count]
 */
export function nearestRows(
  x: Float32Array | Int32Array,
  width: number,
  count: number,
): Uint32Array {
  const n = x.length / width;
  const nearest = new Uint32Array(n * count);
  const distances = new Float64Array(n * count).fill(Infinity);

  function insert(row: number, other: number, distance: number): void {
    const start = row * count;
    let place = start + count - 1;
    for (; place > start && distances[place - 1]! > distance; place--) {
      distances[place] = distances[place - 1]!;
      nearest[place] = nearest[place - 1]!;
    }
    distances[place] = distance;
    nearest[place] = other;
  }

  // Each pair once. A row meets its neighbours in ascending order, so that an equal one that comes later stays behind.
  for (let row = 1; row < n; row++) {
    const own = row * width;
    const last = row * count + count - 1;
    for (let other = 0; other < row; other++) {
      const from = other * width;
      const otherLast = other * count + count - 1;
      const farthest = Math.max(distances[last]!, distances[otherLast]!);
      let distance = 0;
      for (let j = 0; j < width;) {
        // Whether it is far enough is asked once in a while: asking costs more than adding.
        for (const end = Math.min(j + STRIDE, width); j < end; j++) {
          const difference = x[own + j]! - x[from + j]!;
          distance += difference * difference;
        }
        if (distance >= farthest) break;
      }
      if (distance < distances[last]!) insert(row, other, distance);
      if (distance < distances[otherLast]!) insert(other, row, distance);
    }
  }
  return nearest;
}

const STRIDE = 16;
