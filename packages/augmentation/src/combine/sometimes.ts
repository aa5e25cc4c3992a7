import { checkNumber, checkOptions } from '@occam/core';
import { transformFromJSON } from '../transformFromJSON.js';
import type { Transform } from '../transform.js';
import { applyChosen, type Choice } from './applyChosen.js';
import { checkInner, commonAbilities, transformToJSON } from './innerTransforms.js';

/** What {@link sometimes} draws for one row: what its transform draws, or nothing, in a list. */
export type SometimesDrawn = readonly [drawn?: unknown];

/**
 * Lets each row go through a transform with a probability, else leaves it as it is.
 *
 * @param probability 0 … 1
 * @throws TypeError or RangeError if the probability is out of range, or the transform is none or changes which rows there are
 *
 * @example
 * ```ts
 * import { augment, gaussianBlur, sometimes } from '@occam/augmentation';
 *
 * const pipeline = augment([sometimes(0.3, gaussianBlur())], { seed: 1 });
 * ```
 */
export function sometimes(
  probability: number,
  transform: Transform<any>,
): Transform<SometimesDrawn> {
  checkNumber('the probability of sometimes', probability, { min: 0, max: 1 });
  checkInner('sometimes', transform);
  const inner: readonly Transform[] = [transform];
  return {
    className: 'sometimes',
    on: transform.on,
    getConfig: () => ({ probability, transform: transformToJSON(transform) }),
    draw: (random, source) => (random.next() < probability ? [transform.draw(random, source)] : []),
    apply: (rows, drawn, source) =>
      applyChosen('sometimes', rows, inner, drawn.map(choiceOf), source),
    ...commonAbilities(inner, choiceOf),
  };
}

/** Makes a {@link sometimes} from its JSON. */
export function sometimesFromConfig(config: Record<string, unknown>): Transform<SometimesDrawn> {
  checkOptions('sometimes', config, ['probability', 'transform']);
  const { probability, transform } = config;
  return sometimes(probability as number, transformFromJSON(transform, 'its transform'));
}

function choiceOf(drawn: SometimesDrawn): Choice {
  return drawn.length === 0 ? undefined : [0, drawn[0]];
}
