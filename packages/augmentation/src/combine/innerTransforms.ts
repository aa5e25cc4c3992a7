import { describe } from '@occam/core';
import type { Geometry } from '../image/geometry.js';
import { shared } from '../stages.js';
import type { Transform } from '../transform.js';
import { applyChosenTensor, type Choice } from './applyChosen.js';

/**
 * Checks a transform inside another.
 *
 * @param owner who combines
 * @throws TypeError if it is none, or one that changes which rows there are
 */
export function checkInner(owner: string, transform: unknown): asserts transform is Transform {
  const { className, draw, apply, resample } = (transform ?? {}) as Partial<Transform>;
  if (typeof className !== 'string' || typeof draw !== 'function' || typeof apply !== 'function') {
    throw new TypeError(
      `${owner} takes transforms, as randomBrightness({ factor: 0.2 }), not ${describe(transform)}` +
        (typeof transform === 'function' ? ': call it' : ''),
    );
  }
  if (resample) {
    throw new TypeError(
      `${owner} cannot hold ${className}, which changes which rows there are: put it into the pipeline itself`,
    );
  }
}

/** A transform as JSON. */
export function transformToJSON(transform: Transform): {
  className: string;
  config: Record<string, unknown>;
} {
  return { className: transform.className, config: transform.getConfig() };
}

/** What works on images if one of the transforms does. */
export function commonKind(transforms: readonly Transform[]): Transform['on'] {
  return transforms.some(({ on }) => on === 'image') ? 'image' : 'rows';
}

/**
 * What a combination can do besides `apply`, if all its transforms can: tfjs' ops, and joining its neighbours in one pass where all
 * only move pixels by matrices and sample alike.
 *
 * @param chosen which transform a row goes through
 */
export function commonAbilities<Drawn>(
  transforms: readonly Transform[],
  chosen: (drawn: Drawn) => Choice,
): Pick<Transform<Drawn>, 'applyTensor' | 'geometry'> {
  const geometry = commonGeometry(transforms, chosen);
  return {
    ...(transforms.every(({ applyTensor }) => applyTensor) && {
      applyTensor: (x, drawn) => applyChosenTensor(x, transforms, drawn.map(chosen)),
    }),
    ...(geometry && { geometry }),
  };
}

function commonGeometry<Drawn>(
  transforms: readonly Transform[],
  chosen: (drawn: Drawn) => Choice,
): Geometry<Drawn> | undefined {
  let sampling: Geometry['sampling'];
  for (const { geometry } of transforms) {
    if (!geometry || geometry.displace) return undefined;
    const both = shared(sampling, geometry.sampling);
    if (both === 'differ') return undefined;
    sampling = both;
  }
  return {
    sampling,
    matrix(drawn, height, width) {
      const choice = chosen(drawn);
      return choice && transforms[choice[0]]!.geometry!.matrix?.(choice[1], height, width);
    },
  };
}
