import { registerCriteria } from './registerCriteria.js';
import { registerLayers } from './registerLayers.js';

/**
 * Makes the criteria of this package known by their names, and its layers to tfjs when it loads a saved model. Calling it again
 * changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/pruning';
 *
 * register();
 * ```
 */
export function register(): void {
  registerCriteria();
  registerLayers();
}
