import { testTransform, type TestTransformOptions } from '@occam/testing';
import { expect, it } from 'vitest';
import {
  augment,
  autocontrast,
  channelSwap,
  colorJitter,
  equalize,
  gaussianBlur,
  gradeCurves,
  hueWheel,
  invert,
  jpegQuantization,
  posterize,
  randomBrightness,
  randomColorMatrix,
  randomContrast,
  randomGrayscale,
  randomHue,
  randomSaturation,
  randomSharpness,
  register,
  saltAndPepper,
  solarize,
} from '../index.js';

type Row = Pick<
  TestTransformOptions<any>,
  'create' | 'examples' | 'identity' | 'invalid' | 'shapes'
>;

const badFactor = [
  [{ factor: -1 }, /factor must be a number at least 0, not -1/],
  [{ factor: '1' }, /factor must be a number or \[low, high\], not '1'/],
  [{ factor: [1, 2, 3] }, /factor must be a number or \[low, high\], not a value of type Array/],
  [{ factor: [2, 1] }, /factor must be \[low, high\], not \[2, 1\]: swap the ends/],
  [{ factor: [Number.NaN, 1] }, /factor\[0\] must be a number at least 0, not NaN/],
] as const;
const badProbability = [
  [{ probability: 1.5 }, /probability must be a number at least 0 and at most 1, not 1.5/],
  [{ probability: true }, /probability must be a number .* not true/],
] as const;
/** Shapes for what only colours have, or what needs many pixels. */
const colour = [[6, 6, 3]];
const large = [
  [23, 24, 3],
  [30, 20, 1],
];

/** Every transform of pixels with what it promises. */
const rows: Record<string, Row> = {
  randomBrightness: {
    create: randomBrightness,
    examples: [{}, { factor: 1.5 }],
    identity: [{ factor: 0 }, { factor: [1, 1] }],
    invalid: badFactor,
  },
  randomContrast: {
    create: randomContrast,
    examples: [{}, { factor: 1.5 }],
    identity: [{ factor: 0 }],
    invalid: badFactor,
  },
  randomSaturation: {
    create: randomSaturation,
    examples: [{}, { factor: [0, 3] }],
    identity: [{ factor: 0 }],
    invalid: badFactor,
    shapes: colour,
  },
  'randomSaturation of gray images': {
    create: randomSaturation,
    examples: [{ factor: 3 }],
    identity: [{ factor: 3 }],
    invalid: badFactor,
    shapes: [[5, 8, 1]],
  },
  randomHue: {
    create: randomHue,
    examples: [{}, { shift: 0.5 }],
    identity: [{ shift: 0 }],
    invalid: [
      [{ shift: 0.6 }, /shift must be a number at least 0 and at most 0.5, not 0.6/],
      [{ shift: [-0.6, 0] }, /shift\[0\] must be .* not -0.6/],
    ],
    shapes: colour,
  },
  colorJitter: {
    create: colorJitter,
    examples: [{}, { brightness: 0.9, contrast: [0, 3], saturation: 2, hue: 0.5 }],
    identity: [{ brightness: 0, contrast: 0, saturation: 0, hue: 0 }],
    invalid: [
      [{ contrast: -1 }, /contrast must be a number at least 0, not -1/],
      [{ hue: 1 }, /hue must be a number at least 0 and at most 0.5, not 1/],
    ],
  },
  randomColorMatrix: {
    create: randomColorMatrix,
    examples: [{}, { strength: 1, offset: 0.5 }],
    identity: [{ strength: 0 }],
    invalid: [
      [{ strength: -1 }, /strength must be a number at least 0, not -1/],
      [{ offset: '0' }, /offset must be a number at least 0, not '0'/],
    ],
    shapes: colour,
  },
  hueWheel: {
    create: hueWheel,
    examples: [{}, { degrees: [90, 100] }],
    identity: [{ degrees: 0 }],
    invalid: [
      [{ degrees: -20 }, /degrees must be a number at least 0 and at most 360, not -20/],
      [{ degrees: [0, 400] }, /degrees\[1\] must be .* at most 360, not 400/],
    ],
    shapes: colour,
  },
  channelSwap: {
    create: channelSwap,
    examples: [{}, { probability: 0.5 }],
    identity: [{ probability: 0 }],
    invalid: badProbability,
    shapes: [
      [6, 6, 3],
      [4, 5, 2],
    ],
  },
  gradeCurves: {
    create: gradeCurves,
    examples: [{}, { strength: 1 / 3, perChannel: false }],
    identity: [{ strength: 0 }],
    invalid: [
      [{ strength: 0.5 }, /strength must be a number at least 0 and at most 0.333/],
      [{ perChannel: 1 }, /perChannel must be true or false, not 1/],
    ],
  },
  randomGrayscale: {
    create: randomGrayscale,
    examples: [{ probability: 0.5 }],
    identity: [{ probability: 0 }],
    invalid: badProbability,
    shapes: colour,
  },
  invert: {
    create: invert,
    examples: [{}, { probability: 0.8 }],
    identity: [{ probability: 0 }],
    invalid: badProbability,
  },
  posterize: {
    create: posterize,
    examples: [{}, { bits: [1, 5], probability: 1 }],
    identity: [{ bits: 8 }, { probability: 0 }],
    invalid: [
      [{ bits: 0 }, /bits must be a number at least 1 and at most 8, not 0/],
      [{ bits: [2, 3.5] }, /bits must be whole, not \[2,3.5\]/],
      ...badProbability,
    ],
  },
  solarize: {
    create: solarize,
    examples: [{}, { threshold: [0, 1], probability: 1 }],
    identity: [{ threshold: 1.1 }, { probability: 0 }],
    invalid: [
      [{ threshold: -1 }, /threshold must be a number at least 0, not -1/],
      ...badProbability,
    ],
  },
  equalize: {
    create: equalize,
    examples: [{}],
    identity: [{ probability: 0 }],
    invalid: badProbability,
    shapes: large,
  },
  autocontrast: {
    create: autocontrast,
    examples: [{}],
    identity: [{ probability: 0 }],
    invalid: badProbability,
    shapes: [
      [2, 2, 3],
      [2, 3, 1],
    ],
  },
  randomSharpness: {
    create: randomSharpness,
    examples: [{}, { factor: 3 }],
    identity: [{ factor: 0 }],
    invalid: badFactor,
  },
  gaussianBlur: {
    create: gaussianBlur,
    examples: [{}, { sigma: [0.5, 4], kernelSize: 5 }],
    identity: [{ sigma: 0 }, { sigma: [1, 2], kernelSize: 1 }],
    invalid: [
      [{ kernelSize: 4 }, /kernelSize must be odd, not 4/],
      [{ sigma: -1 }, /sigma must be a number at least 0, not -1/],
    ],
  },
  saltAndPepper: {
    create: saltAndPepper,
    examples: [{ amount: 0.2 }, { amount: 0.4, salt: 1 }],
    identity: [{ amount: 0 }],
    invalid: [
      [{ amount: 2 }, /amount must be a number at least 0 and at most 1, not 2/],
      [{ salt: -1 }, /salt must be a number at least 0 and at most 1, not -1/],
    ],
  },
  jpegQuantization: {
    create: jpegQuantization,
    examples: [{}, { quality: [1, 60] }],
    invalid: [
      [{ quality: 0 }, /quality must be a number at least 1 and at most 100, not 0/],
      [{ quality: [10.5, 20] }, /quality must be whole, not \[10.5,20\]/],
    ],
    shapes: [
      [10, 17, 3],
      [8, 9, 1],
    ],
  },
};

for (const [name, row] of Object.entries(rows)) {
  const varies = !name.endsWith('gray images');
  testTransform(name, { ...row, augment, register, range: [0, 1], varies });
}

it.each([randomContrast, randomSaturation, randomHue, colorJitter, hueWheel, jpegQuantization])(
  'refuses images with other channels, with a remedy: %#',
  (make) => {
    const x = { data: new Float32Array(72), shape: [2, 3, 3, 4] };
    expect(() => augment([make()]).apply(x)).toThrow(
      `${make.name} works on images with 3 channels (red, green, blue) or 1 (gray), but these have 4: leave it out`,
    );
  },
);

it('refuses gray images where only colours have a meaning', () => {
  const x = { data: new Float32Array(18), shape: [2, 3, 3, 1] };
  expect(() => augment([randomColorMatrix()]).apply(x)).toThrow(
    'randomColorMatrix works on images with 3 channels (red, green, blue), but these have 1',
  );
});
