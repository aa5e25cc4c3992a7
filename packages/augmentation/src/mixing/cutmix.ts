import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { drawBeta } from './beta.js';
import { mixTargets } from './mixTargets.js';

/** What {@link cutmix} takes. */
export interface CutmixOptions {
  /** The α of B(α, α), from which the share of each image that stays is drawn, at least 0; 0: nothing is cut. Default 1. */
  alpha?: number | undefined;
}

/** What is drawn for one image of {@link cutmix}. */
export interface CutmixDraw {
  /** The box that is cut out: its first row and column, and the row and column after its last. */
  readonly box: readonly [top: number, left: number, bottom: number, right: number];
  /** The number of the training row whose pixels fill it. */
  readonly partner: number;
}

/**
 * Fills a box of each image with the pixels of another training image at the same place, and mixes the targets by area:
 * y = λ·y + (1 − λ)·y′ with 1 − λ the share of the pixels that the box has. The box has the sides H·√(1 − λ₀) and W·√(1 − λ₀),
 * λ₀ ~ B(α, α), around a pixel of the image, and ends at the borders. Class indices become soft targets [n, classes].
 *
 * The partner is any training image, not one of the same batch as in the paper's code, and each image has a box of its own, so that
 * results do not depend on how batches are cut.
 *
 * Source: Yun et al. (2019), "CutMix: regularization strategy to train strong classifiers with localizable features"; the
 * rounding of the box is torchvision's.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, cutmix } from '@occam/augmentation';
 *
 * const pipeline = augment([cutmix()], { seed: 1, imageShape: [28, 28, 1] });
 * ```
 */
export function cutmix(options: CutmixOptions = {}): Transform<CutmixDraw> {
  checkOptions('cutmix', options, ['alpha']);
  const { alpha = 1 } = options;
  checkNumber('alpha', alpha, { min: 0 });
  return {
    className: 'cutmix',
    on: 'image',
    getConfig: () => ({ alpha }),
    draw(random, { size, rowShape: [height = 0, width = 0] }) {
      const partner = random.int(size);
      const row = random.int(height);
      const column = random.int(width);
      const half = 0.5 * Math.sqrt(1 - drawBeta(random, alpha));
      const [top, bottom] = interval(row, Math.trunc(half * height), height);
      const [left, right] = interval(column, Math.trunc(half * width), width);
      return { box: [top, left, bottom, right], partner };
    },
    apply({ x, y }, drawn, { take, classCount }) {
      const partners = take(Uint32Array.from(drawn, ({ partner }) => partner));
      const [, height = 0, width = 0, channels = 0] = x.shape;
      const data = Float32Array.from(x.data);
      const shares = drawn.map(({ box: [top, left, bottom, right] }, image) => {
        for (let row = top; row < bottom; row++) {
          const start = (image * height + row) * width;
          const end = (start + right) * channels;
          for (let i = (start + left) * channels; i < end; i++) data[i] = partners.x.data[i]!;
        }
        return 1 - ((bottom - top) * (right - left)) / (height * width);
      });
      return { x: { data, shape: x.shape }, y: mixTargets(y, partners.y, shares, classCount) };
    },
  };
}

function interval(middle: number, half: number, length: number): [number, number] {
  return [Math.max(middle - half, 0), Math.min(middle + half, length)];
}
