import { LoweringError } from '@occam/backend';
import { registerClass } from '@occam/core';
import { expect, it } from 'vitest';
import type { EngineContext } from '../engine.js';
import { resolveObjective } from '../objective.js';
import { resolveOptimizer } from '../optimizers/resolveOptimizer.js';
import { refuseUnknown } from './refuseUnknown.js';

const context = {
  objective: resolveObjective({ labelSmoothing: 0.1, penalties: [{ className: 'L1L2' }] }),
  optimizer: resolveOptimizer({ name: 'adamw', clipNorm: 1 }),
  validation: undefined,
} as unknown as EngineContext;

registerClass('term', 'Later', () => {
  throw new Error('is not made');
});

it('lets pass what the engine knows, and options that are not given', () => {
  expect(() => refuseUnknown({ ...context, later: undefined } as EngineContext)).not.toThrow();
});

it.each([
  [{ later: 1 }, "the option 'later' of the training has no lowering"],
  [
    { optimizer: { ...context.optimizer, later: {} } },
    "the option 'later' of the optimizer 'adamw' has no lowering",
  ],
  [
    { optimizer: { ...context.optimizer, weightDecay: { l2: 1, later: 1 } } },
    "the option 'later' of weightDecay has no lowering",
  ],
  [
    { objective: { ...context.objective, later: true } },
    "the option 'later' of the objective has no lowering",
  ],
  [
    { objective: { ...context.objective, terms: [{ className: 'Later', config: {}, weight: 1 }] } },
    "the term 'Later' of the objective has no lowering",
  ],
])('refuses %j', (change, message) => {
  const refused = () => refuseUnknown({ ...context, ...change } as EngineContext);
  expect(refused).toThrow(LoweringError);
  expect(refused).toThrow(message);
});

it('says of a term that nobody registered that it is none', () => {
  const terms = [{ className: 'Nowhere', config: {}, weight: 1 }];
  const objective = { ...context.objective, terms };
  expect(() => refuseUnknown({ ...context, objective })).toThrow(
    /^no term 'Nowhere' is registered/,
  );
});
