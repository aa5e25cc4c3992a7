import { planeGaussian } from './gaussianComponent.js';
import { normalTail } from './normalTail.js';
import { planeBayesError } from './planeBayesError.js';

/** A Gaussian blob, the same in all directions. */
export interface Blob {
  /** Its mean. */
  readonly center: readonly number[];
  /** Its standard deviation in each direction. */
  readonly std: number;
  /** Its share of all rows. */
  readonly weight: number;
}

/**
 * The share of errors of the best classifier of Gaussian blobs, each a class. With one spread, only the space that the
 * centres span matters: its directions alone tell the classes apart.
 *
 * @returns undefined where that space, or with several spreads the space of all features, has more than two dimensions
 */
export function blobsBayesError(all: readonly Blob[]): number | undefined {
  const blobs = all.filter(({ weight }) => weight > 0);
  const [first, second] = blobs;
  if (second === undefined) return 0;
  const oneSpread = blobs.every(({ std }) => std === first!.std);
  if (oneSpread && blobs.length === 2) return twoBlobs(first!, second);
  const points = oneSpread
    ? spanned(blobs.map(({ center }) => center))
    : blobs.map(({ center }) => center);
  const dimensions = points[0]!.length;
  if (dimensions > 2) return undefined;
  return planeBayesError(
    blobs.map(({ std, weight }, label) =>
      planeGaussian({
        label,
        weight,
        // A direction that all blobs share tells nothing: any spread will do.
        mean: [points[label]![0] ?? 0, points[label]![1] ?? 0],
        factor: new Float64Array([
          dimensions > 0 ? std : first!.std,
          0,
          0,
          dimensions > 1 ? std : first!.std,
        ]),
      }),
    ),
    blobs.length,
  );
}

/**
 * For two blobs at a distance d = δσ with shares p and q the best classifier divides the line between them where the
 * weighted densities are equal: the error is p·Q(δ/2 + ln(p/q)/δ) + q·Q(δ/2 − ln(p/q)/δ).
 */
function twoBlobs({ center, std, weight: p }: Blob, { center: other, weight: q }: Blob): number {
  const delta = Math.hypot(...center.map((value, j) => value - other[j]!)) / std;
  if (delta === 0) return Math.min(p, q);
  const shift = Math.log(p / q) / delta;
  return p * normalTail(delta / 2 + shift) + q * normalTail(delta / 2 - shift);
}

/** The coordinates of points in an orthonormal basis of the space they span from the first one. */
function spanned(points: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = [];
  const differences = points.map((point) => point.map((value, j) => value - points[0]![j]!));
  const size = Math.max(...differences.map((difference) => Math.hypot(...difference)));
  for (const difference of differences) {
    let rest = difference;
    for (const direction of basis) {
      const along = dot(rest, direction);
      rest = rest.map((value, j) => value - along * direction[j]!);
    }
    const length = Math.hypot(...rest);
    if (length > 1e-12 * size) basis.push(rest.map((value) => value / length));
  }
  return differences.map((difference) => basis.map((direction) => dot(difference, direction)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}
