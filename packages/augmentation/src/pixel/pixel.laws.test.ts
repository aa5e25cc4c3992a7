import { fillUniform, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as augmentation from '../index.js';
import { augment, register, type Transform } from '../index.js';

type Factory = (options?: object) => Transform<any>;

/** Options under which a transform changes nothing, and options under which it does much. */
const ROWS: readonly [name: string, neutral: object | undefined, strong: object, tensors?: true][] =
  [
    ['randomBrightness', { factor: 0 }, { factor: 1.5 }, true],
    ['randomContrast', { factor: 0 }, { factor: 1.5 }],
    ['randomSaturation', { factor: 0 }, { factor: 1.5 }, true],
    ['randomHue', { shift: 0 }, { shift: 0.5 }, true],
    [
      'colorJitter',
      { brightness: 0, contrast: 0, saturation: 0, hue: 0 },
      { brightness: 0.9, contrast: [0, 3], saturation: 2, hue: 0.5 },
    ],
    ['randomColorMatrix', { strength: 0 }, { strength: 1, offset: 0.5 }, true],
    ['hueWheel', { degrees: 0 }, { degrees: 180 }, true],
    ['channelSwap', { probability: 0 }, {}],
    ['gradeCurves', { strength: 0 }, { strength: 1 / 3 }, true],
    ['randomGrayscale', { probability: 0 }, { probability: 0.5 }],
    ['invert', { probability: 0 }, {}, true],
    ['posterize', { bits: 8 }, { bits: [1, 5] }],
    ['solarize', { threshold: 1.1 }, { threshold: [0, 1] }, true],
    ['equalize', { probability: 0 }, {}],
    ['autocontrast', { probability: 0 }, {}, true],
    ['randomSharpness', { factor: 0 }, { factor: 3 }],
    ['gaussianBlur', { sigma: 0 }, { sigma: [0.1, 4] }],
    ['saltAndPepper', { amount: 0 }, { amount: 0.4 }],
    ['jpegQuantization', undefined, { quality: [1, 60] }],
  ];

const colour = images([6, 26, 21, 3]);
const gray = images([5, 25, 22, 1]);

function images(shape: readonly number[]): NdArray {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  fillUniform(data, { key: [1, 2] });
  data.fill(0.5, 0, data.length / shape[0]!); // the first image has one value
  data[20] = 0;
  data[21] = 1;
  return { data, shape: [...shape] };
}

/** Whether two arrays hold the same numbers; toEqual takes long for so many. */
function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
}

beforeAll(async () => {
  register();
  await tf.setBackend('cpu');
});

describe.each(ROWS)('%s', (name, neutral, strong, tensors) => {
  const factory = augmentation[name as 'invert'] as Factory;
  const fits = name === 'randomColorMatrix' ? [colour] : [colour, gray];

  if (neutral) {
    it('changes nothing, exactly, at its neutral options', () => {
      for (const x of fits) {
        expect(equal(augment([factory(neutral)]).apply(x).x.data, x.data)).toBe(true);
      }
    });
  }

  it('keeps shape, range, input and targets, and changes something', () => {
    for (const x of fits) {
      const before = x.data.slice();
      const y = {
        data: Int32Array.from({ length: x.shape[0]! }, (_, i) => i % 3),
        shape: [x.shape[0]!],
      };
      const varied = augment([factory(strong)]).apply(x, { y, classCount: 3 });
      expect(equal(x.data, before)).toBe(true);
      expect(varied.x.shape).toEqual(x.shape);
      expect(varied.y).toEqual(y);
      expect(varied.x.data.every((value) => value >= 0 && value <= 1)).toBe(true);
      const colours = [
        'randomSaturation',
        'randomHue',
        'hueWheel',
        'channelSwap',
        'randomGrayscale',
      ];
      const same = x === gray && colours.includes(name);
      expect(equal(varied.x.data, x.data)).toBe(same);
    }
  });

  it('is the same from its JSON, and replayed from the JSON of what it drew', () => {
    const pipeline = augment([factory(strong)], { seed: 7 });
    const first = pipeline.apply(colour, { epoch: 2 });
    const again = augmentation.Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)));
    const second = again.apply(colour, { epoch: 2 });
    expect(second.drawn).toEqual(first.drawn);
    expect(equal(second.x.data, first.x.data)).toBe(true);
    const rows = Uint32Array.from({ length: 6 }, (_, row) => row);
    const drawn = JSON.parse(JSON.stringify(first.drawn)) as typeof first.drawn;
    const replayed = pipeline.replay({ x: colour }, rows, drawn);
    expect(equal(replayed.x.data, first.x.data)).toBe(true);
    expect(equal(pipeline.apply(colour, { epoch: 3 }).x.data, first.x.data)).toBe(false);
  });

  it('takes a batch without images', () => {
    const x = { data: new Float32Array(0), shape: [0, 26, 21, 3] };
    expect(augment([factory(strong)]).apply(x).x).toEqual(x);
  });

  it('names an option that it does not know', () => {
    expect(() => factory({ strenght: 1 })).toThrow(`${name} has no option 'strenght'`);
  });

  if (tensors) {
    it("equals tfjs' ops within 2e-6, without leaks", () => {
      for (const x of fits) {
        const transform = factory(strong);
        const { drawn, x: want } = augment([transform], { seed: 3 }).apply(x);
        const tensor = tf.tensor(x.data, [...x.shape]);
        const before = tf.memory().numTensors;
        const got = tf.tidy(() => transform.applyTensor!(tensor, drawn.draws[0]!).dataSync());
        expect(tf.memory().numTensors).toBe(before);
        tensor.dispose();
        const errors = Array.from(got, (value, i) => Math.abs(value - want.data[i]!));
        expect(Math.max(...errors)).toBeLessThanOrEqual(2e-6);
      }
    });
  }
});

describe('bad input', () => {
  const range = (shape: number[]) => ({
    data: new Float32Array(shape.reduce((a, b) => a * b)),
    shape,
  });

  it('is refused by the number of channels, with a remedy', () => {
    const x = range([2, 3, 3, 4]);
    for (const name of [
      'randomContrast',
      'randomSaturation',
      'randomHue',
      'colorJitter',
      'hueWheel',
    ]) {
      const pipeline = augment([(augmentation[name as 'invert'] as Factory)()]);
      expect(() => pipeline.apply(x)).toThrow(
        `${name} works on images with 3 channels (red, green, blue) or 1 (gray), but these have 4: leave it out`,
      );
    }
    expect(() => augment([augmentation.randomColorMatrix()]).apply(gray)).toThrow(
      'but these have 1',
    );
    expect(() => augment([augmentation.invert()]).apply(range([2, 12]))).toThrow(
      'invert works on images [n, height, width, channels]',
    );
  });

  it.each<[string, object, string]>([
    ['randomBrightness', { factor: -1 }, 'factor must be a number at least 0, not -1'],
    ['randomBrightness', { factor: '1' }, "factor must be a number or [low, high], not '1'"],
    [
      'randomContrast',
      { factor: [1, 2, 3] },
      'factor must be a number or [low, high], not a value of type Array',
    ],
    [
      'randomSaturation',
      { factor: [2, 1] },
      'factor must be [low, high], not [2, 1]: swap the ends',
    ],
    [
      'randomSharpness',
      { factor: [Number.NaN, 1] },
      'factor[0] must be a number at least 0, not NaN',
    ],
    [
      'randomHue',
      { shift: 0.6 },
      '0 − shift must be a number at least -0.5 and at most 0.5, not -0.6',
    ],
    ['hueWheel', { degrees: -20 }, 'degrees must be a number at least 0, not -20'],
    ['gradeCurves', { strength: 0.5 }, 'strength must be a number at least 0 and at most 0.333'],
    ['posterize', { bits: 0 }, 'bits must be a number at least 1 and at most 8, not 0'],
    ['posterize', { bits: [2, 3.5] }, 'bits must be whole, not [2,3.5]'],
    ['gaussianBlur', { kernelSize: 4 }, 'kernelSize must be odd, not 4'],
    [
      'jpegQuantization',
      { quality: 0 },
      'quality must be a number at least 1 and at most 100, not 0',
    ],
    ['saltAndPepper', { amount: 2 }, 'amount must be a number at least 0 and at most 1, not 2'],
    [
      'invert',
      { probability: 1.5 },
      'probability must be a number at least 0 and at most 1, not 1.5',
    ],
  ])('%s refuses %j', (name, options, message) => {
    expect(() => (augmentation[name as 'invert'] as Factory)(options)).toThrow(message);
  });
});
