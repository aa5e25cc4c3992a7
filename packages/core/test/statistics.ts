/** Pearson's χ² of counts against equally likely cells. */
function chiSquare(counts: ArrayLike<number>): number {
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) total += counts[cell]!;
  const expected = total / counts.length;
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++)
    sum += (counts[cell]! - expected) ** 2 / expected;
  return sum;
}

/**
 * How many standard deviations a χ² lies from what chance gives (Wilson and Hilferty 1931: the cube root of χ²/k is
 * nearly normal). Beyond ±4.5 chance alone comes in 1 of 150,000 tests: too uneven above, too even below.
 */
export function chiSquareDeviation(counts: ArrayLike<number>): number {
  const k = counts.length - 1;
  return (Math.cbrt(chiSquare(counts) / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
}

/** The bound on deviations in standard deviations: chance alone exceeds it in 1 of 150,000 tests. */
export const BOUND = 4.5;

/** Pearson's correlation of two series; chance gives ±1/√n. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += x[i]!;
    sumY += y[i]!;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const a = x[i]! - sumX / n;
    const b = y[i]! - sumY / n;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return xy / Math.sqrt(xx * yy);
}

/** The standard normal distribution function by its series (Marsaglia 2004); accurate to 1e-15 for |z| < 7. */
export function normalCdf(z: number): number {
  let sum = z;
  let term = z;
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** How many of the 32 bits are set. */
export function popCount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}
