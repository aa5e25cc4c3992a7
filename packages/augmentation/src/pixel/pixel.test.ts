import { describe, expect, it } from 'vitest';
import {
  augment,
  channelSwap,
  gaussianBlur,
  gradeCurves,
  hueWheel,
  randomColorMatrix,
  randomSaturation,
  saltAndPepper,
  type Transform,
} from '../index.js';
import { forwardDct, inverseDct } from './dct8.js';

/** Does a drawn change to one image. */
function once<Drawn>(transform: Transform<Drawn>, drawn: Drawn, pixels: number[], shape: number[]) {
  const x = { data: Float32Array.from(pixels), shape: [1, ...shape] };
  const source = { size: 1, rowShape: shape, classCount: 0, epoch: 0, take: () => ({ x }) };
  return [...transform.apply({ x }, [drawn], source).x.data];
}

const round = (values: readonly number[]) => values.map((value) => Math.round(value * 1e6) / 1e6);

describe('hueWheel', () => {
  it('turns red, green and blue as the matrix of the W3C does', () => {
    // hue-rotate(90deg): its rows are (0, 0, 1), (0.356, 0.855, −0.211) and (−0.574, 1.43, 0.144).
    expect(round(once(hueWheel(), 90, [1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 3, 3]))).toEqual(
      round([0, 0.356, 0, 0, 0.855, 1, 1, 0, 0.144]),
    );
  });

  it('keeps luminance to its four digits where nothing is clipped', () => {
    for (const degrees of [-150, 33, 180]) {
      const [r, g, b] = once(hueWheel(), degrees, [0.5, 0.45, 0.55], [1, 1, 3]) as [
        number,
        number,
        number,
      ];
      expect(0.213 * r + 0.715 * g + 0.072 * b).toBeCloseTo(
        0.213 * 0.5 + 0.715 * 0.45 + 0.072 * 0.55,
        4,
      );
    }
  });
});

describe('randomSaturation', () => {
  it('leaves gray gray', () => {
    const gray = [0.3, 0.3, 0.3].map(Math.fround);
    const [r, g, b] = once(randomSaturation(), 7.5, gray, [1, 1, 3]) as [number, number, number];
    for (const value of [r, g, b]) expect(value).toBeCloseTo(0.3, 6);
  });
});

describe('randomColorMatrix', () => {
  it('multiplies by its matrix and adds its offset', () => {
    const matrix = [0, 1, 0, 0.1, 0, 0, 1, -0.2, 2, 0, 0, 0];
    expect(round(once(randomColorMatrix(), matrix, [0.25, 0.5, 0.75], [1, 1, 3]))).toEqual(
      round([0.6, 0.55, 0.5]),
    );
  });
});

describe('channelSwap', () => {
  it('deals all orders about equally often', () => {
    const data = Float32Array.from({ length: 6000 * 3 }, (_, i) => i % 3);
    const { x } = augment([channelSwap()], { seed: 5 }).apply({ data, shape: [6000, 1, 1, 3] });
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 3) {
      const order = x.data.subarray(i, i + 3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Six standard deviations of a binomial with p = 1/6.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(6 * 29);
  });
});

describe('gradeCurves', () => {
  it('is the Bézier curve of its handles, and rises', () => {
    const [a, b] = [0.6, 0.4];
    const values = Array.from({ length: 33 }, (_, i) => i / 32);
    const got = once(gradeCurves(), [[a, b]], values, [1, 33, 1]);
    const want = values.map((x) => 3 * (1 - x) ** 2 * x * a + 3 * (1 - x) * x ** 2 * b + x ** 3);
    got.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 6));
    for (let i = 1; i < 33; i++) expect(got[i]).toBeGreaterThan(got[i - 1]!);
    expect([got[0], got[32]]).toEqual([0, 1]);
  });

  it('gives all channels one curve if asked', () => {
    const data = Float32Array.from({ length: 60 }, (_, i) => Math.floor(i / 3) / 20);
    const { x } = augment([gradeCurves({ perChannel: false })]).apply({
      data,
      shape: [1, 4, 5, 3],
    });
    for (let i = 0; i < 60; i += 3) {
      expect(x.data[i + 1]).toBe(x.data[i]);
      expect(x.data[i + 2]).toBe(x.data[i]);
    }
    expect(x.data).not.toEqual(data);
  });
});

describe('saltAndPepper', () => {
  it('loses the shares of pixels that it says, all channels together', () => {
    const data = new Float32Array(200 * 200 * 3).fill(0.5);
    const transform = saltAndPepper({ amount: 0.2, salt: 0.75 });
    const { x } = augment([transform]).apply({ data, shape: [1, 200, 200, 3] });
    const counts = { salt: 0, pepper: 0 };
    for (let i = 0; i < data.length; i += 3) {
      if (x.data[i + 1] !== x.data[i] || x.data[i + 2] !== x.data[i]) expect.fail(`pixel ${i / 3}`);
      if (x.data[i] === 1) counts.salt++;
      else if (x.data[i] === 0) counts.pepper++;
    }
    // Five standard deviations of a binomial of 40,000.
    expect(Math.abs(counts.salt - 6000)).toBeLessThan(5 * 72);
    expect(Math.abs(counts.pepper - 2000)).toBeLessThan(5 * 44);
  });
});

describe('gaussianBlur', () => {
  it('equals the plain sum over a mirrored image, also where the bell is wider than it', () => {
    const [height, width, sigma] = [3, 5, 2.5];
    const pixels = Array.from({ length: height * width }, (_, i) => ((i * 7) % 11) / 11);
    const got = once(gaussianBlur(), sigma, pixels, [height, width, 1]);
    const mirror = (i: number, n: number): number =>
      i < 0 ? mirror(-i, n) : i >= n ? mirror(2 * (n - 1) - i, n) : i;
    const radius = Math.ceil(3 * sigma);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let [sum, total] = [0, 0];
        for (let i = -radius; i <= radius; i++) {
          for (let j = -radius; j <= radius; j++) {
            const weight = Math.exp(-(i * i + j * j) / (2 * sigma ** 2));
            sum += weight * pixels[mirror(row + i, height) * width + mirror(column + j, width)]!;
            total += weight;
          }
        }
        expect(got[row * width + column]).toBeCloseTo(sum / total, 6);
      }
    }
  });
});

describe('the cosine transform', () => {
  const block = Float64Array.from({ length: 64 }, (_, i) => ((i * 37) % 101) - 50);

  it('follows its definition', () => {
    const got = block.slice();
    forwardDct(got);
    const scale = (k: number) => (k === 0 ? Math.SQRT1_2 : 1) / 2;
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        let sum = 0;
        for (let y = 0; y < 8; y++) {
          for (let x = 0; x < 8; x++) {
            const cosines =
              Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
              Math.cos(((2 * y + 1) * v * Math.PI) / 16);
            sum += block[y * 8 + x]! * cosines;
          }
        }
        expect(got[v * 8 + u]).toBeCloseTo(scale(u) * scale(v) * sum, 9);
      }
    }
  });

  it('is undone by its inverse', () => {
    const got = block.slice();
    forwardDct(got);
    inverseDct(got);
    got.forEach((value, i) => expect(value).toBeCloseTo(block[i]!, 10));
  });
});
