import { correlation } from './timeCorrelation.js';

/** What {@link futureScore} finds. */
export interface FutureScore {
  /** The square of the correlation with the target `lead` rows later. */
  readonly score: number;
  /** How many rows later the target is. */
  readonly lead: number;
}

/**
 * Looks for a column that holds the target of a later row, which nobody knows at its time. With r(h) the
 * correlation of the column with the target h rows later, it takes the lead h ≥ 1 of the largest r(h)²,
 * and counts it only if it leaves less than a tenth of what the present and the past leave:
 *
 *     1 − r(h)² < (1 − max over g = 0 … 24 of r(−g)²) / 10
 *
 * A smooth series is like its own past and future; that is not enough.
 *
 * @param column the values in the order of time, NaN where there is none
 * @param target the targets in the same order
 * @returns undefined if no later target is so much nearer
 */
export function futureScore(column: Float64Array, target: Float64Array): FutureScore | undefined {
  let best: FutureScore = { score: 0, lead: 0 };
  for (let lead = 1; lead <= MAX_LEAD; lead++) {
    const score = shiftedCorrelation(column, target, lead) ** 2;
    if (score > best.score) best = { score, lead };
  }
  let past = 0;
  for (let lag = 0; lag <= MAX_LEAD; lag++) {
    past = Math.max(past, shiftedCorrelation(column, target, -lag) ** 2);
  }
  return best.lead > 0 && 1 - best.score < (1 - past) / 10 ? best : undefined;
}

/** The correlation of column[i] with target[i + lead], where both are known; 0 for fewer than 10 pairs. */
function shiftedCorrelation(column: Float64Array, target: Float64Array, lead: number): number {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = Math.max(0, -lead); i < column.length && i + lead < target.length; i++) {
    if (Number.isNaN(column[i]!)) continue;
    a.push(column[i]!);
    b.push(target[i + lead]!);
  }
  return a.length < LEAST_PAIRS ? 0 : correlation(Float64Array.from(a), Float64Array.from(b));
}

const MAX_LEAD = 24;
const LEAST_PAIRS = 10;
