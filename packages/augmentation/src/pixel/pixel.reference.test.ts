import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/pixel.json' with { type: 'json' };
import * as augmentation from '../index.js';
import type { RowSource, Transform } from '../transform.js';

/**
 * What the definitions leave open: our luma has 0.299 for red where torchvision's has 0.2989; libjpeg's cosine transform works on
 * integers, so that now and then a coefficient is rounded to the neighbouring step, which moves a block by some levels.
 */
const BOUNDS: Record<string, number> = {
  randomContrast: 1e-4,
  randomSaturation: 2e-4,
  randomGrayscale: 1.1e-4,
  jpegQuantization: 10 / 255,
};

const source: RowSource = {
  size: 1,
  rowShape: [],
  classCount: 0,
  epoch: 0,
  take: () => expect.fail('no partner is needed'),
};

describe('a transform of pixels equals its reference', () => {
  for (const { transform, by, image, drawn, expected, ...rest } of reference.cases) {
    const factory = augmentation[transform as 'invert'] as (options: object) => Transform;
    const options = 'options' in rest ? (rest.options as object) : {};
    it(`${transform} of ${by}: ${image}, ${drawn}`, () => {
      const { shape, bytes } = reference.images[image as 'gray'];
      const x = { data: Float32Array.from(bytes, (byte) => byte / 255), shape };
      const got = factory(options).apply({ x }, [drawn], source).x;
      expect(got.shape).toEqual(shape);
      const scale = by === 'PIL' ? 255 : 1;
      const errors = expected.map((value, i) => Math.abs(got.data[i]! - value / scale));
      expect(Math.max(...errors)).toBeLessThanOrEqual(BOUNDS[transform] ?? 1e-6);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(mean).toBeLessThanOrEqual(transform === 'jpegQuantization' ? 1 / 255 : 1e-4);
    });
  }
});
