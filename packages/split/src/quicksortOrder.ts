/**
 * Lists items from the smallest to the largest value; equal ones come as NumPy's quicksort leaves them
 * (`np.argsort` as it is without vector instructions), which is not stable. scikit-learn's GroupKFold
 * sorts so, and which groups go together hangs on it.
 *
 *     while a range has more than 16 items:
 *       order its first, middle and last item; the middle one's value is the pivot, put before the last
 *       partition by Hoare's scan, which stops at values equal to the pivot; go on with both sides
 *     sort what is left by insertion
 *
 * Where partitions turn out so uneven that larger sides nest more than 2·log₂(n) deep, heapsort finishes
 * the range.
 *
 * @returns the items, shape [values.length]
 */
export function quicksortOrder(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;

  const value = (position: number) => values[order[position]!]!;
  function swap(a: number, b: number): void {
    const item = order[a]!;
    order[a] = order[b]!;
    order[b] = item;
  }

  /** Moves smaller values before larger ones, and returns where the pivot came to lie. */
  function partition(first: number, last: number): number {
    const middle = first + ((last - first) >>> 1);
    if (value(middle) < value(first)) swap(middle, first);
    if (value(last) < value(middle)) swap(last, middle);
    if (value(middle) < value(first)) swap(middle, first);
    const pivot = value(middle);
    swap(middle, last - 1);
    let up = first;
    let down = last - 1;
    for (;;) {
      do up++;
      while (value(up) < pivot);
      do down--;
      while (pivot < value(down));
      if (up >= down) break;
      swap(up, down);
    }
    swap(up, last - 1);
    return up;
  }

  function insert(first: number, last: number): void {
    for (let next = first + 1; next <= last; next++) {
      const item = order[next]!;
      let hole = next;
      for (; hole > first && values[item]! < value(hole - 1); hole--)
        order[hole] = order[hole - 1]!;
      order[hole] = item;
    }
  }

  /** Moves the item at `hole` down in the heap of `size` items from `first` on, numbered from 1. */
  function sink(item: number, hole: number, first: number, size: number): void {
    for (let child = 2 * hole; child <= size; child *= 2) {
      if (child < size && value(first + child - 1) < value(first + child)) child++;
      if (!(values[item]! < value(first + child - 1))) break;
      order[first + hole - 1] = order[first + child - 1]!;
      hole = child;
    }
    order[first + hole - 1] = item;
  }

  function heapsort(first: number, last: number): void {
    let size = last - first + 1;
    for (let hole = size >> 1; hole > 0; hole--) sink(order[first + hole - 1]!, hole, first, size);
    while (size > 1) {
      const item = order[first + --size]!;
      order[first + size] = order[first]!;
      sink(item, 1, first, size);
    }
  }

  function sort(first: number, last: number, depth: number): void {
    if (depth < 0) return heapsort(first, last);
    while (last - first > 15) {
      const pivot = partition(first, last);
      depth--;
      if (pivot - first < last - pivot) {
        sort(pivot + 1, last, depth);
        last = pivot - 1;
      } else {
        sort(first, pivot - 1, depth);
        first = pivot + 1;
      }
    }
    insert(first, last);
  }

  sort(0, order.length - 1, 2 * (31 - Math.clz32(order.length)));
  return order;
}
