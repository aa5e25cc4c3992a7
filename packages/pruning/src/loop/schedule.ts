import { checkInteger, checkNumber, checkOneOf, checkOptions } from '@occam/core';

/**
 * How much is pruned in each round: a share of what is left (0.2 leaves 80 %, 64 %, …), or a plan that ends at a sparsity. Where rounding
 * would leave all as it is, the next share counts: each round takes something out.
 *
 * - oneShot: all at once
 * - linear, cubic, polynomial: after round r of R, the sparsity is s · (1 − (1 − r/R)^power), power 1, 3 or your own: much first, then less and less
 */
export type PruningStep =
  | number
  | {
      /** The plan. */
      readonly schedule: 'oneShot' | 'linear' | 'cubic' | 'polynomial';
      /** Which share is pruned in the end, above 0 and below 1. */
      readonly sparsity: number;
      /** In how many rounds, at least 1; not for oneShot. Default 10. */
      readonly rounds?: number | undefined;
      /** The exponent of 'polynomial', above 0. Default 3. */
      readonly power?: number | undefined;
    };

/** How much stays from round to round. */
export interface Schedule {
  /** How many rounds there are; Infinity where a share of what is left goes each time. */
  readonly rounds: number;
  /** Which share of everything stays after round r, from 1. */
  stays(round: number): number;
}

const POWERS = { linear: 1, cubic: 3 } as const;

/**
 * Prepares a schedule.
 *
 * Source of the polynomial ones: Zhu and Gupta (2017), "To prune, or not to prune".
 *
 * @throws TypeError or RangeError if it is none
 */
export function createSchedule(step: PruningStep): Schedule {
  if (typeof step !== 'object' || step === null) {
    checkNumber('step', step, { above: 0, below: 1 });
    return { rounds: Infinity, stays: (round) => (1 - step) ** round };
  }
  checkOptions('step', step, ['schedule', 'sparsity', 'rounds', 'power']);
  const { schedule, sparsity, power: own } = step;
  const { rounds = schedule === 'oneShot' ? 1 : 10 } = step;
  checkOneOf('step.schedule', schedule, ['oneShot', 'linear', 'cubic', 'polynomial']);
  checkNumber('step.sparsity', sparsity, { above: 0, below: 1 });
  checkInteger('step.rounds', rounds, { min: 1 });
  if (schedule === 'oneShot' && rounds !== 1) {
    throw new RangeError(`step.rounds must be left out with 'oneShot', not ${rounds}`);
  }
  if (own !== undefined && schedule !== 'polynomial') {
    throw new RangeError(`step.power is for 'polynomial', not for '${schedule}'`);
  }
  const power = schedule === 'polynomial' || schedule === 'oneShot' ? (own ?? 3) : POWERS[schedule];
  checkNumber('step.power', power, { above: 0 });
  return { rounds, stays: (round) => 1 - sparsity * (1 - (1 - round / rounds) ** power) };
}
