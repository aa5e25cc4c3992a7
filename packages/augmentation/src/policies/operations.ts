import { geometric } from '../image/geometric.js';
import type { Matrix, Sampling } from '../image/geometry.js';
import { aboutCentre, shift, turn } from '../image/matrix.js';
import { autocontrast } from '../pixel/autocontrast.js';
import { equalize } from '../pixel/equalize.js';
import { posterize } from '../pixel/posterize.js';
import { randomBrightness } from '../pixel/randomBrightness.js';
import { randomContrast } from '../pixel/randomContrast.js';
import { randomSaturation } from '../pixel/randomSaturation.js';
import { randomSharpness } from '../pixel/randomSharpness.js';
import { solarize } from '../pixel/solarize.js';
import type { SampleRandom } from '../sampleRandom.js';
import type { Transform } from '../transform.js';

/** What the levels 0 … 1 of a policy mean for its operations. */
export interface MagnitudeSpace {
  /** The shift of a row or column by those before it, in pixels per pixel. */
  readonly shear: (level: number) => number;
  /** The translation in pixels along an axis of a length in pixels; cut to a whole number. */
  readonly pixels: (level: number, length: number) => number;
  /** The angle of a rotation in degrees. */
  readonly degrees: (level: number) => number;
  /** The factor of brightness, color, contrast and sharpness, away from 1 by a drawn sign, +1 or −1. */
  readonly factor: (level: number, sign: number) => number;
  /** The bits that posterize keeps. */
  readonly bits: (level: number) => number;
  /** The threshold of solarize in 0 … 256, of bytes. */
  readonly threshold: (level: number) => number;
}

/** The operations of the papers. */
export const OPERATIONS = [
  ...(['identity', 'shearX', 'shearY', 'translateX', 'translateY', 'rotate'] as const),
  ...(['brightness', 'color', 'contrast', 'sharpness'] as const),
  ...(['posterize', 'solarize', 'autocontrast', 'equalize'] as const),
];

/** The name of an operation. */
export type OperationName = (typeof OPERATIONS)[number];

/**
 * Makes operations of a policy, as transforms that draw a level and a sign.
 *
 * @param level draws the level
 */
export function operationsOf(
  names: readonly OperationName[],
  space: MagnitudeSpace,
  sampling: Sampling,
  level: (random: SampleRandom) => number,
): Transform[] {
  const sign = (random: SampleRandom) => (random.int(2) === 0 ? 1 : -1);
  const moved = (
    own: (level: number) => number,
    matrix: (value: number, height: number, width: number) => Matrix,
  ) => {
    return geometric<number>({
      className: 'operation',
      getConfig: () => ({}),
      draw: (random) => own(level(random)) * sign(random),
      geometry: {
        sampling,
        matrix: (value, height, width) => (value === 0 ? undefined : matrix(value, height, width)),
      },
    });
  };
  const { shear, pixels, degrees, factor, bits, threshold } = space;
  const drawFactor = (random: SampleRandom) => factor(level(random), sign(random));
  const all: Record<OperationName, () => Transform<any>> = {
    identity: () => ({ ...autocontrast(), draw: () => false }),
    // About the corner of the image, as PIL's affine transform does.
    shearX: () => moved(shear, (value) => [1, value, value / 2, 0, 1, 0, 0, 0, 1]),
    shearY: () => moved(shear, (value) => [1, 0, 0, value, 1, value / 2, 0, 0, 1]),
    translateX: () =>
      moved(identity, (value, _, width) => shift(Math.trunc(pixels(value, width)), 0)),
    translateY: () =>
      moved(identity, (value, height) => shift(0, Math.trunc(pixels(value, height)))),
    rotate: () =>
      moved(degrees, (value, height, width) => {
        const { sin, cos } = turn(value);
        return aboutCentre([cos, -sin, sin, cos], height, width);
      }),
    brightness: () => ({ ...randomBrightness(), draw: drawFactor }),
    color: () => ({ ...randomSaturation(), draw: drawFactor }),
    contrast: () => ({ ...randomContrast(), draw: drawFactor }),
    sharpness: () => ({ ...randomSharpness(), draw: drawFactor }),
    posterize: () => ({ ...posterize(), draw: (random) => bits(level(random)) }),
    solarize: () => ({ ...solarize(), draw: (random) => threshold(level(random)) / 255 }),
    autocontrast: () => ({ ...autocontrast(), draw: () => true }),
    equalize: () => ({ ...equalize(), draw: () => true }),
  };
  return names.map((name) => all[name]());
}

function identity(value: number): number {
  return value;
}
