import type { Geometry, Sampling } from './image/geometry.js';
import type { Transform } from './transform.js';

/** Transforms that a pipeline does in one pass: one of any kind, or neighbours that only move pixels. */
export interface Stage {
  /** The place of the first in the pipeline. */
  readonly start: number;
  /** The transforms, in order. */
  readonly transforms: readonly Transform[];
  /** How they sample, where they are more than one. */
  readonly sampling?: Sampling | undefined;
}

/**
 * Joins neighbours that only move pixels, as long as they sample alike: any number of matrices and then at most one displacement,
 * since p ↦ M₁(M₂(p + u(p))) is one matrix and one displacement, but a displacement before a matrix is not.
 */
export function stagesOf(transforms: readonly Transform[]): Stage[] {
  const stages: { start: number; transforms: Transform[]; sampling?: Sampling | undefined }[] = [];
  transforms.forEach((transform, place) => {
    const last = stages.at(-1);
    if (last && transform.geometry && last.transforms.every(isMatrix)) {
      const sampling = shared(last.sampling, transform.geometry.sampling);
      if (sampling !== 'differ') {
        last.transforms.push(transform);
        last.sampling = sampling;
        return;
      }
    }
    stages.push({
      start: place,
      transforms: [transform],
      sampling: transform.geometry?.sampling,
    });
  });
  return stages;
}

function isMatrix({ geometry }: Transform): boolean {
  return geometry !== undefined && geometry.displace === undefined;
}

/** The sampling that serves both; undefined if neither ever falls between pixels. */
export function shared(
  a: Geometry['sampling'],
  b: Geometry['sampling'],
): Sampling | 'differ' | undefined {
  if (!a || !b) return a ?? b;
  const same =
    a.interpolation === b.interpolation &&
    a.fillMode === b.fillMode &&
    (a.fillMode !== 'constant' || a.fillValue === b.fillValue);
  return same ? a : 'differ';
}
