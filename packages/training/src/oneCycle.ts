import { checkNumber, checkOptions } from '@occam/core';

/** What {@link oneCycle} takes. */
export interface OneCycleOptions {
  /** The share of all steps in which the rate rises, 0 … 1. Default 0.3. */
  warmup?: number | undefined;
  /** The share of the rate with which the first step is made, 0 … 1. Default 0.04. */
  initial?: number | undefined;
  /** The share of the rate with which the last step is made, 0 … 1. Default 4e-6. */
  final?: number | undefined;
}

/**
 * The schedule of one cycle, as data for `learningRateSchedule`: over all steps, the rate rises from `initial`·α to α along
 * half a cosine and falls to `final`·α along another, with α the optimizer's learning rate, which so is the highest. With
 * n = epochs · batches steps, counted from 0, and r = warmup · n − 1:
 *
 *     step ≤ r:  α · mix(initial, 1, step / r)             mix(a, b, t) = b + (a − b) · (1 + cos πt) / 2
 *     else:      α · mix(1, final, (step − r) / (n − 1 − r))
 *
 * The rates of PyTorch's `OneCycleLR` with its defaults (div_factor 25, final_div_factor 1e4, anneal_strategy 'cos'); unlike
 * there, the momentum does not cycle. The paper rises and falls along straight lines. Training that stops early stops within the
 * cycle.
 *
 * Source: Smith and Topin (2018), "Super-convergence: very fast training of neural networks using large learning rates".
 *
 * @returns plain JSON, with the defaults filled in
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { createRecipe, mlp, oneCycle } from '@occam/training';
 *
 * const recipe = createRecipe({
 *   model: mlp({ hidden: [16] }),
 *   optimizer: { name: 'momentum', learningRate: 0.5 },
 *   fit: { epochs: 10, learningRateSchedule: oneCycle({ warmup: 0.4 }) },
 * });
 * console.log(recipe.fit.learningRateSchedule!.name); // oneCycle
 * ```
 */
export function oneCycle(options: OneCycleOptions = {}): Required<OneCycleOptions> & {
  /** The name of the schedule. */
  name: 'oneCycle';
} {
  return { name: 'oneCycle', ...resolveOneCycle(options) };
}

/** Fills in the defaults of {@link oneCycle} and checks its options. */
export function resolveOneCycle(options: OneCycleOptions): Required<OneCycleOptions> {
  checkOptions('oneCycle', options, ['warmup', 'initial', 'final']);
  const { warmup = 0.3, initial = 0.04, final = 4e-6 } = options;
  checkNumber('oneCycle.warmup', warmup, { min: 0, max: 1 });
  checkNumber('oneCycle.initial', initial, { min: 0, max: 1 });
  checkNumber('oneCycle.final', final, { min: 0, max: 1 });
  return { warmup, initial, final };
}

/** The factor of the learning rate at a step, 0 … steps − 1. */
export function oneCycleFactor(
  { warmup = 0.3, initial = 0.04, final = 4e-6 }: OneCycleOptions,
  step: number,
  steps: number,
): number {
  const peak = Math.max(warmup * steps - 1, 0);
  if (step < peak) return mix(initial, 1, step / peak);
  return mix(1, final, (step - peak) / Math.max(steps - 1 - peak, 1));
}

function mix(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
