import { readFileSync } from 'node:fs';
import { hostKernels } from '@occam/backend';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillSmoothNoise, smooth } from './smoothNoise.js';

interface Fixture {
  readonly noise: number[];
  readonly smoothed: { sigma: number; pixels: number[] }[];
}

const { noise, smoothed } = JSON.parse(
  readFileSync(new URL('../../fixtures/geometry.json', import.meta.url), 'utf8'),
) as Fixture;

it("equals scipy's gaussian_filter", () => {
  expect(smoothed).toHaveLength(3);
  for (const { sigma, pixels } of smoothed) {
    const image = Float32Array.from(noise);
    smooth(image, 11, 14, sigma, 3);
    image.forEach((value, i) => expect(Math.abs(value - pixels[i]!)).toBeLessThan(5e-7));
  }
});

it('gives the same bits by the kernel and in JavaScript', () => {
  expect(hostKernels()).toBeDefined();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 0.1, 0.5, 1, 2.3, 4, 12),
      (height, width, sigma) => {
        const options = { key: [height, width], sigma, scale: 34 } as const;
        const [kernel, script] = [0, 1].map(() => new Float32Array(2 * height * width));
        fillSmoothNoise(kernel!, height, width, options);
        fillSmoothNoise(script!, height, width, options, null);
        expect(kernel).toEqual(script);
      },
    ),
    { numRuns: 60 },
  );
});
