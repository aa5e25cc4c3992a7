import { checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomCrop} takes. */
export interface RandomCropOptions extends SamplingOptions {
  /** The share of the area that is kept: [low, high], above 0 and at most 1. Default [0.5, 1]. */
  area?: readonly [number, number] | undefined;
  /** How much wider the part is than the image's own shape, drawn on a logarithmic scale: [low, high], above 0. Default [3/4, 4/3]. */
  ratio?: readonly [number, number] | undefined;
}

/** The part of an image, in shares of its width and height: what {@link randomCrop} draws. */
export interface CropDraw {
  /** Where it begins from the left. */
  readonly x: number;
  /** Where it begins from the top. */
  readonly y: number;
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
}

/**
 * Crops a part of random area, shape and place and enlarges it to the image's size, as torchvision's RandomResizedCrop does for square
 * images; a part that would be wider or higher than the image is as wide or high.
 *
 * Source: Szegedy et al. (2015), "Going deeper with convolutions".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomCrop } from '@occam/augmentation';
 *
 * const pipeline = augment([randomCrop({ area: [0.6, 1] })], { seed: 1 });
 * ```
 */
export function randomCrop(options: RandomCropOptions = {}): Transform<CropDraw> {
  checkOptions('randomCrop', options, ['area', 'ratio', ...SAMPLING_OPTIONS]);
  const { area = [0.5, 1], ratio = [3 / 4, 4 / 3] } = options;
  const areas = pairOf('area', area, 1);
  const ratios = pairOf('ratio', ratio);
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomCrop',
    getConfig: () => ({ area: [...areas], ratio: [...ratios], ...sampling }),
    draw(random): CropDraw {
      const share = drawFrom(random, areas);
      const wider = Math.exp(drawFrom(random, [Math.log(ratios[0]), Math.log(ratios[1])]));
      const width = Math.min(1, Math.sqrt(share * wider));
      const height = Math.min(1, Math.sqrt(share / wider));
      return { x: random.uniform(0, 1 - width), y: random.uniform(0, 1 - height), width, height };
    },
    geometry: {
      sampling,
      matrix(part, height, width) {
        // Pixels are squares around their coordinates: the part's edge is half a pixel before its first one.
        const across = [part.width, 0, part.x * width + (part.width - 1) / 2];
        const down = [0, part.height, part.y * height + (part.height - 1) / 2];
        return [...across, ...down, 0, 0, 1];
      },
    },
  });
}

function pairOf(name: string, range: Range, max?: number): readonly [number, number] {
  if (typeof range === 'number') {
    throw new TypeError(`${name} must be [low, high], not ${range}`);
  }
  return rangeOf(name, range, { above: 0, max });
}
