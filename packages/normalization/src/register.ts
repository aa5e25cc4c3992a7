import { registerClass } from '@occam/core';
import { registerLayers } from './registerLayers.js';
import { StandardScaler } from './standardScaler.js';

/**
 * Makes the scalers known, so that a recipe can name them among its `preprocess` steps, and the layers: to tfjs when it
 * loads a saved model, and to the fused engine. Calling it again changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/normalization';
 *
 * register(); // a recipe may now say preprocess: [{ className: 'StandardScaler', config: {} }]
 * ```
 */
export function register(): void {
  registerClass('preprocess', 'StandardScaler', StandardScaler);
  registerLayers();
}
