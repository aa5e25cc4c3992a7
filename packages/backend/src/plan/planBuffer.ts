/**
 * A piece of memory of a {@link Plan}. It has a size from the beginning and an address once the plan is allocated; the
 * address changes when the plan makes room for larger batches, so kernels' arguments read it at each call.
 */
export interface PlanBuffer {
  /** How many bytes it has for a batch of so many rows; never fewer for more rows. */
  readonly bytes: (rows: number) => number;
  /** Where it lies, in bytes. */
  address: number;
}

/** When a buffer is in use: from its first step to its last, counted over all forward and then all backward steps. */
export interface Lifetime {
  /** The first step that uses the buffer. */
  first: number;
  /** The last step that uses it. */
  last: number;
}

/** Buffers begin at multiples of this many bytes: a cache line. */
export const ALIGNMENT = 64;

/**
 * Lays buffers out in one block so that those in use at the same time do not overlap: largest first, each at the lowest
 * place that is free as long as it lives.
 *
 * @param buffers sizes in bytes and lifetimes
 * @returns the offset of each, and the size of the block
 */
export function layOut(buffers: readonly ({ readonly bytes: number } & Readonly<Lifetime>)[]): {
  offsets: number[];
  bytes: number;
} {
  const offsets = buffers.map(() => 0);
  const order = buffers.map((_, i) => i).sort((a, b) => buffers[b]!.bytes - buffers[a]!.bytes);
  const placed: number[] = [];
  let total = 0;
  for (const i of order) {
    const { bytes, first, last } = buffers[i]!;
    const neighbours = placed
      .filter((j) => buffers[j]!.first <= last && buffers[j]!.last >= first)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let offset = 0;
    for (const j of neighbours) {
      if (offset + bytes <= offsets[j]!) break;
      offset = Math.max(offset, align(offsets[j]! + buffers[j]!.bytes));
    }
    offsets[i] = offset;
    placed.push(i);
    total = Math.max(total, offset + bytes);
  }
  return { offsets, bytes: total };
}

/** Rounds up to where a buffer may begin. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
