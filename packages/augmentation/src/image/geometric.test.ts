import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { onEachBackend } from '../../test/backends.js';
import { largestDifference, noisyImages } from '../../test/images.js';
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
  SampleRandom,
  verticalFlip,
  type Transform,
  type TransformFactory,
} from '../index.js';

const x = noisyImages(4, 12, 10, 3);
const y = { data: Int32Array.of(3, 1, 2, 0), shape: [4] };
const all = { interpolation: 'nearest', fillMode: 'wrap', fillValue: 0.5 } as const;

/** Each transform with options that are not the defaults, and with those of magnitude zero. */
const rows: [TransformFactory, Record<string, unknown>, Record<string, unknown>][] = [
  [horizontalFlip, { probability: 0.75 }, { probability: 0 }],
  [verticalFlip, { probability: 0.75 }, { probability: 0 }],
  [randomRotation, { degrees: [-30, 90], step: 10, ...all }, { degrees: 0 }],
  [randomTranslation, { x: [0, 0.5], y: 0.3, ...all }, { x: 0, y: 0 }],
  [randomZoom, { factor: [0.5, 2], keepRatio: false, ...all }, { factor: 0 }],
  [randomShear, { x: 20, y: [5, 10], ...all }, { x: 0, y: 0 }],
  [
    randomAffine,
    { degrees: 30, translation: 0.2, scale: [0.5, 2], shear: 10, ...all },
    { degrees: 0, translation: 0, scale: 0, shear: 0 },
  ],
  [randomPerspective, { distortion: 0.6, probability: 1, ...all }, { distortion: 0 }],
  [randomCrop, { area: [0.2, 0.4], ratio: [0.5, 2], ...all }, { area: [1, 1], ratio: [1, 1] }],
  [padAndCrop, { padding: 3, ...all }, { padding: 0 }],
  [elastic, { alpha: [10, 30], sigma: 2, ...all }, { alpha: 0 }],
  [gridDistortion, { steps: 3, limit: 0.5, ...all }, { limit: 0 }],
  [
    randomErasing,
    { probability: 1, area: [0.1, 0.5], ratio: [0.5, 2], fillValue: 'noise' },
    { probability: 0 },
  ],
];

describe.each(rows.map(([make, options, none]) => ({ name: make.name, make, options, none })))(
  '$name',
  ({ name, make, options, none }) => {
    const run = (transform: Transform<any>, epoch = 0) =>
      augment([transform], { seed: 2 }).apply(x, { y, epoch });

    it('changes nothing at magnitude zero', () => {
      expect(run(make(none)).x).toEqual(x);
    });

    it('keeps shape, target and the range of values, and varies with the epoch', () => {
      const first = run(make({}));
      expect(first.x.shape).toEqual(x.shape);
      expect(first.y).toEqual(y);
      expect(first.x.data.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(run(make({}))).toEqual(first);
      const others = [1, 2, 3].map((epoch) => run(make({}), epoch).x);
      expect(others.some((other) => largestDifference(other, first.x) > 0.01)).toBe(true);
    });

    it('is the same made from its JSON', () => {
      const transform = make(options);
      expect(transform.className).toBe(name);
      const config = JSON.parse(JSON.stringify(transform.getConfig())) as object;
      expect(config).toEqual(options);
      expect(run(make(config))).toEqual(run(transform));
      expect(make(make({}).getConfig()).getConfig()).toEqual(make({}).getConfig());
    });

    it('has an own option for every default, and refuses others', () => {
      for (const option of Object.keys(options)) {
        expect(() => make({ [option]: {} }), option).toThrow(new RegExp(`^${option}`));
      }
      expect(() => make({ probabilty: 1 })).toThrow(`${name} has no option 'probabilty'`);
    });

    it("does the same with tfjs' ops on each backend", async () => {
      const bilinear = 'fillMode' in options && { interpolation: 'bilinear' };
      const transform = make({ ...options, ...bilinear });
      const { drawn, x: expected } = run(transform);
      await onEachBackend(async () => {
        const tensor = tf.tensor4d(x.data as Float32Array, [4, 12, 10, 3]);
        const before = tf.memory().numTensors;
        const found = tf.tidy(() => transform.applyTensor!(tensor, drawn.draws[0] as unknown[]));
        const array = { data: (await found.data()) as Float32Array, shape: found.shape };
        expect(largestDifference(array, expected)).toBeLessThan(2e-5);
        found.dispose();
        expect(tf.memory().numTensors).toBe(before);
        tensor.dispose();
      });
    });
  },
);

/** A 3 × 3 image of the digits 1 to 9. */
const square = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), shape: [1, 3, 3, 1] };
const move = (transform: Transform<any>, image = square) => [
  ...augment([transform]).apply(image).x.data,
];

describe('directions', () => {
  it('flips and turns exactly, counter-clockwise', () => {
    expect(move(horizontalFlip({ probability: 1 }))).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect(move(verticalFlip({ probability: 1 }))).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
    const turned = (degrees: number) => move(randomRotation({ degrees: [degrees, degrees] }));
    expect(turned(90)).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(turned(-180)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(turned(270)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
    expect(turned(360)).toEqual([...square.data]);
    const affine = { degrees: [90, 90], translation: 0, scale: 0 } as const;
    expect(move(randomAffine(affine))).toEqual(turned(90));
  });

  it('draws only multiples of the step', () => {
    const quarter = randomRotation({ degrees: [0, 270], step: 90 });
    const drawn = new Set<number>();
    const source = {
      size: 1,
      rowShape: [3, 3, 1],
      classCount: 0,
      epoch: 0,
      take: () => ({ x: square }),
    };
    for (let row = 0; row < 60; row++) {
      drawn.add(quarter.draw(new SampleRandom(createRng(1).key, row, 0), source));
    }
    expect([...drawn].sort((a, b) => a - b)).toEqual([0, 90, 180, 270]);
    expect(() => randomRotation({ degrees: 10, step: 90 })).not.toThrow();
    expect(() => randomRotation({ degrees: [10, 20], step: 90 })).toThrow(
      /^no multiple of step 90/,
    );
  });

  it('moves to the right and down', () => {
    const fill = { fillMode: 'constant' } as const;
    const third = 1 / 3;
    const right = randomTranslation({ x: [third, third], y: 0, ...fill });
    move(right).forEach((value, i) =>
      expect(value).toBeCloseTo([0, 1, 2, 0, 4, 5, 0, 7, 8][i]!, 5),
    );
    const down = randomAffine({
      degrees: 0,
      scale: 0,
      translation: [third, third],
      interpolation: 'nearest',
      ...fill,
    });
    expect(move(down)).toEqual([0, 0, 0, 0, 1, 2, 0, 4, 5]);
    const leans = randomShear({ x: [45, 45], ...fill });
    move(leans).forEach((value, i) =>
      expect(value).toBeCloseTo([2, 3, 0, 4, 5, 6, 0, 7, 8][i]!, 5),
    );
    const rows = randomShear({ x: 0, y: [45, 45], ...fill });
    move(rows).forEach((value, i) => expect(value).toBeCloseTo([4, 2, 0, 7, 5, 3, 0, 8, 6][i]!, 5));
  });

  it('makes things larger with a factor above 1', () => {
    const zoom = move(randomZoom({ factor: [2, 2] }));
    expect(zoom).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
    const affine = { degrees: 0, translation: 0, scale: [2, 2] } as const;
    expect(move(randomAffine(affine))).toEqual(zoom);
  });

  it('composes an affine map of its parts: scaled, sheared, rotated, shifted', () => {
    const options = {
      degrees: [20, 20],
      translation: [0.1, 0.1],
      scale: [1.3, 1.3],
      shear: [12, 12],
    };
    const parts = augment([
      randomZoom({ factor: [1.3, 1.3] }),
      randomShear({ x: [12, 12] }),
      randomRotation({ degrees: [20, 20] }),
      randomTranslation({ x: [0.1, 0.1], y: [0.1, 0.1] }),
    ]);
    const whole = augment([randomAffine(options as never)]);
    expect(largestDifference(whole.apply(x).x, parts.apply(x).x)).toBeLessThan(1e-6);
  });

  it('moves corners inwards in perspective', () => {
    const transform = randomPerspective({ distortion: 0.5, probability: 1, fillMode: 'constant' });
    const white = { data: new Float32Array(121).fill(1), shape: [1, 11, 11, 1] };
    // Every corner moves by a tenth of the width and height, one pixel: the frame becomes black.
    const { geometry } = transform;
    const matrix = geometry!.matrix!(Array<number>(8).fill(0.1), 11, 11)!;
    expect(matrix.map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([
      1.25, 0, -1.25, 0, 1.25, -1.25, 0, 0, 1,
    ]);
    const seen = transform.apply({ x: white }, [Array<number>(8).fill(0.1)], undefined as never);
    expect(seen.x.data.filter((value) => value > 0.999)).toHaveLength(81);
  });

  it('crops within the image, enlarges, and pads by whole pixels', () => {
    const crop = randomCrop({ area: [0.25, 0.25], ratio: [1, 1] });
    const quarter = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
    const four = { data: Float32Array.from({ length: 16 }, (_, i) => i), shape: [1, 4, 4, 1] };
    const seen = crop.apply({ x: four }, [quarter], undefined as never);
    // The right upper quarter, its pixels' centres a quarter of a pixel from the new ones.
    expect([...seen.x.data.subarray(4, 8)]).toEqual(
      [2.75, 3.25, 3.75, 4].map((v, i) => (i < 3 ? v : 4)),
    );
    const pad = padAndCrop({ padding: 1 });
    expect([...pad.apply({ x: square }, [[1, -1]], undefined as never).x.data]).toEqual([
      0, 4, 5, 0, 7, 8, 0, 0, 0,
    ]);
  });
});

describe('randomErasing', () => {
  it('erases a rectangle within the bounds of its area', () => {
    const erasing = randomErasing({ probability: 1, area: [0.1, 0.3], fillValue: 7 });
    const images = noisyImages(50, 20, 30, 2);
    const { x: seen } = augment([erasing]).apply(images);
    for (let image = 0; image < 50; image++) {
      const part = seen.data.subarray(image * 1200, (image + 1) * 1200);
      const erased = part.filter((value) => value === 7).length / 1200;
      expect(erased).toBeGreaterThan(0.08);
      expect(erased).toBeLessThan(0.33);
    }
    const half = augment([randomErasing({ fillValue: 7 })]).apply(images).x;
    const changed = Array.from({ length: 50 }, (_, image) =>
      half.data.subarray(image * 1200, (image + 1) * 1200).includes(7),
    ).filter(Boolean).length;
    expect(changed).toBeGreaterThan(15);
    expect(changed).toBeLessThan(35);
  });

  it('leaves an image alone that no rectangle fits', () => {
    const tiny = { data: Float32Array.of(1), shape: [1, 1, 1, 1] };
    expect(augment([randomErasing({ probability: 1 })]).apply(tiny).x).toEqual(tiny);
  });
});

describe('elastic', () => {
  it("has Simard's strength", () => {
    const { geometry } = elastic();
    const fields = new Float32Array(2 * 28 * 28);
    const inner: number[] = [];
    for (let key = 0; key < 40; key++) {
      expect(geometry!.displace!({ alpha: 34, key: [key, 5] }, fields, 28, 28)).toBe(true);
      inner.push(fields[14 * 28 + 14]!, fields[784 + 14 * 28 + 14]!);
    }
    const deviation = Math.sqrt(inner.reduce((sum, u) => sum + u * u, 0) / inner.length);
    // α · √⅓ / (2 σ √π) = 1.38 pixels.
    expect(deviation).toBeGreaterThan(1);
    expect(deviation).toBeLessThan(1.8);
  });
});

it('varies tensors on each backend as on the host', async () => {
  const pipeline = augment([horizontalFlip(), randomAffine(), elastic(), randomErasing()]);
  const expected = pipeline.apply(x, { epoch: 3 });
  await onEachBackend(async () => {
    const tensor = tf.tensor4d(x.data as Float32Array, [4, 12, 10, 3]);
    const before = tf.memory().numTensors;
    const found = await pipeline.apply(tensor, { epoch: 3 });
    const array = { data: (await found.x.data()) as Float32Array, shape: found.x.shape };
    expect(largestDifference(array, expected.x)).toBeLessThan(2e-5);
    expect(found.drawn).toEqual(expected.drawn);
    found.x.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tensor.dispose();
  });
});

it("is within 1e-4 with tfjs' ops for photos", async () => {
  const photo = noisyImages(1, 224, 224, 1);
  const transform: Transform<any> = randomAffine();
  const { drawn, x: expected } = augment([transform]).apply(photo);
  await onEachBackend(async () => {
    const tensor = tf.tensor4d(photo.data as Float32Array, [1, 224, 224, 1]);
    const found = tf.tidy(() => transform.applyTensor!(tensor, drawn.draws[0] as unknown[]));
    const array = { data: (await found.data()) as Float32Array, shape: found.shape };
    expect(largestDifference(array, expected)).toBeLessThan(1e-4);
    tf.dispose([tensor, found]);
  });
});
