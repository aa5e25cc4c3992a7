import { rowSize, type NdArray } from '@occam/core';

/** The count, mean and biased variance of each column; NaN does not count. */
export interface Moments {
  /** How many numbers there are. */
  readonly count: Float64Array;
  /** Their mean. */
  readonly mean: Float64Array;
  /** Their variance, with n in the denominator. */
  readonly variance: Float64Array;
}

/**
 * Computes the moments of each column in two passes, as scikit-learn does:
 *
 *     mean = Σ x / n,    variance = (Σ (x − mean)² − (Σ (x − mean))² / n) / n
 *
 * A column without a number has count 0 and mean NaN.
 *
 * Chan, Golub, LeVeque: Algorithms for Computing the Sample Variance, 1983.
 */
export function columnMoments(x: NdArray): Moments {
  const columns = rowSize(x);
  const zeros = new Float64Array(columns);
  let sums = sumColumns(x, zeros);
  const complete = x.data instanceof Int32Array || sums.sums.every(Number.isFinite);
  const count = complete ? zeros.slice().fill(x.shape[0]!) : countColumns(x);
  if (!complete) sums = sumPresent(x, zeros);
  const mean = sums.sums.map((sum, column) => sum / count[column]!);
  const { sums: rests, squares } = complete ? deviations(x, mean) : sumPresent(x, mean);
  const variance = squares.map(
    (square, column) => (square - rests[column]! ** 2 / count[column]!) / count[column]!,
  );
  return { count, mean, variance: variance.map((value) => Math.max(value, 0)) };
}

/** The moments of the rows of both: Chan's rule. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count.map((n, i) => n + b.count[i]!);
  const mean = a.mean.map((value, i) => {
    if (b.count[i] === 0) return value;
    return (value * a.count[i]! + b.mean[i]! * b.count[i]!) / count[i]!;
  });
  const variance = a.variance.map((value, i) => {
    const [n, m] = [a.count[i]!, b.count[i]!];
    if (m === 0) return value;
    const between = ((b.mean[i]! - a.mean[i]!) ** 2 * n * m) / (n + m);
    return (value * n + b.variance[i]! * m + between) / (n + m);
  });
  return { count, mean, variance };
}

/**
 * What a column is divided by to have variance 1: its deviation, or 1 where it is constant but for rounding, by
 * scikit-learn's rule var ≤ n·ε·var + (n·mean·ε)².
 */
export function deviationOf({ count, mean, variance }: Moments): Float64Array {
  return variance.map((value, column) => {
    const rounding = count[column]! * Number.EPSILON;
    const constant = value <= rounding * value + (rounding * mean[column]!) ** 2;
    return constant ? 1 : Math.sqrt(value);
  });
}

function countColumns({ data, shape }: NdArray): Float64Array {
  const columns = data.length / shape[0]!;
  const count = new Float64Array(columns);
  for (let i = 0; i < data.length;) {
    for (let column = 0; column < columns; column++, i++) {
      if (data[i]! === data[i]!) count[column]!++;
    }
  }
  return count;
}

// Below, a few rows at a time stay in the cache while each column's sums stay in registers.
const BLOCK_SIZE = 8192;

function sumColumns({ data }: NdArray, { length: columns }: Float64Array) {
  const sums = new Float64Array(columns);
  const blockSize = Math.ceil(BLOCK_SIZE / columns) * columns;
  for (let start = 0; start < data.length; start += blockSize) {
    const end = Math.min(start + blockSize, data.length);
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let i = start + column; i < end; i += columns) sum += data[i]!;
      sums[column]! += sum;
    }
  }
  return { sums };
}

/** The sums over rows of x − center and (x − center)². */
function deviations({ data }: NdArray, center: Float64Array) {
  const columns = center.length;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const blockSize = Math.ceil(BLOCK_SIZE / columns) * columns;
  for (let start = 0; start < data.length; start += blockSize) {
    const end = Math.min(start + blockSize, data.length);
    for (let column = 0; column < columns; column++) {
      const middle = center[column]!;
      let sum = 0;
      let square = 0;
      for (let i = start + column; i < end; i += columns) {
        const deviation = data[i]! - middle;
        sum += deviation;
        square += deviation * deviation;
      }
      sums[column]! += sum;
      squares[column]! += square;
    }
  }
  return { sums, squares };
}

/** The same of what is not NaN. */
function sumPresent({ data }: NdArray, center: Float64Array) {
  const columns = center.length;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < data.length;) {
    for (let column = 0; column < columns; column++, i++) {
      const deviation = data[i]! - center[column]!;
      if (deviation !== deviation) continue;
      sums[column]! += deviation;
      squares[column]! += deviation * deviation;
    }
  }
  return { sums, squares };
}
