import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkClose, KernelMemory, noises } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';

const axis = fc
  .record({
    size: fc.integer({ min: 1, max: 6 }),
    pool: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pad: fc.integer({ min: 0, max: 2 }),
  })
  .map((a) => {
    const seen = a.size + a.pad - (a.pool - 1) * a.dilation - 1;
    return { ...a, out: Math.floor(seen / a.stride) + 1 };
  })
  .filter(({ out }) => out >= 1);

for (const variant of VARIANTS) {
  describe(`maxPoolGradient, ${variant}`, () => {
    const memory = new KernelMemory(variant);

    it('hands each dy to the first largest element of its window', () => {
      fc.assert(
        fc.property(
          fc.record({ z: axis, y: axis, x: axis }),
          fc.integer({ min: 1, max: 2 }),
          fc.integer({ min: 1, max: 9 }),
          fc.nat({ max: 1e5 }),
          fc.boolean(),
          ({ z, y, x }, batches, channels, seed, ties) => {
            const image = noises(batches * z.size * y.size * x.size * channels, seed);
            if (ties) image.forEach((value, i) => (image[i] = Math.round(value)));
            const dy = noises(batches * z.out * y.out * x.out * channels, seed + 5);
            const expected = new Float64Array(image.length);
            let o = 0;
            for (let b = 0; b < batches; b++)
              for (let oz = 0; oz < z.out; oz++)
                for (let oy = 0; oy < y.out; oy++)
                  for (let ox = 0; ox < x.out; ox++)
                    for (let c = 0; c < channels; c++, o++) {
                      let best = -1;
                      for (let kz = 0; kz < z.pool; kz++)
                        for (let ky = 0; ky < y.pool; ky++)
                          for (let kx = 0; kx < x.pool; kx++) {
                            const iz = oz * z.stride + kz * z.dilation - z.pad;
                            const iy = oy * y.stride + ky * y.dilation - y.pad;
                            const ix = ox * x.stride + kx * x.dilation - x.pad;
                            if (iz < 0 || iz >= z.size || iy < 0 || iy >= y.size) continue;
                            if (ix < 0 || ix >= x.size) continue;
                            const at =
                              (((b * z.size + iz) * y.size + iy) * x.size + ix) * channels + c;
                            if (best < 0 || image[at]! > image[best]!) best = at;
                          }
                      if (best >= 0) expected[best]! += dy[o]!;
                    }
            memory.clear();
            const target = memory.room(image.length);
            const axes = [z, y, x] as const;
            const each = (key: keyof typeof z) =>
              axes.map((a) => a[key]) as unknown as [number, number, number];
            memory.kernels.maxPoolGradient(
              memory.place(image),
              memory.place(dy),
              batches,
              ...each('size'),
              channels,
              ...each('pool'),
              ...each('stride'),
              ...each('dilation'),
              ...each('pad'),
              ...each('out'),
              target,
            );
            checkClose(memory.read(target, image.length), expected, 1e-6);
          },
        ),
        { numRuns: 200 },
      );
    });

    it('hands it to the first NaN, and to negative elements', () => {
      for (const [image, expected] of [
        [
          [1, NaN, 5, NaN],
          [0, 3, 0, 0],
        ],
        [
          [-4, -2, -3, -2],
          [0, 3, 0, 0],
        ],
        [
          [-Infinity, -Infinity, -Infinity, -Infinity],
          [3, 0, 0, 0],
        ],
      ] as const) {
        memory.clear();
        const target = memory.room(4);
        memory.kernels.maxPoolGradient(
          ...([memory.place(image), memory.place([3]), 1, 1, 2, 2, 1, 1, 2, 2, 1, 2, 2] as const),
          ...([1, 1, 1, 0, 0, 0, 1, 1, 1, target] as const),
        );
        expect(memory.read(target, 4)).toEqual(expected);
      }
    });
  });
}
