import { registerLowering } from '@occam/backend';
import { registerClass } from '@occam/core';
import { confidencePenaltyTerm, lowerConfidencePenalty } from './confidencePenalty.js';
import { contractiveTerm, lowerContractive } from './contractive.js';
import { doubleBackpropTerm, lowerDoubleBackprop } from './doubleBackprop.js';
import { hintsTerm, lowerHints } from './hints.js';
import { invarianceTerm, lowerInvariance } from './invariance.js';
import { jacobianTerm, lowerJacobian } from './jacobian.js';
import { lowerMonotonicity, monotonicityTerm } from './monotonicity.js';

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
  registerLowering('term', 'doubleBackprop', lowerDoubleBackprop);
  registerLowering('term', 'hints', lowerHints);
  registerLowering('term', 'invariance', lowerInvariance);
  registerLowering('term', 'jacobian', lowerJacobian);
  registerLowering('term', 'monotonicity', lowerMonotonicity);
}
