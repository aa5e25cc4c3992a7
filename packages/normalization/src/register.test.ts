import { lookupClass } from '@occam/core';
import { expect, it } from 'vitest';
import { register } from './register.js';
import { StandardScaler } from './scalers/standardScaler.js';

it('registers nothing at import, and StandardScaler once when called, however often', () => {
  expect(() => lookupClass('preprocess', 'StandardScaler')).toThrow(/call the register\(\)/);
  register();
  register();
  expect(lookupClass('preprocess', 'StandardScaler')).toBe(StandardScaler);
});
