import { testTransform } from '@occam/testing';
import { augment, augMix, randAugment, register, trivialAugment } from '../index.js';

const shared = { augment, register, range: [0, 1] as const };

testTransform('randAugment', {
  ...shared,
  create: randAugment,
  // Rows of more than 4,096 numbers go one by one.
  shapes: [
    [6, 6, 3],
    [5, 8, 1],
    [40, 40, 3],
  ],
  examples: [{}, { count: 3, magnitude: 30, interpolation: 'bilinear', fillMode: 'reflect' }],
  identity: [{ count: 0 }],
  invalid: [
    [{ magnitude: 31 }, /magnitude must be a number at least 0 and at most 30, not 31/],
    [{ count: -1 }, /count must be a whole number at least 0, not -1/],
    [{ fillMode: 'mirror' }, /fillMode must be one of 'constant', 'nearest'/],
  ],
});

testTransform('trivialAugment', {
  ...shared,
  create: trivialAugment,
  examples: [{}, { space: 'standard', fillValue: 0.5 }],
  invalid: [[{ space: 'wild' }, /not 'wild' \(did you mean 'wide'\?\)/]],
});

testTransform('augMix', {
  ...shared,
  create: augMix,
  examples: [{}, { severity: 10, width: 1, depth: 2, alpha: 0.5, allOperations: true }],
  invalid: [
    [{ severity: 11 }, /severity must be a number at least 0.1 and at most 10, not 11/],
    [{ width: 0 }, /width must be a whole number at least 1, not 0/],
    [{ depth: 0 }, /depth must be a whole number at least 1, not 0/],
    [{ alpha: 0 }, /alpha must be a number above 0, not 0/],
    [{ allOperations: 'yes' }, /allOperations must be true or false, not 'yes'/],
  ],
});
