import { registerLowering } from '@occam/backend';
import { registerClass } from '@occam/core';
import { confidencePenaltyTerm, lowerConfidencePenalty } from './confidencePenalty.js';
import { contractiveTerm } from './contractive.js';
import { doubleBackpropTerm } from './doubleBackprop.js';
import { jacobianTerm } from './jacobian.js';

/** Makes the terms of the objective known. */
export function registerTerms(): void {
  registerClass('term', 'confidencePenalty', confidencePenaltyTerm);
  registerClass('term', 'contractive', contractiveTerm);
  registerClass('term', 'doubleBackprop', doubleBackpropTerm);
  registerClass('term', 'jacobian', jacobianTerm);
  registerLowering('term', 'confidencePenalty', lowerConfidencePenalty);
}
