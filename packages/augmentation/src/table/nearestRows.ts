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
      const distance = squaredDistance(x, own, from, width, farthest);
      if (distance < distances[last]!) insert(row, other, distance);
      if (distance < distances[otherLast]!) insert(other, row, distance);
    }
  }
  return nearest;
}

/** The squared distance of two rows, or Infinity, where it is at least `farthest`. */
function squaredDistance(
  x: Float32Array | Int32Array,
  a: number,
  b: number,
  width: number,
  farthest: number,
): number {
  // Four sums, because one addition need not wait for the other.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let j = 0;
  while (j + 4 <= width) {
    // Whether it is far enough is asked once in a while: asking costs more than adding.
    const end = Math.min(j + STRIDE, width - 3);
    for (; j < end; j += 4) {
      const d0 = x[a + j]! - x[b + j]!;
      const d1 = x[a + j + 1]! - x[b + j + 1]!;
      const d2 = x[a + j + 2]! - x[b + j + 2]!;
      const d3 = x[a + j + 3]! - x[b + j + 3]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    if (s0 + s1 + s2 + s3 >= farthest) return Infinity;
  }
  for (; j < width; j++) {
    const d = x[a + j]! - x[b + j]!;
    s0 += d * d;
  }
  return s0 + s1 + s2 + s3;
}

const STRIDE = 16;
