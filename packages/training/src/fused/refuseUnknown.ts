import { LoweringError, loweringOf } from '@occam/backend';
import type { EngineContext } from '../engine.js';

const CONTEXT = [
  'model',
  'training',
  'validation',
  'weights',
  'varies',
  'objective',
  'loss',
  'optimizer',
  'rng',
];
const OBJECTIVE = ['loss', 'lossWeight', 'labelSmoothing', 'penalties', 'terms'];
const RULES = ['name', 'learningRate', 'momentum', 'beta1', 'beta2', 'rho', 'epsilon'];
const CLIPPING = ['clipNorm', 'clipValue', 'globalClipNorm'];
const AVERAGES = ['lookahead', 'ema', 'swa'];
const OPTIMIZER = [...RULES, 'weightDecay', ...CLIPPING, 'sam', ...AVERAGES];
const DECAY = ['l2', 'l1', 'on', 'exclude'];

/**
 * Refuses what the fused engine does not know of, so that an option that only the tfjs engine has is never left out in
 * silence: training falls back to tfjs until it is lowered and named here.
 *
 * @throws LoweringError naming the option
 */
export function refuseUnknown(context: EngineContext): void {
  const { objective, optimizer } = context;
  refuse('the training', context, CONTEXT);
  refuse('the objective', objective, OBJECTIVE);
  refuse(`the optimizer '${optimizer.name}'`, optimizer, OPTIMIZER);
  refuse('weightDecay', optimizer.weightDecay ?? {}, DECAY);
  for (const { className } of objective.terms) {
    if (!loweringOf('term', className)) {
      throw new LoweringError(`the term '${className}' of the objective has no lowering`);
    }
  }
}

function refuse(owner: string, options: object, known: readonly string[]): void {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(option)) {
      throw new LoweringError(`the option '${option}' of ${owner} has no lowering`);
    }
  }
}
