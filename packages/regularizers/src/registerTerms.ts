import { registerLowering } from '@occam/backend';
import { registerClass } from '@occam/core';
import { confidencePenaltyTerm, lowerConfidencePenalty } from './confidencePenalty.js';
import { contractiveTerm, lowerContractive } from './contractive.js';
import { doubleBackpropTerm } from './doubleBackprop.js';
import { hintsTerm, lowerHints } from './hints.js';
import { invarianceTerm } from './invariance.js';
import { jacobianTerm, lowerJacobian } from './jacobian.js';
import { monotonicityTerm } from './monotonicity.js';

/** Makes the terms of the objective known. */
export function registerTerms(): void {
  registerClass('term', 'confidencePenalty', confidencePenaltyTerm);
  registerClass('term', 'contractive', contractiveTerm);
  registerClass('term', 'doubleBackprop', doubleBackpropTerm);
  registerClass('term', 'hints', hintsTerm);
  registerClass('term', 'invariance', invarianceTerm);
  registerClass('term', 'jacobian', jacobianTerm);
  registerClass('term', 'monotonicity', monotonicityTerm);
  registerLowering('term', 'confidencePenalty', lowerConfidencePenalty);
  registerLowering('term', 'contractive', lowerContractive);
  registerLowering('term', 'hints', lowerHints);
  registerLowering('term', 'jacobian', lowerJacobian);
}
