import { checkInteger, checkOptions } from '@occam/core';
import { transformFromJSON } from '../transformFromJSON.js';
import type { Transform } from '../transform.js';
import { checkInner, transformToJSON } from './innerTransforms.js';

/**
 * Lets each row go through a transform several times, drawn anew each time. A transform that mixes rows finds its partners as they
 * are before the first time.
 *
 * @param times how often, from 0
 * @throws TypeError or RangeError if the number is no whole one, or the transform is none or changes which rows there are
 *
 * @example
 * ```ts
 * import { augment, gaussianBlur, oneOf, randomHue, repeat } from '@occam/augmentation';
 *
 * const pipeline = augment([repeat(2, oneOf([gaussianBlur(), randomHue()]))], { seed: 1 });
 * ```
 */
export function repeat(times: number, transform: Transform<any>): Transform<readonly unknown[]> {
  checkInteger('the number of times of repeat', times, { min: 0 });
  checkInner('repeat', transform);
  const rounds = Array.from({ length: times }, (_, round) => round);
  return {
    className: 'repeat',
    on: transform.on,
    getConfig: () => ({ times, transform: transformToJSON(transform) }),
    draw: (random, source) => rounds.map(() => transform.draw(random, source)),
    apply: (rows, drawn, source) =>
      rounds.reduce((now, round) => transform.apply(now, inRound(drawn, round), source), rows),
    ...(transform.applyTensor && {
      applyTensor: (x, drawn) =>
        rounds.reduce(
          (now, round) => transform.applyTensor!(now, inRound(drawn, round)),
          x.clone(),
        ),
    }),
  };
}

/** Makes a {@link repeat} from its JSON. */
export function repeatFromConfig(config: Record<string, unknown>): Transform<readonly unknown[]> {
  checkOptions('repeat', config, ['times', 'transform']);
  const { times, transform } = config;
  return repeat(times as number, transformFromJSON(transform, 'its transform'));
}

function inRound(drawn: readonly (readonly unknown[])[], round: number): unknown[] {
  return drawn.map((own) => own[round]);
}
