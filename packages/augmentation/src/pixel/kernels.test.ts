import { fillUniform } from '@occam/core';
import { hostKernels } from '@occam/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blurImages } from './blurImages.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';

const kernels = hostKernels()!;

/** Images with some values at the ends of the range and beyond it. */
function images(n: number, height: number, width: number, channels: number) {
  const data = new Float32Array(n * height * width * channels);
  fillUniform(data, { key: [height, width] });
  for (let i = 0; i < data.length; i += 7) data[i] = [0, 1, -0.5, 1.5, -0][i % 5]!;
  return { x: { data, shape: [n, height, width, channels] } };
}

/** Compares bits: JavaScript's memory and the kernels'. */
function expectSame(a: { x: { data: ArrayLike<number> } }, b: { x: { data: ArrayLike<number> } }) {
  const differs = Array.from(a.x.data).findIndex((value, i) => !Object.is(value, b.x.data[i]));
  if (differs >= 0) expect.fail(`${a.x.data[differs]} and ${b.x.data[differs]} at ${differs}`);
}

const side = fc.integer({ min: 1, max: 9 });
const number = fc.float({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true });

describe('the kernels give the same bits as JavaScript', () => {
  const both = (shape: [number, number, number], paint: (canvas: Canvas) => void) => {
    const rows = images(2, ...shape);
    const drawn = [0, 1];
    expectSame(paintImages(rows, drawn, paint, kernels), paintImages(rows, drawn, paint, plain()));
  };
  /** Passing undefined would take the default. */
  const plain = () => null as unknown as undefined;

  it('for scaling', () => {
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 4 }), number, number, (h, w, c, f, o) => {
        both([h, w, c], (canvas) => canvas.scale(f, o));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('for matrices', () => {
    const matrix = fc.array(number, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(side, side, matrix, (h, w, m) => {
        both([h, w, 3], (canvas) => canvas.mix(m));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it('for hues', () => {
    fc.assert(
      fc.property(side, side, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (h, w, turns) => {
        both([h, w, 3], (canvas) => canvas.turnHue(turns));
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('for mean grays', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(1, 3), (h, w, channels) => {
        both([h, w, channels], (canvas) => canvas.scale(0, canvas.meanGray()));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it('for blur', () => {
    const weights = fc.array(number, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 4 }), weights, (h, w, c, own) => {
        const rows = images(2, h, w, c);
        const halves = [Float32Array.from(own), undefined];
        expectSame(blurImages(rows, halves, kernels), blurImages(rows, halves, plain()));
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});
