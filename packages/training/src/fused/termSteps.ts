import { loweringOf, type LoweredBatch, type Plan } from '@occam/backend';
import { createTerm, type TermConfig } from '../terms.js';

/** Returns weight · term of the batch that was passed forward. */
export type TermStep = () => number;

/**
 * Lowers the terms of an objective, each of which has a lowering, after the step of the loss.
 *
 * @throws RangeError if a term is not registered; TypeError or RangeError if its configuration is wrong, or it cannot be had
 * of this model and this loss
 */
export function lowerTerms(
  plan: Plan,
  terms: readonly TermConfig[],
  batch: LoweredBatch,
): TermStep[] {
  const { hints } = batch;
  if (hints) zeroGradient(plan, hints);
  return terms.map((term) => {
    const { className, config, weight } = term;
    createTerm(term, batch);
    return loweringOf('term', className)!(config, batch, weight, plan);
  });
}

function zeroGradient(plan: Plan, { output, targets }: NonNullable<LoweredBatch['hints']>): void {
  const { gradient, width } = output;
  if (!gradient) return;
  plan.forward([output.value, targets, gradient], ({ rows }) =>
    new Float32Array(plan.module.memory.buffer, gradient.address, rows * width).fill(0),
  );
}
