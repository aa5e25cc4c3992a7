import { readFileSync } from 'node:fs';
import { hostKernels } from '@occam/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noisyImages } from '../../test/images.js';
import type { FillMode, Matrix, Sampling } from './geometry.js';
import { warp, type ImageMap } from './warp.js';

interface Fixture {
  readonly image: number[];
  readonly warped: { matrix: number[]; fillMode: FillMode; pixels: number[] }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/geometry.json', import.meta.url), 'utf8'),
) as Fixture;

const inJavaScript = (...[x, mapOf, sampling]: Parameters<typeof warp>) =>
  warp(x, mapOf, sampling, null);

const paths = { kernel: warp, JavaScript: inJavaScript };

/** The definition, in float64. */
function naive(
  image: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  { matrix: m = [1, 0, 0, 0, 1, 0, 0, 0, 1], displacement }: Partial<ImageMap>,
  { interpolation, fillMode, fillValue }: Sampling,
): number[] {
  const wrapped = (at: number, length: number): number | undefined => {
    if (fillMode === 'constant') return at >= 0 && at < length ? at : undefined;
    if (fillMode === 'nearest') return Math.min(Math.max(at, 0), length - 1);
    const period = fillMode === 'wrap' ? length : 2 * length;
    const inside = ((at % period) + period) % period;
    return inside < length ? inside : period - 1 - inside;
  };
  const pixel = (x: number, y: number, c: number): number => {
    const [column, row] = [wrapped(x, width), wrapped(y, height)];
    if (column === undefined || row === undefined) return fillValue;
    return image[(row * width + column) * channels + c]!;
  };
  const out: number[] = [];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      for (let c = 0; c < channels; c++) {
        const px = column + (displacement?.[row * width + column] ?? 0);
        const py = row + (displacement?.[(height + row) * width + column] ?? 0);
        const w = m[6]! * px + m[7]! * py + m[8]!;
        const sx = (m[0]! * px + m[1]! * py + m[2]!) / w;
        const sy = (m[3]! * px + m[4]! * py + m[5]!) / w;
        if (interpolation === 'nearest') {
          out.push(pixel(Math.floor(sx + 0.5), Math.floor(sy + 0.5), c));
          continue;
        }
        const [x, y] = [Math.floor(sx), Math.floor(sy)];
        const [fx, fy] = [sx - x, sy - y];
        out.push(
          (1 - fy) * ((1 - fx) * pixel(x, y, c) + fx * pixel(x + 1, y, c)) +
            fy * ((1 - fx) * pixel(x, y + 1, c) + fx * pixel(x + 1, y + 1, c)),
        );
      }
  return out;
}

const sampling = fc.record({
  interpolation: fc.constant<'bilinear'>('bilinear'),
  fillMode: fc.constantFrom<FillMode>('constant', 'nearest', 'reflect', 'wrap'),
  fillValue: fc.constant(0.5),
});
const affine = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map(([a, b, c, d, e, f]): Matrix => [a!, b!, 4 * c!, d!, e!, 4 * f!, 0, 0, 1]);
const projective = affine.map((m): Matrix => [...m.slice(0, 6), 0.02, -0.01, 1]);
const size = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.integer({ min: 1, max: 6 }),
});

describe.each(Object.entries(paths))('warp, %s', (_, run) => {
  it("equals scipy's affine_transform for every fill mode", () => {
    const x = { data: Float32Array.from(fixture.image), shape: [1, 7, 9, 1] };
    expect(fixture.warped).toHaveLength(12);
    for (const { matrix, fillMode, pixels } of fixture.warped) {
      const how = { interpolation: 'bilinear', fillMode, fillValue: 0.25 } as const;
      const { data } = run(x, () => ({ matrix, displacement: undefined }), how);
      data.forEach((value, i) => expect(Math.abs(value - pixels[i]!)).toBeLessThan(3e-7));
    }
  });

  it('equals the definition for affine and projective maps with and without a displacement', () => {
    fc.assert(
      fc.property(
        size,
        fc.oneof(affine, projective),
        sampling,
        fc.boolean(),
        ({ height, width, channels }, matrix, how, displaced) => {
          const x = noisyImages(2, height, width, channels);
          const displacement = displaced
            ? Float32Array.from({ length: 2 * height * width }, (_, i) => 3 * Math.sin(i * i))
            : undefined;
          const { data } = run(x, () => ({ matrix, displacement }), how);
          const length = height * width * channels;
          const second = x.data.subarray(length);
          const shape = [height, width, channels] as const;
          const expected = naive(second, shape, { matrix, displacement }, how);
          // The matrix is rounded to 2⁻³²; at a pole of the projection, coordinates are steep.
          const bound = matrix[6] === 0 ? 1e-6 : 1e-5;
          expected.forEach((value, i) =>
            expect(Math.abs(data[length + i]! - value)).toBeLessThan(bound),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('takes the nearest pixel', () => {
    const x = noisyImages(1, 5, 6, 3);
    const matrix = [0.83, 0.21, -0.7, -0.31, 1.13, 0.4, 0, 0, 1];
    for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
      const how = { interpolation: 'nearest', fillMode, fillValue: 0.5 } as const;
      const { data } = run(x, () => ({ matrix, displacement: undefined }), how);
      expect([...data]).toEqual(naive(x.data, [5, 6, 3], { matrix }, how));
    }
  });

  it('follows the patterns of Keras beyond the border', () => {
    const x = { data: Float32Array.of(1, 2, 3), shape: [1, 1, 3, 1] };
    const seen = (fillMode: FillMode, by: number) => {
      const how = { interpolation: 'bilinear', fillMode, fillValue: 7 } as const;
      const matrix = [1, 0, by, 0, 1, 0, 0, 0, 1];
      return [...run(x, () => ({ matrix, displacement: undefined }), how).data];
    };
    expect([...seen('constant', -3), ...seen('constant', 3)]).toEqual([7, 7, 7, 7, 7, 7]);
    expect([...seen('nearest', -3), ...seen('nearest', 3)]).toEqual([1, 1, 1, 3, 3, 3]);
    expect([...seen('reflect', -3), ...seen('reflect', 3)]).toEqual([3, 2, 1, 3, 2, 1]);
    expect([...seen('reflect', -6), ...seen('reflect', 6)]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([...seen('wrap', -4), ...seen('wrap', 2)]).toEqual([3, 1, 2, 3, 1, 2]);
  });

  it('keeps to the image where a map leads to infinity or is no number', () => {
    const x = noisyImages(1, 3, 3, 1);
    for (const matrix of [
      [1, 0, 0, 0, 1, 0, 1, 0, -1],
      [0, 0, 0, 0, 0, 0, 0, 0, 0],
      [1e300, 1e300, 0, -1e300, 1, 0, 0, 0, 1],
      [1, 0, 1e12, 0, 1, -1e12, 0, 0, 1],
    ]) {
      for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
        const how = { interpolation: 'bilinear', fillMode, fillValue: 0 } as const;
        const { data } = run(x, () => ({ matrix, displacement: undefined }), how);
        expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
      }
    }
  });

  it('takes an empty batch', () => {
    const x = { data: new Float32Array(0), shape: [0, 4, 4, 1] };
    const how = { interpolation: 'bilinear', fillMode: 'wrap', fillValue: 0 } as const;
    const map = () => ({ matrix: undefined, displacement: undefined });
    expect(run(x, map, how).shape).toEqual([0, 4, 4, 1]);
  });
});

it('gives the same bits by the kernel and in JavaScript', () => {
  expect(hostKernels()).toBeDefined();
  fc.assert(
    fc.property(
      size,
      fc.oneof(affine, projective),
      sampling,
      fc.boolean(),
      fc.boolean(),
      ({ height, width, channels }, matrix, bilinear, displaced, nearest) => {
        const x = noisyImages(2, height, width, channels);
        const displacement = displaced
          ? Float32Array.from({ length: 2 * height * width }, (_, i) => 3 * Math.sin(i * i))
          : undefined;
        const how = { ...bilinear, ...(nearest && { interpolation: 'nearest' as const }) };
        const map = () => ({ matrix, displacement });
        expect(warp(x, map, how).data).toEqual(inJavaScript(x, map, how).data);
      },
    ),
    { numRuns: 300 },
  );
});
