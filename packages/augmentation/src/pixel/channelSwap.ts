import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { changeImages } from './changeImages.js';

/** What {@link channelSwap} takes. */
export interface ChannelSwapOptions {
  /** The share of the images whose channels are dealt anew, 0 … 1. Default 1. */
  probability?: number | undefined;
}

/**
 * Deals the channels of images anew, each of the orders equally likely, the old one too: red things become green or blue, exactly.
 *
 *     x[…, c] ← x[…, order[c]]
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, channelSwap } from '@occam/augmentation';
 *
 * const pipeline = augment([channelSwap()], { seed: 1 });
 * ```
 */
export function channelSwap(options: ChannelSwapOptions = {}): Transform<readonly number[]> {
  checkOptions('channelSwap', options, ['probability']);
  const { probability = 1 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'channelSwap',
    on: 'image',
    getConfig: () => ({ probability }),
    draw(random, { rowShape }) {
      const order = Array.from({ length: rowShape[2] ?? 0 }, (_, c) => c);
      if (random.next() >= probability) return order;
      for (let i = order.length - 1; i > 0; i--) {
        const j = random.int(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    },
    apply: (rows, orders) =>
      changeImages(rows, orders, ({ pixels, source, channels }, order) => {
        for (let c = 0; c < channels; c++) {
          const from = order[c]! - c;
          if (from === 0) continue;
          for (let i = c; i < pixels.length; i += channels) pixels[i] = source[i + from]!;
        }
      }),
  };
}
