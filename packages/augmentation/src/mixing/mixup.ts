import { checkNumber, checkOptions, rowSize } from '@occam/core';
import type { Transform } from '../transform.js';
import { drawBeta } from './beta.js';
import { mixTargets } from './mixTargets.js';

/** What {@link mixup} takes. */
export interface MixupOptions {
  /** The α of B(α, α), from which the share of each row is drawn, at least 0: 1 mixes most, 0 not at all. Default 0.2. */
  alpha?: number | undefined;
}

/** What is drawn for one row of {@link mixup}. */
export interface MixupDraw {
  /** What stays of the row, λ. */
  readonly share: number;
  /** The number of the training row that makes up the rest. */
  readonly partner: number;
}

/**
 * Mixes each row with another of the training rows, features and targets alike:
 * x = λ·x + (1 − λ)·x′, y = λ·y + (1 − λ)·y′, λ ~ B(α, α) for each row. Class indices become soft targets [n, classes]; numbers of
 * a regression are mixed as numbers.
 *
 * The partner is any training row, not one of the same batch as in the paper's code, so that results do not depend on how batches
 * are cut; it may be the row itself.
 *
 * Source: Zhang et al. (2018), "mixup: beyond empirical risk minimization".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, mixup } from '@occam/augmentation';
 *
 * const pipeline = augment([mixup({ alpha: 0.2 })], { seed: 1 });
 * ```
 */
export function mixup(options: MixupOptions = {}): Transform<MixupDraw> {
  checkOptions('mixup', options, ['alpha']);
  const { alpha = 0.2 } = options;
  checkNumber('alpha', alpha, { min: 0 });
  return {
    className: 'mixup',
    on: 'rows',
    getConfig: () => ({ alpha }),
    draw(random, { size }) {
      const partner = random.int(size);
      return { share: drawBeta(random, alpha), partner };
    },
    apply({ x, y }, drawn, { take, classCount }) {
      const partners = take(Uint32Array.from(drawn, ({ partner }) => partner));
      const data = Float32Array.from(x.data);
      const width = rowSize(x);
      drawn.forEach(({ share }, row) => {
        if (share === 1) return;
        for (let i = row * width; i < (row + 1) * width; i++) {
          data[i] = share * data[i]! + (1 - share) * partners.x.data[i]!;
        }
      });
      const shares = drawn.map(({ share }) => share);
      return { x: { data, shape: x.shape }, y: mixTargets(y, partners.y, shares, classCount) };
    },
  };
}
