/** Points sorted into nested boxes, for range searches. */
export interface BoxTree {
  /** Which point is at each place, shape [points]. */
  readonly order: Uint32Array;
  /** The coordinates by place, shape [points, width]. */
  readonly points: Float64Array;
  /** The coordinates of a point. */
  readonly width: number;
  /** The first place of each node; a node's own number is above its parent's. */
  readonly starts: Uint32Array;
  /** The place after the last one of each node. */
  readonly ends: Uint32Array;
  /** The left child of each node, whose right child is the next one; 0 for a leaf. */
  readonly children: Uint32Array;
  /** The smallest coordinates in each node, shape [nodes, width]. */
  readonly lows: Float64Array;
  /** The largest coordinates in each node, shape [nodes, width]. */
  readonly highs: Float64Array;
  /** The leaves, by place. */
  readonly leaves: Uint32Array;
}

/**
 * Builds a k-d tree (Bentley 1975): each box is cut at the median of its longest side, until at most
 * 256 points are left in it. O(n log n), whatever the points are: equal ones are cut by number.
 */
export function boxTree(coordinates: Float64Array, width: number): BoxTree {
  const n = coordinates.length / width;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  const starts = [0];
  const ends = [n];
  const children = [0];
  const lows: number[] = [];
  const highs: number[] = [];
  const leaves: number[] = [];

  for (let node = 0; node < starts.length; node++) {
    const start = starts[node]!;
    const end = ends[node]!;
    let longest = 0;
    let spread = -1;
    for (let axis = 0; axis < width; axis++) {
      let low = Infinity;
      let high = -Infinity;
      for (let place = start; place < end; place++) {
        const value = coordinates[order[place]! * width + axis]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      lows.push(low);
      highs.push(high);
      if (high - low > spread) {
        spread = high - low;
        longest = axis;
      }
    }
    if (end - start <= LEAF_SIZE) {
      leaves.push(node);
      continue;
    }
    const middle = (start + end) >> 1;
    select(coordinates, width, longest, order, start, end - 1, middle);
    children[node] = starts.length;
    starts.push(start, middle);
    ends.push(middle, end);
    children.push(0, 0);
  }

  const points = new Float64Array(coordinates.length);
  for (let place = 0; place < n; place++) {
    const from = order[place]! * width;
    points.set(coordinates.subarray(from, from + width), place * width);
  }
  return {
    order,
    points,
    width,
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    children: Uint32Array.from(children),
    lows: Float64Array.from(lows),
    highs: Float64Array.from(highs),
    leaves: Uint32Array.from(leaves.sort((a, b) => starts[a]! - starts[b]!)),
  };
}

/** Reorders so that no point before the middle is above it along the axis, and none after it below (Hoare 1961). */
function select(
  coordinates: Float64Array,
  width: number,
  axis: number,
  order: Uint32Array,
  left: number,
  right: number,
  middle: number,
): void {
  const at = (place: number) => coordinates[order[place]! * width + axis]!;
  while (left < right) {
    const a = at(left);
    const b = at((left + right) >> 1);
    const c = at(right);
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = left;
    let j = right;
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i > j) break;
      const swapped = order[i]!;
      order[i++] = order[j]!;
      order[j--] = swapped;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}

const LEAF_SIZE = 256;
