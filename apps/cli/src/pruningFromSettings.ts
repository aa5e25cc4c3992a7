import type { PruneOptions, PruningStep } from '@occam/pruning';
import type { Settings } from './checkSettings.js';
import { criterionFromSettings } from './criterionFromSettings.js';
import { UsageError } from './failure.js';

/** What of the options of a pruning the settings decide, beside recipe and data. */
export type PruningPlan = Pick<
  PruneOptions,
  'criterion' | 'target' | 'step' | 'until' | 'rewind' | 'fineTune'
>;

/**
 * Reads how to prune.
 *
 * @throws UsageError if options contradict each other or the criterion does not suit
 */
export async function pruningFromSettings(settings: Settings): Promise<PruningPlan> {
  const { pruningTarget: target = 'weights', rounds, untilError, untilParameters } = settings;
  const { fineTune, rewind = 'none' } = settings;
  const criterion = await criterionFromSettings(settings, target);
  const step = stepFromSettings(settings);
  const planned = typeof step === 'object';
  return {
    criterion,
    target,
    step,
    until: {
      // A plan is carried out: its last network is wanted, and not the one before it began.
      error: untilError ?? (planned ? Number.MAX_VALUE : undefined),
      parameters: untilParameters,
      rounds: planned ? undefined : rounds,
    },
    rewind: typeof rewind === 'number' ? { epoch: rewind } : rewind,
    fineTune: fineTune === undefined ? {} : { epochs: fineTune },
  };
}

function stepFromSettings(settings: Settings): PruningStep | undefined {
  const { step, sparsity, schedule = sparsity === undefined ? undefined : 'cubic' } = settings;
  const { rounds } = settings;
  if (schedule === undefined) return step;
  if (step !== undefined) {
    throw new UsageError(
      `--step cannot stand beside ${settings.schedule ? '--schedule' : '--sparsity'}, which says how much goes each round`,
    );
  }
  if (sparsity === undefined) {
    throw new UsageError(`--schedule ${schedule} needs --sparsity, the share pruned in the end`);
  }
  if (schedule === 'oneShot' && rounds !== undefined) {
    throw new UsageError('--schedule oneShot has one round: leave out --rounds');
  }
  return { schedule, sparsity, rounds };
}
