import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkClose, KernelMemory, noises } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';

/** A convolution over one axis: the sizes along it. */
interface Axis {
  size: number;
  kernel: number;
  stride: number;
  dilation: number;
  pad: number;
  out: number;
}

/** Sizes that leave at least one output position; the padding may leave some image elements unseen. */
const axis = (maxDilation: number): fc.Arbitrary<Axis> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 9 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: maxDilation }),
      pad: fc.integer({ min: 0, max: 3 }),
      padEnd: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ padEnd, ...a }) => {
      const seen = a.size + a.pad + padEnd - (a.kernel - 1) * a.dilation - 1;
      return { ...a, out: Math.floor(seen / a.stride) + 1 };
    })
    .filter(({ out }) => out >= 1);

const problem = (maxDilation: number) =>
  fc.record({
    batches: fc.integer({ min: 1, max: 3 }),
    y: axis(maxDilation),
    x: axis(maxDilation),
    channels: fc.integer({ min: 1, max: 9 }),
    outChannels: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat({ max: 1e5 }),
  });

type Problem = typeof problem extends (max: number) => fc.Arbitrary<infer T> ? T : never;

/** Calls back for every pair of image and output position that meet in a filter element. */
function forEachMeeting(
  { batches, y, x }: Problem,
  visit: (image: number, output: number, tap: number) => void,
): void {
  for (let b = 0; b < batches; b++)
    for (let oy = 0; oy < y.out; oy++)
      for (let ox = 0; ox < x.out; ox++)
        for (let ky = 0; ky < y.kernel; ky++)
          for (let kx = 0; kx < x.kernel; kx++) {
            const iy = oy * y.stride + ky * y.dilation - y.pad;
            const ix = ox * x.stride + kx * x.dilation - x.pad;
            if (iy < 0 || iy >= y.size || ix < 0 || ix >= x.size) continue;
            visit(
              (b * y.size + iy) * x.size + ix,
              (b * y.out + oy) * x.out + ox,
              ky * x.kernel + kx,
            );
          }
}

for (const variant of VARIANTS) {
  describe(`the gradients of convolutions, ${variant}`, () => {
    const memory = new KernelMemory(variant);
    const { kernels } = memory;

    it('equal float64 sums for any shape', () => {
      fc.assert(
        fc.property(problem(1), (p) => {
          const { batches, y, x, channels: c, outChannels: o, seed } = p;
          const image = noises(batches * y.size * x.size * c, seed);
          const dy = noises(batches * y.out * x.out * o, seed + 7);
          const filter = noises(y.kernel * x.kernel * c * o, seed + 13);
          const dw = new Float64Array(filter.length);
          const dx = new Float64Array(image.length);
          forEachMeeting(p, (at, out, tap) => {
            for (let i = 0; i < c; i++)
              for (let j = 0; j < o; j++) {
                dw[(tap * c + i) * o + j]! += image[at * c + i]! * dy[out * o + j]!;
                dx[at * c + i]! += filter[(tap * c + i) * o + j]! * dy[out * o + j]!;
              }
          });
          memory.clear();
          const sizes = [
            batches,
            y.size,
            x.size,
            c,
            o,
            y.kernel,
            x.kernel,
            y.stride,
            x.stride,
          ] as const;
          const places = [y.pad, x.pad, y.out, x.out] as const;
          const scratch = memory.room(
            kernels.conv2dScratch(y.kernel * x.kernel * c, o, batches * y.out * x.out) / 4,
          );
          const gradient = memory.place(dy);
          const filterGradient = memory.room(dw.length);
          kernels.conv2dFilterGradient(
            memory.place(image),
            gradient,
            ...sizes,
            ...places,
            filterGradient,
            scratch,
          );
          checkClose(memory.read(filterGradient, dw.length), dw, 3e-6);
          const imageGradient = memory.room(dx.length);
          kernels.conv2dImageGradient(
            gradient,
            memory.place(filter),
            ...sizes,
            ...places,
            imageGradient,
            scratch,
          );
          checkClose(memory.read(imageGradient, dx.length), dx, 3e-6);
        }),
        { numRuns: 150 },
      );
    });

    it('equal them where the patches come in several blocks', () => {
      const one = { size: 40, kernel: 5, stride: 1, dilation: 1, pad: 2, out: 40 };
      const p: Problem = { batches: 2, y: one, x: one, channels: 5, outChannels: 1, seed: 1 };
      const image = noises(2 * 1600 * 5, 1);
      const dy = noises(3200, 2);
      const dw = new Float64Array(125);
      const dx = new Float64Array(image.length);
      const filter = noises(125, 3);
      forEachMeeting(p, (at, out, tap) => {
        for (let i = 0; i < 5; i++) {
          dw[tap * 5 + i]! += image[at * 5 + i]! * dy[out]!;
          dx[at * 5 + i]! += filter[tap * 5 + i]! * dy[out]!;
        }
      });
      memory.clear();
      const sizes = [2, 40, 40, 5, 1, 5, 5, 1, 1, 2, 2, 40, 40] as const;
      const scratch = memory.room(kernels.conv2dScratch(125, 1, 3200) / 4);
      const gradient = memory.place(dy);
      const filterGradient = memory.room(125);
      kernels.conv2dFilterGradient(
        memory.place(image),
        gradient,
        ...sizes,
        filterGradient,
        scratch,
      );
      checkClose(memory.read(filterGradient, 125), dw, 1e-5);
      const imageGradient = memory.room(dx.length);
      kernels.conv2dImageGradient(gradient, memory.place(filter), ...sizes, imageGradient, scratch);
      checkClose(memory.read(imageGradient, dx.length), dx, 3e-6);
    });

    it('are zero for no images', () => {
      memory.clear();
      const filterGradient = memory.room(4);
      const scratch = memory.room(kernels.conv2dScratch(4, 1, 0) / 4);
      kernels.conv2dFilterGradient(
        0,
        0,
        0,
        5,
        5,
        1,
        1,
        2,
        2,
        1,
        1,
        0,
        0,
        4,
        4,
        filterGradient,
        scratch,
      );
      checkClose(memory.read(filterGradient, 4), [0, 0, 0, 0], 0);
    });
  });

  describe(`the gradients of depthwise convolutions, ${variant}`, () => {
    const memory = new KernelMemory(variant);
    const { kernels } = memory;

    it('equal float64 sums for any shape, dilation and multiplier', () => {
      fc.assert(
        fc.property(problem(3), fc.integer({ min: 1, max: 3 }), (p, multiplier) => {
          const { batches, y, x, channels: c, seed } = p;
          const o = c * multiplier;
          const image = noises(batches * y.size * x.size * c, seed);
          const dy = noises(batches * y.out * x.out * o, seed + 7);
          const filter = noises(y.kernel * x.kernel * o, seed + 13);
          const dw = new Float64Array(filter.length);
          const dx = new Float64Array(image.length);
          forEachMeeting(p, (at, out, tap) => {
            for (let j = 0; j < o; j++) {
              const i = at * c + Math.floor(j / multiplier);
              dw[tap * o + j]! += image[i]! * dy[out * o + j]!;
              dx[i]! += filter[tap * o + j]! * dy[out * o + j]!;
            }
          });
          memory.clear();
          const sizes = [batches, y.size, x.size, c, multiplier, y.kernel, x.kernel] as const;
          const steps = [y.stride, x.stride, y.dilation, x.dilation] as const;
          const places = [y.pad, x.pad, y.out, x.out] as const;
          const gradient = memory.place(dy);
          const filterGradient = memory.room(dw.length);
          kernels.depthwiseFilterGradient(
            memory.place(image),
            gradient,
            ...sizes,
            ...steps,
            ...places,
            filterGradient,
          );
          checkClose(memory.read(filterGradient, dw.length), dw, 3e-6);
          const imageGradient = memory.room(dx.length);
          kernels.depthwiseImageGradient(
            gradient,
            memory.place(filter),
            ...sizes,
            ...steps,
            ...places,
            imageGradient,
          );
          checkClose(memory.read(imageGradient, dx.length), dx, 3e-6);
        }),
        { numRuns: 150 },
      );
    });
  });
}
