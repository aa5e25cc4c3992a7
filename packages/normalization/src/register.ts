import { registerClass } from '@occam/core';
import { registerWeights } from './registerWeights.js';
import { StandardScaler } from './standardScaler.js';

/**
 * Makes the scalers known, so that a recipe can name them among its `preprocess` steps. Calling it again changes
 * nothing.
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
  registerWeights();
}
