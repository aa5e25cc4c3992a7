import { registerConstraints } from './registerConstraints.js';
import { registerLayers } from './registerLayers.js';
import { registerPenalties } from './registerPenalties.js';
import { registerTerms } from './registerTerms.js';

/**
 * Makes the penalties, constraints, layers and terms of this package known: to recipes by their names, to tfjs when it
 * loads a saved model, and to the fused engine by their lowerings. Calling it again changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/regularizers';
 *
 * register();
 * ```
 */
export function register(): void {
  registerPenalties();
  registerConstraints();
  registerLayers();
  registerTerms();
}
