import { registerClass } from '@occam/core';
import type { CriterionFactory } from './criterion.js';
import { activationVariance } from './criteria/activationVariance.js';
import { averagePercentageOfZeros } from './criteria/averagePercentageOfZeros.js';
import { batchNormScale } from './criteria/batchNormScale.js';
import { consumingEnergy } from './criteria/consumingEnergy.js';
import { goodness } from './criteria/goodness.js';
import { gradientTimesWeight } from './criteria/gradientTimesWeight.js';
import { incomingWeights } from './criteria/incomingWeights.js';
import { magnitude } from './criteria/magnitude.js';
import { movement } from './criteria/movement.js';
import { optimalBrainDamage } from './criteria/optimalBrainDamage.js';
import { optimalBrainSurgeon } from './criteria/optimalBrainSurgeon.js';
import { outgoingWeights } from './criteria/outgoingWeights.js';
import { random } from './criteria/random.js';
import { sensitivity } from './criteria/sensitivity.js';
import { snip } from './criteria/snip.js';
import { synflow } from './criteria/synflow.js';
import { taylor } from './criteria/taylor.js';

/** All criteria of this package, by their names. */
export const CRITERIA: Readonly<Record<string, CriterionFactory>> = {
  activationVariance,
  averagePercentageOfZeros,
  batchNormScale,
  consumingEnergy,
  goodness,
  gradientTimesWeight,
  incomingWeights,
  magnitude,
  movement,
  optimalBrainDamage,
  optimalBrainSurgeon,
  outgoingWeights,
  random,
  sensitivity,
  snip,
  synflow,
  taylor,
};

/** Makes the criteria known by their names. */
export function registerCriteria(): void {
  for (const [name, factory] of Object.entries(CRITERIA)) registerClass('criterion', name, factory);
}
