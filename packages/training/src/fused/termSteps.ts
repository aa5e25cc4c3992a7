import { LoweringError, loweringOf, type LoweredBatch, type Plan } from '@occam/backend';
import { createTerm, type TermConfig } from '../terms.js';

/** Returns weight · term of the batch that was passed forward. */
export type TermStep = () => number;

/**
 * Lowers the terms of an objective, after the step of the loss.
 *
 * @throws RangeError if a term is not registered; TypeError or RangeError if its configuration is wrong; LoweringError naming
 * the first one that has no lowering
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
    const lowering = loweringOf('term', className);
    if (!lowering) throw new LoweringError(`the term '${className}' has no lowering`);
    return lowering(config, batch, weight, plan);
  });
}

function zeroGradient(plan: Plan, { output, targets }: NonNullable<LoweredBatch['hints']>): void {
  const { gradient, width } = output;
  if (!gradient) return;
  plan.forward([output.value, targets, gradient], ({ rows }) =>
    new Float32Array(plan.module.memory.buffer, gradient.address, rows * width).fill(0),
  );
}
