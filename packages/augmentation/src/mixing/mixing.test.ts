import { describe, expect, it } from 'vitest';
import { augment } from '../augment.js';
import { addGaussianNoise } from '../table/addGaussianNoise.js';
import type { RowSource } from '../transform.js';
import { SampleRandom } from '../sampleRandom.js';
import { drawBeta } from './beta.js';
import { cutmix, type CutmixDraw } from './cutmix.js';
import { mixup } from './mixup.js';

const rows = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);
const float = (...values: number[]) => Float32Array.from(values);

/** Ten rows whose two features are the row's number, and 100 times that. */
const x = {
  data: Float32Array.from({ length: 20 }, (_, i) => (i >> 1) * (i & 1 ? 100 : 1)),
  shape: [10, 2],
};
const labels = { data: Int32Array.from({ length: 10 }, (_, i) => i % 3), shape: [10] };

describe('mixup', () => {
  it('mixes features and targets of a row and its partner by the same share', () => {
    const data = { x, y: labels, classCount: 3 };
    const varied = augment([mixup({ alpha: 1 })], { seed: 1 }).vary(data, rows(10));
    expect(varied.y!.shape).toEqual([10, 3]);
    let between = 0;
    for (let row = 0; row < 10; row++) {
      const first = varied.x.data[2 * row]!;
      expect(varied.x.data[2 * row + 1]).toBeCloseTo(100 * first, 3);
      const soft = [...varied.y!.data.subarray(3 * row, 3 * row + 3)];
      expect(soft.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      const share = soft[row % 3]!;
      if (share === 1) continue;
      between++;
      // The partner is of the other class that has a share, and where the row was moved to.
      const other = soft.findIndex((value, label) => value > 0 && label !== row % 3);
      const partner = (first - share * row) / (1 - share);
      expect(partner).toBeCloseTo(Math.round(partner), 2);
      expect(Math.round(partner) % 3).toBe(other);
    }
    expect(between).toBeGreaterThan(3);
  });

  it('mixes what the transforms before it made of the partner', () => {
    const pipeline = augment([addGaussianNoise({ stddev: 1 }), mixup({ alpha: 1 })], { seed: 2 });
    const noisy = augment([addGaussianNoise({ stddev: 1 })], { seed: 2 }).vary({ x }, rows(10));
    const mixed = pipeline.vary({ x }, rows(10));
    const source = { size: 10, rowShape: [2], classCount: 0, epoch: 0, take: () => noisy };
    let partners: Uint32Array | undefined;
    const draws = [{ share: 0.25, partner: 7 }];
    const one = { data: float(1, 2), shape: [1, 2] };
    const out = mixup().apply({ x: one }, draws, {
      ...source,
      take: (wanted) => {
        partners = wanted;
        return { x: { data: float(5, -2), shape: [1, 2] } };
      },
    });
    expect(partners).toEqual(Uint32Array.of(7));
    expect(out.x.data).toEqual(float(4, -1));
    expect(mixed.x.data).not.toEqual(noisy.x.data);
    // Ten rows at once or one by one: partners do not come from the batch.
    for (let row = 0; row < 10; row++) {
      const alone = pipeline.vary({ x }, Uint32Array.of(row));
      expect(alone.x.data).toEqual(mixed.x.data.subarray(2 * row, 2 * row + 2));
    }
  });

  it('mixes numbers as numbers, soft targets as they are, and rows without targets', () => {
    const source = (y?: { data: Float32Array | Int32Array; shape: number[] }, classCount = 0) =>
      ({
        size: 2,
        rowShape: [1],
        classCount,
        epoch: 0,
        take: () => ({ x: { data: float(3), shape: [1, 1] }, y }),
      }) satisfies RowSource;
    const own = { data: float(1), shape: [1, 1] };
    const draw = [{ share: 0.75, partner: 1 }];
    const numbers = { data: Int32Array.of(10), shape: [1] };
    const other = { data: Int32Array.of(20), shape: [1] };
    expect(mixup().apply({ x: own, y: numbers }, draw, source(other)).y).toEqual({
      data: float(12.5),
      shape: [1],
    });
    const soft = { data: float(0.5, 0.5, 0), shape: [1, 3] };
    const hard = { data: float(0, 0, 1), shape: [1, 3] };
    expect(mixup().apply({ x: own, y: soft }, draw, source(hard, 3)).y!.data).toEqual(
      float(0.375, 0.375, 0.25),
    );
    const bare = mixup().apply({ x: own }, draw, source());
    expect([bare.x.data[0], bare.y]).toEqual([1.5, undefined]);
  });

  it('refuses a class that there is not', () => {
    const data = { x, y: labels, classCount: 2 };
    expect(() => augment([mixup()]).vary(data, rows(10))).toThrow(
      new RangeError(
        'targets to be mixed must be class indices below classCount, 2, but one of them is 2',
      ),
    );
  });
});

describe('cutmix', () => {
  const size = 12;
  const images = {
    data: Float32Array.from({ length: 6 * size * size }, (_, i) => Math.floor(i / size / size)),
    shape: [6, size, size, 1],
  };
  const y = { data: Int32Array.from({ length: 6 }, (_, i) => i), shape: [6] };

  it('fills one box with the pixels of one other image, and mixes targets by area', () => {
    const pipeline = augment([cutmix()], { seed: 3 });
    let cut = 0;
    for (let epoch = 0; epoch < 20; epoch++) {
      const varied = pipeline.vary({ x: images, y, classCount: 6 }, rows(6), { epoch });
      for (let row = 0; row < 6; row++) {
        const pixels = varied.x.data.subarray(row * size * size, (row + 1) * size * size);
        const places = [...pixels.keys()].filter((i) => pixels[i] !== row);
        const soft = [...varied.y!.data.subarray(6 * row, 6 * row + 6)];
        const wanted = Array<number>(6).fill(0);
        for (const value of pixels) wanted[value]! += 1 / (size * size);
        soft.forEach((share, label) => expect(share).toBeCloseTo(wanted[label]!, 6));
        if (places.length === 0) continue;
        cut++;
        const [top, bottom] = [Math.min, Math.max].map((f) =>
          f(...places.map((i) => Math.floor(i / size))),
        );
        const [left, right] = [Math.min, Math.max].map((f) => f(...places.map((i) => i % size)));
        expect(places.length).toBe((bottom! - top! + 1) * (right! - left! + 1));
      }
    }
    expect(cut).toBeGreaterThan(40);
  });

  const source = {
    size: 7,
    rowShape: [size, size, 1],
    classCount: 0,
    epoch: 0,
    take: () => ({ x: images }),
  };

  it("draws the boxes of torchvision's CutMix", () => {
    for (let row = 0; row < 300; row++) {
      const [height, width] = [20, 9];
      const shape = { ...source, rowShape: [height, width, 3] };
      const { box, partner } = cutmix().draw(new SampleRandom([1, 2], row, 0), shape);
      const random = new SampleRandom([1, 2], row, 0);
      expect(partner).toBe(random.int(7));
      const [centerY, centerX] = [random.int(height), random.int(width)];
      const r = 0.5 * Math.sqrt(1 - drawBeta(random, 1));
      const [halfY, halfX] = [Math.floor(r * height), Math.floor(r * width)];
      expect(box).toEqual([
        Math.max(centerY - halfY, 0),
        Math.max(centerX - halfX, 0),
        Math.min(centerY + halfY, height),
        Math.min(centerX + halfX, width),
      ]);
    }
    const none = cutmix({ alpha: 0 }).draw(new SampleRandom([1, 2], 0, 0), source).box;
    expect([none[2] - none[0], none[3] - none[1]]).toEqual([0, 0]);
  });

  it('copies just the box', () => {
    const whole: CutmixDraw = { box: [2, 3, 5, 7], partner: 4 };
    const one = { data: float(...Array<number>(144).fill(9)), shape: [1, size, size, 1] };
    const other = { data: float(...Array<number>(144).fill(1)), shape: [1, size, size, 1] };
    const out = cutmix().apply({ x: one }, [whole], { ...source, take: () => ({ x: other }) });
    expect([...out.x.data].reduce((sum, value) => sum + value, 0)).toBe(9 * (144 - 12) + 12);
  });
});
