import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link gridDistortion} takes. */
export interface GridDistortionOptions extends SamplingOptions {
  /** How many cells the grid has along each axis, at least 1. Default 5. */
  steps?: number | undefined;
  /** By what share a cell may become wider or narrower, 0 … 0.9. Default 0.3. */
  limit?: number | undefined;
}

/** What {@link gridDistortion} draws. */
export interface GridDraw {
  /** The relative widths of the columns of cells. */
  readonly columns: readonly number[];
  /** The relative heights of the rows of cells. */
  readonly rows: readonly number[];
}

/**
 * Lays a grid over images and stretches its columns and rows by random shares 1 ± limit; the borders stay where they are.
 *
 * Source: Albumentations' GridDistortion (normalized), Buslaev et al. (2020).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, gridDistortion } from '@occam/augmentation';
 *
 * const pipeline = augment([gridDistortion({ steps: 5, limit: 0.3 })], { seed: 1 });
 * ```
 */
export function gridDistortion(options: GridDistortionOptions = {}): Transform<GridDraw> {
  checkOptions('gridDistortion', options, ['steps', 'limit', ...SAMPLING_OPTIONS]);
  const { steps = 5, limit = 0.3 } = options;
  checkInteger('steps', steps, { min: 1 });
  checkNumber('limit', limit, { min: 0, max: 0.9 });
  const sampling = samplingOf(options);
  return geometric({
    className: 'gridDistortion',
    getConfig: () => ({ steps, limit, ...sampling }),
    draw(random): GridDraw {
      const sizes = () => Array.from({ length: steps }, () => random.uniform(1 - limit, 1 + limit));
      return { columns: sizes(), rows: sizes() };
    },
    geometry: {
      sampling,
      displace({ columns, rows }, out, height, width) {
        if (limit === 0) return false;
        const across = stretch(columns, width);
        const down = stretch(rows, height);
        for (let y = 0, at = 0; y < height; y++) {
          for (let x = 0; x < width; x++, at++) {
            out[at] = across[x]!;
            out[height * width + at] = down[y]!;
          }
        }
        return true;
      },
    },
  });
}

/** How far each pixel along an axis is moved where the cells have these relative sizes. */
function stretch(sizes: readonly number[], length: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const last = length - 1;
  return Array.from({ length }, (_, at) => {
    if (last === 0) return 0;
    const place = (at / last) * sizes.length;
    const cell = Math.min(Math.floor(place), sizes.length - 1);
    const before = sizes.slice(0, cell).reduce((sum, size) => sum + size, 0);
    return ((before + (place - cell) * sizes[cell]!) / total) * last - at;
  });
}
