import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { augment } from '../augment.js';
import type { RowSource, Transform } from '../transform.js';
import { drift } from './drift.js';
import { jitter } from './jitter.js';
import { magnitudeWarp } from './magnitudeWarp.js';
import { permutation } from './permutation.js';
import { scaling } from './scaling.js';
import { smoothCurve } from './smoothCurve.js';
import { timeWarp } from './timeWarp.js';
import { windowSlice } from './windowSlice.js';

interface Reference {
  splines: { anchors: number[]; steps: number; end: number; curve: number[] }[];
  series: number[];
  magnitudeWarp: { anchors: number[][]; out: number[] };
  drift: { anchors: number[][]; additive: number[]; multiplicative: number[] };
  timeWarp: { anchors: number[]; out: number[] };
  windowSlice: { start: number; length: number; out: number[] };
}

const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/tables.json', import.meta.url), 'utf8'),
) as Reference;
const STEPS = 16;
const x = { data: Float32Array.from(reference.series), shape: [1, STEPS, 2] };
const source: RowSource = {
  size: 1,
  rowShape: [STEPS, 2],
  classCount: 0,
  epoch: 0,
  take: () => ({ x }),
};

/** What a transform makes of the reference series for given draws must be the reference's, to float32 rounding. */
function expectReference<Drawn>(transform: Transform<Drawn>, drawn: Drawn, want: number[]): void {
  const got = transform.apply({ x }, [drawn], source).x.data;
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(1e-6));
}

/** Rows [n, steps, 2] that tell their row, step and channel. */
function telling(n: number, steps: number) {
  const data = Float32Array.from({ length: n * steps * 2 }, (_, i) => {
    const step = (i >> 1) % steps;
    return 1000 * Math.floor(i / (2 * steps)) + step + (i & 1) * 0.5;
  });
  return { data, shape: [n, steps, 2] };
}

const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

describe('smoothCurve', () => {
  it("is SciPy's CubicSpline, also through two and three anchors", () => {
    for (const { anchors, steps, end, curve } of reference.splines) {
      const got = smoothCurve(anchors, steps, end);
      curve.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(1e-13));
    }
  });
});

describe('the transforms of series', () => {
  it('give the numbers of their sources for the same draws', () => {
    const { anchors, out } = reference.magnitudeWarp;
    expectReference(magnitudeWarp(), anchors, out);
    expectReference(timeWarp(), reference.timeWarp.anchors, reference.timeWarp.out);
    const draws = reference.drift.anchors.map((walk) => ({ anchors: walk, size: 0.5 }));
    expectReference(drift(), draws, reference.drift.additive);
    expectReference(drift({ kind: 'multiplicative' }), draws, reference.drift.multiplicative);
    const { start, length, out: sliced } = reference.windowSlice;
    expectReference(windowSlice({ ratio: length / STEPS }), start, sliced);
    const factors = [1.5, -2];
    const scaled = reference.series.map((value, i) => value * factors[i % 2]!);
    expectReference(scaling(), factors, scaled);
  });

  it.each<[string, (options: { channels: number }) => Transform]>([
    ['scaling', scaling],
    ['magnitudeWarp', magnitudeWarp],
    ['timeWarp', timeWarp],
    ['windowSlice', windowSlice],
    ['permutation', permutation],
    ['drift', drift],
  ])('%s takes flat rows of so many channels, and no others', (name, make) => {
    const flat = { data: x.data, shape: [1, 2 * STEPS] };
    const one = augment([make({ channels: 2 })], { seed: 1 });
    const varied = one.vary({ x: flat }, all(1));
    expect(varied.x.shape).toEqual([1, 2 * STEPS]);
    expect(varied.x.data).toEqual(one.vary({ x }, all(1)).x.data);
    const bare = augment([(make as () => Transform)()]);
    expect(() => bare.vary({ x: flat }, all(1))).toThrow(
      new RangeError(
        `${name} works on series [n, steps, channels], but the rows have the shape [n, 32]: ` +
          `say how many channels they have, as ${name}({ channels: 1 })`,
      ),
    );
    const image = { data: x.data, shape: [1, 4, 4, 2] };
    expect(() => one.vary({ x: image }, all(1))).toThrow(
      `${name} works on series [n, steps, channels], but the rows have the shape [n, 4, 4, 2]`,
    );
    const three = augment([make({ channels: 3 })]);
    for (const rows of [flat, x]) {
      expect(() => three.vary({ x: rows }, all(1))).toThrow(
        `${name} is for series of 3 channels, but the rows have the shape [n, ${rows.shape.slice(1).join(', ')}]`,
      );
    }
  });

  it('take series of one step', () => {
    const short = { data: Float32Array.of(3, 4), shape: [1, 1, 2] };
    for (const make of [jitter, scaling, magnitudeWarp, timeWarp, windowSlice, drift]) {
      const { data } = augment([make() as Transform]).vary({ x: short }, all(1)).x;
      expect(data.every(Number.isFinite)).toBe(true);
      if (make === timeWarp || make === windowSlice || make === drift) {
        expect(data).toEqual(short.data);
      }
    }
  });
});

describe('scaling and jitter', () => {
  it('draw with the deviation that they say', () => {
    const ones = { data: new Float32Array(8000).fill(1), shape: [2000, 2, 2] };
    const scaled = augment([scaling({ stddev: 0.2 })]).vary({ x: ones }, all(2000)).x.data;
    const noisy = augment([jitter({ stddev: 0.2 })]).vary({ x: ones }, all(2000)).x.data;
    for (const data of [[...scaled], [...noisy]]) {
      const mean = data.reduce((sum, value) => sum + value, 0) / 8000;
      const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8000;
      expect(Math.abs(mean - 1)).toBeLessThan((5 * 0.2) / Math.sqrt(4000));
      expect(Math.abs(variance / 0.04 - 1)).toBeLessThan(5 * Math.sqrt(2 / 4000));
    }
    // One factor a channel: both steps are alike, both channels are not.
    expect([scaled[0], scaled[1]]).toEqual([scaled[2], scaled[3]]);
    expect(scaled[0]).not.toBe(scaled[1]);
  });
});

describe('timeWarp', () => {
  it('moves all channels alike, keeps the ends, and never runs backwards', () => {
    const rows = telling(200, 40);
    const varied = augment([timeWarp({ stddev: 0.6 })], { seed: 1 }).vary({ x: rows }, all(200)).x
      .data;
    let slow = 0;
    for (let row = 0; row < 200; row++) {
      const step = (i: number, c = 0) => varied[(row * 40 + i) * 2 + c]! - 1000 * row;
      expect([step(0), step(39)]).toEqual([0, 39]);
      for (let i = 1; i < 40; i++) {
        expect(step(i)).toBeGreaterThan(step(i - 1));
        expect(step(i, 1) - step(i)).toBeCloseTo(0.5, 1);
        if (step(i) - step(i - 1) > 2) slow++;
      }
    }
    expect(slow).toBeGreaterThan(0);
  });
});

describe('windowSlice', () => {
  it('cuts every window alike often, the first and the last included', () => {
    const starts = augment([windowSlice({ ratio: 0.7 })]).vary({ x: telling(700, 10) }, all(700)).x
      .data;
    const found = [0, 0, 0, 0];
    for (let row = 0; row < 700; row++) {
      const start = starts[row * 20]! - 1000 * row;
      found[start]!++;
      expect(starts[row * 20 + 18]! - 1000 * row).toBe(start + 6);
    }
    for (const count of found)
      expect(Math.abs(count - 175)).toBeLessThan(5 * Math.sqrt(700 * 0.1875));
  });
});

describe('permutation', () => {
  it('keeps every step once, in segments of the least length', () => {
    const rows = telling(50, 23);
    const varied = augment([permutation({ segments: 5, minLength: 3 })]).vary({ x: rows }, all(50))
      .x.data;
    for (let row = 0; row < 50; row++) {
      const steps = Array.from({ length: 23 }, (_, i) => varied[(row * 23 + i) * 2]! - 1000 * row);
      expect([...steps].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
      const runs = steps.filter((step, i) => i === 0 || step !== steps[i - 1]! + 1).length;
      expect(runs).toBeLessThanOrEqual(5);
    }
  });

  it('draws each cut and each order alike often', () => {
    const { draw } = permutation({ segments: 3, minLength: 2 });
    const found = new Map<string, number>();
    const pipeline = augment([
      {
        ...permutation({ segments: 3, minLength: 2 }),
        draw(random, own) {
          const drawn = draw(random, own);
          for (const name of [`cut ${drawn.starts}`, `order ${drawn.order}`]) {
            found.set(name, (found.get(name) ?? 0) + 1);
          }
          return drawn;
        },
      } as Transform,
    ]);
    pipeline.vary({ x: telling(3000, 8) }, all(3000));
    // 8 = a + b + c with each at least 2: six ways; six orders of three.
    expect(found.size).toBe(12);
    for (const count of found.values())
      expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(3000 * (5 / 36)));
  });

  it('says when a series is too short', () => {
    expect(() => augment([permutation({ segments: 9, minLength: 2 })]).vary({ x }, all(1))).toThrow(
      new RangeError(
        'permutation cannot cut 16 steps into 9 segments of at least 2: ask for fewer or shorter ones',
      ),
    );
  });
});

describe('drift', () => {
  it('begins at 0 and goes as far as it says, in each channel or in all alike', () => {
    const ones = { data: new Float32Array(100 * 30 * 2).fill(1), shape: [100, 30, 2] };
    for (const perChannel of [true, false]) {
      const data = augment([drift({ maxDrift: [0.2, 0.4], perChannel })]).vary(
        { x: ones },
        all(100),
      ).x.data;
      const sizes: number[] = [];
      for (let row = 0; row < 100; row++) {
        const farthest = [0, 0];
        for (let i = 0; i < 60; i++) {
          const away = Math.abs(data[row * 60 + i]! - 1);
          farthest[i % 2] = Math.max(farthest[i % 2]!, away);
        }
        expect([data[row * 60], data[row * 60 + 1]]).toEqual([1, 1]);
        sizes.push(...farthest);
        if (!perChannel) expect(farthest[0]).toBe(farthest[1]);
        else expect(farthest[0]).not.toBe(farthest[1]);
      }
      expect(Math.min(...sizes)).toBeGreaterThan(0.2 - 1e-6);
      expect(Math.max(...sizes)).toBeLessThan(0.4 + 1e-6);
    }
  });
});
