import { registerLowering } from '@occam/backend';
import { registerClass } from '@occam/core';
import { confidencePenaltyTerm, lowerConfidencePenalty } from './confidencePenalty.js';

/** Makes the terms of the objective known. */
export function registerTerms(): void {
  registerClass('term', 'confidencePenalty', confidencePenaltyTerm);
  registerLowering('term', 'confidencePenalty', lowerConfidencePenalty);
}
