import { registerClass } from '@occam/core';
import { DateParts } from './dateParts.js';
import { KBinsDiscretizer } from './kBinsDiscretizer.js';
import { OneHotEncoder } from './oneHotEncoder.js';
import { PolynomialFeatures } from './polynomialFeatures.js';
import { TargetEncoder } from './targetEncoder.js';

/**
 * Makes the feature steps known, so that a recipe can name them among its `preprocess` steps, with
 * `uses: ['@occam/datasets/features']`. Calling it again changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/datasets/features';
 *
 * register(); // a recipe may now say preprocess: [{ className: 'OneHotEncoder', config: { columns: [0] } }]
 * ```
 */
export function register(): void {
  registerClass('preprocess', 'PolynomialFeatures', PolynomialFeatures);
  registerClass('preprocess', 'KBinsDiscretizer', KBinsDiscretizer);
  registerClass('preprocess', 'OneHotEncoder', OneHotEncoder);
  registerClass('preprocess', 'TargetEncoder', TargetEncoder);
  registerClass('preprocess', 'DateParts', DateParts);
}
