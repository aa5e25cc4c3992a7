import { checkNumber } from '@occam/core';
import type { Clipping } from './clipping.js';
import { clippingByNorm } from './clipNorm.js';
import { clippingByValue } from './clipValue.js';
import { clippingByGlobalNorm } from './globalClipNorm.js';
import type { OptimizerConfig } from './optimizerConfig.js';

const CLIPPINGS = {
  clipNorm: clippingByNorm,
  clipValue: clippingByValue,
  globalClipNorm: clippingByGlobalNorm,
} satisfies Partial<Record<keyof OptimizerConfig, (limit: number) => Clipping>>;

/** The options of an optimizer that clip. */
export const CLIPPING_OPTIONS = Object.keys(CLIPPINGS) as (keyof typeof CLIPPINGS)[];

/**
 * Checks which way of clipping an optimizer asks for. As in Keras, it may be one: what two together mean would depend on their
 * order.
 *
 * @throws RangeError if there are several, or a limit is not above 0; TypeError if a limit is no number
 */
export function resolveClipping(
  config: Partial<OptimizerConfig>,
): Pick<OptimizerConfig, keyof typeof CLIPPINGS> {
  const given = CLIPPING_OPTIONS.filter((option) => config[option] !== undefined);
  for (const option of given) checkNumber(option, config[option], { above: 0 });
  if (given.length > 1) {
    throw new RangeError(
      `an optimizer clips in one way: give ${given.slice(0, -1).join(', ')} or ${given.at(-1)}, not both`,
    );
  }
  return Object.fromEntries(given.map((option) => [option, config[option]]));
}

/** The clipping of a resolved optimizer; undefined if it does not clip. */
export function clippingOf(config: OptimizerConfig): Clipping | undefined {
  const option = CLIPPING_OPTIONS.find((one) => config[one] !== undefined);
  return option && CLIPPINGS[option](config[option]!);
}
