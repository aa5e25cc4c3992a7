import { lookupClass } from '@occam/core';
import { expect, it } from 'vitest';
import * as features from './index.js';

it('makes every step known under its name, once or twice', () => {
  features.register();
  features.register();
  for (const name of [
    'PolynomialFeatures',
    'KBinsDiscretizer',
    'OneHotEncoder',
    'TargetEncoder',
    'DateParts',
  ] as const) {
    expect(lookupClass('preprocess', name)).toBe(features[name]);
    expect(new features[name]().toJSON().className).toBe(name);
  }
});
