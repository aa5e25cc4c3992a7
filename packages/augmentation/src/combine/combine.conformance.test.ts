import { testTransform } from '@occam/testing';
import { augment, register } from '../index.js';
import { oneOfFromConfig } from './oneOf.js';
import { repeatFromConfig } from './repeat.js';
import { sometimesFromConfig } from './sometimes.js';

register();
const shared = { augment, register };
const darker = { className: 'randomBrightness', config: { factor: [0.2, 0.9] } };
const flip = { className: 'horizontalFlip', config: {} };
const noise = { className: 'addGaussianNoise', config: { stddev: 0.3 } };
const mixed = { className: 'mixup', config: { alpha: 1 } };

testTransform('oneOf', {
  ...shared,
  create: oneOfFromConfig,
  examples: [{ transforms: [darker, flip] }, { transforms: [flip, darker], weights: [1, 2] }],
  identity: [{ transforms: [{ ...flip, config: { probability: 0 } }] }],
  range: [0, 1],
  invalid: [
    [{ transforms: [] }, /oneOf needs at least one transform/],
    [{ transforms: flip }, /transforms must be a list, not/],
    [{ transforms: [flip], weights: 1 }, /weights must be a list of numbers, not 1/],
    [{ transforms: [{ className: 'flop' }] }, /no transform 'flop' is registered/],
  ],
});

testTransform('oneOf that mixes', {
  ...shared,
  create: oneOfFromConfig,
  examples: [{ transforms: [mixed, noise] }],
  targets: 'mixed',
  invalid: [[{ transforms: [mixed], weights: [] }, /weights must be as many .* 1, not 0/]],
});

testTransform('sometimes', {
  ...shared,
  create: sometimesFromConfig,
  examples: [{ probability: 0.5, transform: noise }],
  identity: [{ probability: 0, transform: noise }],
  shapes: [[6], [3, 4, 2], [41, 50, 2]],
  invalid: [
    [{ probability: 2, transform: noise }, /probability of sometimes must be .* at most 1, not 2/],
    [{ probability: 1, transform: 3 }, /its transform must be \{ className, config \}/],
  ],
});

testTransform('repeat', {
  ...shared,
  create: repeatFromConfig,
  examples: [
    {
      times: 3,
      transform: { className: 'sometimes', config: { probability: 0.5, transform: darker } },
    },
  ],
  identity: [{ times: 0, transform: darker }],
  range: [0, 1],
  invalid: [[{ times: -1, transform: flip }, /times of repeat must be .* at least 0, not -1/]],
});
