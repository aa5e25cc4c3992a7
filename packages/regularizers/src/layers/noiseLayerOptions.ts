import { checkLayerOptions, type LayerOptions } from '@occam/backend';
import { createRng, type Seed } from '@occam/core';

/** What every layer with random numbers takes. */
export interface NoiseLayerOptions extends LayerOptions {
  /**
   * Decides the random numbers under tfjs' own `model.fit`, an integer or a string. In Occam's engines, the seed of `fit` or
   * `train` decides them instead. Default 0.
   */
  seed?: Seed | undefined;
}

/**
 * Checks the names of a layer's options, and its seed.
 *
 * @param layer the name of the function that makes the layer, for the message
 * @param own the options that it has besides {@link NoiseLayerOptions}
 * @returns the seed
 * @throws TypeError or RangeError if an option is unknown or the seed is none
 */
export function checkNoiseOptions(
  layer: string,
  options: NoiseLayerOptions,
  own: readonly string[],
): Seed {
  checkLayerOptions(layer, options, [...own, 'seed']);
  const seed = decodeSeed(options.seed ?? 0);
  createRng(seed);
  return seed;
}

/**
 * Writes a seed as tfjs can save it: it changes strings to snake case and back, which loses capitals and underscores, so
 * a string becomes the list of its character codes.
 */
export function encodeSeed(seed: Seed): number | number[] {
  return typeof seed === 'number' ? seed : Array.from(seed, (_, i) => seed.charCodeAt(i));
}

function decodeSeed(seed: Seed | readonly number[]): Seed {
  return Array.isArray(seed) ? String.fromCharCode(...seed) : (seed as Seed);
}
