import { testTransform, type TestTransformOptions } from '@occam/testing';
import {
  augment,
  elastic,
  gridDistortion,
  horizontalFlip,
  padAndCrop,
  randomAffine,
  randomCrop,
  randomErasing,
  randomPerspective,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
  register,
  verticalFlip,
} from '../index.js';

type Row = TestTransformOptions<any>;

const shared = { augment, register, range: [0, 1] } as const;
const badProbability = [
  [{ probability: 2 }, /probability must be a number at least 0 and at most 1, not 2/],
  [{ probability: NaN }, /probability must be .* not NaN/],
] as const;
const badSampling = [
  [{ interpolation: 'cubic' }, /interpolation must be one of 'bilinear', 'nearest', not 'cubic'/],
  [{ fillMode: 'nearst' }, /fillMode must be one of .* \(did you mean 'nearest'\?\)/],
  [{ fillValue: '0' }, /fillValue must be a number, not '0'/],
] as const;
const sampled = { fillMode: 'reflect' };
const whole = { interpolation: 'nearest', fillMode: 'wrap' };

/** Every geometric transform with what it promises: the conformance table. */
const rows: Record<string, Row> = {
  horizontalFlip: {
    ...shared,
    create: horizontalFlip,
    examples: [{}, { probability: 0.8 }],
    identity: [{ probability: 0 }],
    invalid: badProbability,
  },
  verticalFlip: {
    ...shared,
    create: verticalFlip,
    examples: [{}, { probability: 0.8 }],
    identity: [{ probability: 0 }],
    invalid: badProbability,
  },
  randomRotation: {
    ...shared,
    create: randomRotation,
    examples: [{}, { degrees: [-180, 180], step: 90, ...whole }, { degrees: 40, ...sampled }],
    identity: [{ degrees: 0 }, { degrees: 0, ...whole }],
    invalid: [
      ...badSampling,
      [{ degrees: [3, 1] }, /degrees must be \[low, high\], not \[3, 1\]/],
      [{ step: -1 }, /step must be a number at least 0, not -1/],
    ],
  },
  randomTranslation: {
    ...shared,
    create: randomTranslation,
    examples: [{ x: 0.4 }, { x: 0.3, y: [-0.5, 0.5], ...sampled }],
    identity: [{ x: 0, y: 0 }],
    invalid: [...badSampling, [{ x: [-2, 0] }, /x\[0\] must be a number at least -1 .* not -2/]],
  },
  randomZoom: {
    ...shared,
    create: randomZoom,
    examples: [{ factor: 0.4 }, { factor: [0.5, 2], keepRatio: false, ...sampled }],
    identity: [{ factor: 0 }],
    invalid: [
      ...badSampling,
      [{ factor: [0, 1] }, /factor\[0\] must be a number above 0, not 0/],
      [{ keepRatio: 1 }, /keepRatio must be true or false, not 1/],
    ],
  },
  randomShear: {
    ...shared,
    create: randomShear,
    examples: [{ x: 30 }, { x: 20, y: 20, ...whole }],
    identity: [{ x: 0, y: 0 }],
    invalid: [...badSampling, [{ x: [-90, 0] }, /x\[0\] must be a number above -90 .* not -90/]],
  },
  randomAffine: {
    ...shared,
    create: randomAffine,
    examples: [{}, { degrees: 90, translation: 0.5, scale: 0.5, shear: 20, ...sampled }],
    identity: [{ degrees: 0, translation: 0, scale: 0, shear: 0 }],
    invalid: [
      ...badSampling,
      [{ translation: [0, 2] }, /translation\[1\] must be a number .* at most 1, not 2/],
    ],
  },
  randomPerspective: {
    ...shared,
    create: randomPerspective,
    // Where the far side is nearly at infinity, rounding of the map moves the pixels that are read.
    tensorBound: 1e-3,
    examples: [{}, { distortion: 0.8, probability: 1, ...sampled }],
    identity: [{ probability: 0 }, { distortion: 0 }],
    invalid: [
      ...badSampling,
      ...badProbability,
      [{ distortion: 1 }, /distortion must be a number at least 0 and at most 0.9, not 1/],
    ],
  },
  randomCrop: {
    ...shared,
    create: randomCrop,
    examples: [{}, { area: [0.1, 0.4], ratio: [0.5, 2], ...whole }],
    identity: [{ area: [1, 1], ratio: [1, 1] }],
    invalid: [...badSampling, [{ area: [0, 1] }, /area\[0\] must be a number above 0 .* not 0/]],
  },
  padAndCrop: {
    ...shared,
    create: padAndCrop,
    examples: [{ padding: 2 }, { padding: 9, ...sampled }],
    identity: [{ padding: 0 }],
    invalid: [
      ...badSampling,
      [{ padding: 0.5 }, /padding must be a whole number at least 0, not 0.5/],
    ],
  },
  elastic: {
    ...shared,
    create: elastic,
    examples: [
      { alpha: 8, sigma: 1 },
      { alpha: [5, 40], sigma: 3, ...sampled },
    ],
    identity: [{ alpha: 0 }],
    invalid: [
      ...badSampling,
      [{ alpha: [-1, 1] }, /alpha\[0\] must be a number at least 0, not -1/],
      [{ sigma: -1 }, /sigma must be a number at least 0 .* not -1/],
    ],
  },
  gridDistortion: {
    ...shared,
    create: gridDistortion,
    examples: [{ steps: 3 }, { limit: 0.8, ...sampled }],
    identity: [{ limit: 0 }],
    invalid: [
      ...badSampling,
      [{ steps: 0 }, /steps must be a whole number at least 1, not 0/],
      [{ limit: 1 }, /limit must be a number at least 0 and at most 0.9, not 1/],
    ],
  },
  randomErasing: {
    ...shared,
    create: randomErasing,
    examples: [{ area: [0.1, 0.4] }, { probability: 1, fillValue: 'noise' }],
    identity: [{ probability: 0 }],
    invalid: [
      ...badProbability,
      [{ area: [0.1, 2] }, /area\[1\] must be a number .* at most 1, not 2/],
    ],
  },
};

for (const [name, row] of Object.entries(rows)) testTransform(name, row);
