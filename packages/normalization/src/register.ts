import { registerLayers } from './registerLayers.js';
import { registerScalers } from './registerScalers.js';
import { registerWeights } from './registerWeights.js';

/**
 * Makes what is here known: the scalers to recipes, which can name them among their `preprocess` steps, and the layers, also that which a
 * scaler becomes, to tfjs, when it loads a saved model, and to the fused engine. Calling it again changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/normalization';
 *
 * register(); // a recipe may now say preprocess: [{ className: 'StandardScaler', config: {} }]
 * ```
 */
export function register(): void {
  registerScalers();
  registerLayers();
  registerWeights();
}
