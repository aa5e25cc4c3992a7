/** A part of a mixture: rows of one class around one place. */
export interface Component {
  /** The class of its rows. */
  readonly label: number;
  /** Its share of all rows; the shares sum to 1. */
  readonly weight: number;
  /** The logarithm of its density at a point. */
  logDensity(point: ArrayLike<number>): number;
}

/**
 * The probability of each class at a point of a mixture, by Bayes' rule in logarithms: far from every component
 * it is still right.
 *
 * @returns shape [classes], summing to 1
 */
export function posterior(
  components: readonly Component[],
  classes: number,
  point: ArrayLike<number>,
): Float64Array {
  const logs = components.map(({ weight, logDensity }) => Math.log(weight) + logDensity(point));
  const largest = Math.max(...logs);
  const shares = new Float64Array(classes);
  let sum = 0;
  for (const [i, { label }] of components.entries()) {
    const share = Math.exp(logs[i]! - largest);
    shares[label]! += share;
    sum += share;
  }
  return shares.map((share) => share / sum);
}
