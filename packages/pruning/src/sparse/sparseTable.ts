/** More than all. */
const NEVER = 2;

/**
 * From which share of zeros on the sparse product is the faster one, measured by bench/sparse.js (README) in both SIMD variants and
 * rounded up. One row reads each weight once: a dense kernel that fits into the level-2 cache streams so fast that the gathering of
 * inputs pays late; a large one waits for memory. Many rows share the weights, and what counts is multiplications.
 */
const ONE_ROW: readonly { readonly bytes: number; readonly zeros: number }[] = [
  { bytes: 1 << 15, zeros: NEVER },
  { bytes: 1 << 18, zeros: 0.85 },
  { bytes: 1 << 20, zeros: 0.8 },
  { bytes: Infinity, zeros: 0.7 },
];

/** With few units the dense product of one row is slow: 1024 × 10 is twice as fast from here on. */
const FEW_UNITS = { units: 16, zeros: 0.6 };

/** For two rows and more. */
const MANY_ROWS = 0.6;

/** Kernels of fewer weights take as long as the calls around them. */
const SMALLEST = 4096;

/**
 * The share of zeros from which a layer is faster without them; more than 1: never.
 *
 * @param batchSize undefined: for one row and for many
 */
export function fasterFrom(inputs: number, units: number, batchSize?: number): number {
  const weights = inputs * units;
  if (weights < SMALLEST) return NEVER;
  if (batchSize !== undefined && batchSize > 1) return MANY_ROWS;
  const one =
    units <= FEW_UNITS.units
      ? FEW_UNITS.zeros
      : ONE_ROW.find(({ bytes }) => 4 * weights <= bytes)!.zeros;
  return batchSize === 1 ? one : Math.max(one, MANY_ROWS);
}
