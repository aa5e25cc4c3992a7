import { didYouMean } from '@occam/core';
import type { Criterion } from '@occam/pruning';
import type { Settings } from './checkSettings.js';
import { asInput, UsageError } from './failure.js';

const SCORES = { weights: 'scoreWeights', units: 'scoreUnits', inputs: 'scoreInputs' } as const;
const DEFAULTS = {
  weights: 'magnitude',
  units: 'outgoingWeights',
  inputs: 'sensitivity',
} as const;

/**
 * Makes the criterion of the settings.
 *
 * @param target what it must score
 * @throws UsageError if there is none of that name, its options are wrong, or it does not score that
 */
export async function criterionFromSettings(
  { criterion: name, criterionOptions, seed = 0 }: Settings,
  target: keyof typeof SCORES,
): Promise<Criterion> {
  const { CRITERIA } = await import('@occam/pruning');
  const scoring = Object.keys(CRITERIA).filter(
    (known) => typeof CRITERIA[known]!()[SCORES[target]] === 'function',
  );
  const used = name ?? DEFAULTS[target];
  if (!Object.hasOwn(CRITERIA, used)) {
    throw new UsageError(
      `--criterion must be one of ${scoring.join(', ')}, not '${used}'${didYouMean(used, Object.keys(CRITERIA))}`,
    );
  }
  if (!scoring.includes(used)) {
    throw new UsageError(
      `--criterion ${used} does not score ${target}; those that do are ${scoring.join(', ')}`,
    );
  }
  const config = used === 'random' ? { seed, ...criterionOptions } : (criterionOptions ?? {});
  return asInput(() => CRITERIA[used]!(config as never));
}
