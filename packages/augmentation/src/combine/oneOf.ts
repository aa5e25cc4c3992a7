import { checkNumber, checkOptions, describe } from '@occam/core';
import { transformFromJSON } from '../transformFromJSON.js';
import type { Transform } from '../transform.js';
import { applyChosen } from './applyChosen.js';
import { checkInner, commonAbilities, commonKind, transformToJSON } from './innerTransforms.js';

/** What {@link oneOf} takes besides the transforms. */
export interface OneOfOptions {
  /** How often each transform is chosen, relative to the others, at least 0. Default: all as often. */
  weights?: readonly number[] | undefined;
}

/** What {@link oneOf} draws for one row: which transform, by its place in the list, and what that one draws. */
export type OneOfDrawn = readonly [index: number, drawn: unknown];

/**
 * Lets each row go through one of some transforms, chosen for it by chance. A transform that mixes rows finds its partners as they
 * are before the choice.
 *
 * @throws TypeError or RangeError if there is no transform, one is none or changes which rows there are, or the weights do not fit
 *
 * @example
 * ```ts
 * import { augment, gaussianBlur, oneOf, saltAndPepper } from '@occam/augmentation';
 *
 * const damage = oneOf([gaussianBlur(), saltAndPepper()], { weights: [3, 1] });
 * const pipeline = augment([damage], { seed: 1 });
 * ```
 */
export function oneOf(
  transforms: readonly Transform<any>[],
  options: OneOfOptions = {},
): Transform<OneOfDrawn> {
  checkOptions('oneOf', options, ['weights']);
  if (!Array.isArray(transforms)) {
    throw new TypeError(`oneOf takes a list of transforms, not ${describe(transforms)}`);
  }
  if (transforms.length === 0) throw new RangeError('oneOf needs at least one transform');
  for (const transform of transforms) checkInner('oneOf', transform);
  const inner: readonly Transform[] = [...transforms];
  const { weights } = options;
  const limits = limitsOf(weights ?? inner.map(() => 1), inner.length);
  return {
    className: 'oneOf',
    on: commonKind(inner),
    getConfig: () => ({
      transforms: inner.map(transformToJSON),
      ...(weights && { weights: [...weights] }),
    }),
    draw(random, source) {
      const u = random.next();
      const index = limits.findIndex((limit) => u < limit);
      return [index, inner[index]!.draw(random, source)];
    },
    apply: (rows, drawn, source) => applyChosen('oneOf', rows, inner, drawn, source),
    ...commonAbilities<OneOfDrawn>(inner, (drawn) => drawn),
  };
}

/** Makes a {@link oneOf} from its JSON. */
export function oneOfFromConfig(config: Record<string, unknown>): Transform<OneOfDrawn> {
  const { transforms, ...options } = config;
  if (!Array.isArray(transforms)) {
    throw new TypeError(`transforms must be a list, not ${describe(transforms)}`);
  }
  const inner = transforms.map((json, place) => transformFromJSON(json, `transform ${place}`));
  return oneOf(inner, options);
}

/** The upper ends of the intervals of [0, 1) in which each is chosen; the last with a weight ends at 1 exactly. */
function limitsOf(weights: readonly number[], count: number): number[] {
  if (!Array.isArray(weights)) {
    throw new TypeError(`weights must be a list of numbers, not ${describe(weights)}`);
  }
  if (weights.length !== count) {
    throw new RangeError(
      `weights must be as many as the transforms, ${count}, not ${weights.length}`,
    );
  }
  weights.forEach((weight, i) => checkNumber(`weights[${i}]`, weight, { min: 0 }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && total < Infinity)) {
    throw new RangeError(`weights must have a positive, finite sum, not ${total}`);
  }
  const last = weights.findLastIndex((weight) => weight > 0);
  let sum = 0;
  return weights.map((weight, i) => {
    sum += weight;
    return i >= last ? 1 : sum / total;
  });
}
