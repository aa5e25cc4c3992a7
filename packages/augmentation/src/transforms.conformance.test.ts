import { testTransform, type TestTransformOptions } from '@occam/testing';
import {
  addGaussianNoise,
  augment,
  cutmix,
  drift,
  featureDropout,
  jitter,
  magnitudeWarp,
  mixup,
  permutation,
  randomOverSampler,
  register,
  scaling,
  smote,
  swapNoise,
  timeWarp,
  windowSlice,
} from './index.js';

type Row = TestTransformOptions<any>;

const shared = { augment, register };
const series = { ...shared, shapes: [[12, 2]] };
const badStddev = [
  [{ stddev: -1 }, /stddev must be a number at least 0, not -1/],
  [{ stddev: NaN }, /stddev must be .* not NaN/],
] as const;
const badKnots = [
  [{ knots: -1 }, /knots must be a whole number at least 0, not -1/],
  [{ knots: 1.5 }, /knots must be a whole number .* not 1.5/],
] as const;
const badChannels = [
  [{ channels: 0 }, /channels must be a whole number at least 1, not 0/],
] as const;
const badRatio = [
  [{ ratio: 0 }, /ratio must be a number above 0 and at most 1, not 0/],
  [{ ratio: 1.1 }, /ratio must be a number above 0 and at most 1, not 1.1/],
] as const;

/** Every transform with what it promises: the conformance table. */
const rows: Record<string, Row> = {
  addGaussianNoise: {
    ...shared,
    create: addGaussianNoise,
    examples: [{}, { stddev: 2, clip: [-5, 1] }],
    identity: [{ stddev: 0 }],
    shapes: [[6], [4, 4, 1]],
    invalid: badStddev,
  },
  'addGaussianNoise held to pixels': {
    ...shared,
    create: addGaussianNoise,
    examples: [{ stddev: 0.5, clip: [0, 1] }],
    identity: [{ stddev: 0, clip: [0, 1] }],
    shapes: [[4, 4, 1]],
    range: [0, 1],
    invalid: [[{ clip: [1, 0] }, /clip must be \[low, high\], not \[1, 0\]/]],
  },
  featureDropout: {
    ...shared,
    create: featureDropout,
    examples: [{ rate: 0.5 }, { rate: 0.3, value: 0.25 }],
    identity: [{ rate: 0 }],
    range: [0, 1],
    invalid: [
      [{ rate: 2 }, /rate must be a number at least 0 and at most 1, not 2/],
      [{ value: '0' }, /value must be a number, not '0'/],
    ],
  },
  swapNoise: {
    ...shared,
    create: swapNoise,
    examples: [{}, { rate: 0.8 }],
    identity: [{ rate: 0 }],
    range: [-3, 2],
    invalid: [[{ rate: -0.1 }, /rate must be a number at least 0 and at most 1, not -0.1/]],
  },
  randomOverSampler: {
    ...shared,
    create: randomOverSampler,
    examples: [{}, { ratio: 0.7 }],
    identity: [{}],
    invalid: badRatio,
  },
  smote: {
    ...shared,
    create: smote,
    examples: [{}, { kNeighbors: 2, ratio: 0.7 }],
    identity: [{}],
    invalid: [
      ...badRatio,
      [{ kNeighbors: 0 }, /kNeighbors must be a whole number at least 1, not 0/],
    ],
  },
  mixup: {
    ...shared,
    create: mixup,
    examples: [{}, { alpha: 1 }],
    identity: [{ alpha: 0 }],
    targets: 'mixed',
    range: [0, 1],
    invalid: [[{ alpha: -1 }, /alpha must be a number at least 0, not -1/]],
  },
  cutmix: {
    ...shared,
    create: cutmix,
    examples: [{}, { alpha: 0.3 }],
    identity: [{ alpha: 0 }],
    targets: 'mixed',
    range: [0, 1],
    invalid: [[{ alpha: Infinity }, /alpha must be a number at least 0, not Infinity/]],
  },
  jitter: {
    ...series,
    create: jitter,
    examples: [{}, { stddev: 1 }],
    identity: [{ stddev: 0 }],
    invalid: badStddev,
  },
  scaling: {
    ...series,
    create: scaling,
    examples: [{}, { stddev: 1, channels: 2 }],
    identity: [{ stddev: 0 }],
    invalid: [...badStddev, ...badChannels],
  },
  magnitudeWarp: {
    ...series,
    create: magnitudeWarp,
    examples: [{}, { stddev: 0.5, knots: 0 }, { knots: 1, channels: 2 }],
    identity: [{ stddev: 0 }, { stddev: 0, knots: 9 }],
    invalid: [...badStddev, ...badKnots, ...badChannels],
  },
  timeWarp: {
    ...series,
    create: timeWarp,
    examples: [{}, { stddev: 0.8, knots: 2, channels: 2 }],
    identity: [{ stddev: 0 }, { stddev: 0, knots: 9 }],
    range: [-1, 2],
    invalid: [...badStddev, ...badKnots, ...badChannels],
  },
  windowSlice: {
    ...series,
    create: windowSlice,
    examples: [{ ratio: 0.5 }, { ratio: 0.1, channels: 2 }],
    identity: [{ ratio: 1 }],
    range: [-1, 2],
    invalid: [...badRatio, ...badChannels],
  },
  permutation: {
    ...series,
    create: permutation,
    examples: [{}, { segments: 3, minLength: 3, channels: 2 }],
    identity: [{ segments: 1 }],
    range: [-1, 2],
    invalid: [
      [{ segments: 0 }, /segments must be a whole number at least 1, not 0/],
      [{ minLength: 0.5 }, /minLength must be a whole number at least 1, not 0.5/],
      ...badChannels,
    ],
  },
  'permutation of flat rows': {
    ...shared,
    create: permutation,
    shapes: [[12]],
    examples: [{ channels: 1 }, { channels: 3 }],
    invalid: badChannels,
  },
  drift: {
    ...series,
    create: drift,
    examples: [
      {},
      { maxDrift: [0.1, 1], knots: 0, kind: 'multiplicative' },
      { perChannel: false, channels: 2 },
    ],
    identity: [{ maxDrift: 0 }, { maxDrift: [0, 0], kind: 'multiplicative' }],
    invalid: [
      ...badKnots,
      ...badChannels,
      [{ maxDrift: -1 }, /maxDrift must be a number at least 0, not -1/],
      [{ maxDrift: [0.5, 0.1] }, /maxDrift must be \[low, high\], not \[0.5, 0.1\]: swap the ends/],
      [{ maxDrift: [1] }, /maxDrift must be a number or \[low, high\], not/],
      [{ kind: 'added' }, /kind must be one of 'additive', 'multiplicative', not 'added'/],
      [{ perChannel: 1 }, /perChannel must be true or false, not 1/],
    ],
  },
};

for (const [name, row] of Object.entries(rows)) testTransform(name, row);
