import { radixOrder } from './radixOrder.js';

/** Pairs that are found one by one. */
export interface PairList {
  /** Adds a pair. */
  add(left: number, right: number, distance: number): void;
  /** The pairs, by left row and then by right row. */
  sorted(): { left: Uint32Array; right: Uint32Array; distances: Float64Array };
}

/**
 * Makes a list that grows with its pairs, 16 bytes each.
 *
 * @param remedy what to do if there are more, for the message
 * @param limit the most pairs it takes: more are no duplicates any more, but a distance that is too large
 */
export function pairList(remedy: string, limit = 20_000_000): PairList {
  const start = Math.min(1024, limit);
  let left = new Uint32Array(start);
  let right = new Uint32Array(start);
  let distances = new Float64Array(start);
  let length = 0;

  function grow(): void {
    if (length >= limit) {
      throw new RangeError(`more than ${limit} pairs of rows are within the distance: ${remedy}`);
    }
    const capacity = Math.min(2 * length, limit);
    const larger = { left, right, distances };
    left = new Uint32Array(capacity);
    right = new Uint32Array(capacity);
    distances = new Float64Array(capacity);
    left.set(larger.left);
    right.set(larger.right);
    distances.set(larger.distances);
  }

  return {
    add(a, b, distance) {
      if (length === left.length) grow();
      left[length] = a;
      right[length] = b;
      distances[length++] = distance;
    },
    sorted() {
      const byRight = radixOrder(right.subarray(0, length));
      const order = radixOrder(left.subarray(0, length), byRight);
      return {
        left: left.slice(0, length).map((_, pair) => left[order[pair]!]!),
        right: right.slice(0, length).map((_, pair) => right[order[pair]!]!),
        distances: distances.slice(0, length).map((_, pair) => distances[order[pair]!]!),
      };
    },
  };
}
