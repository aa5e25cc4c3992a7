import { describe, expect, it } from 'vitest';
import { KernelMemory, noises } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';
import { hostKernels } from './hostKernels.js';

describe('hostKernels', () => {
  it('gives aligned blocks that do not overlap, in a memory that grows', () => {
    const kernels = hostKernels()!;
    expect(hostKernels()).toBe(kernels);
    const [a, b, c] = kernels.blocks(5, 300_000, 16) as [number, number, number];
    expect([a % 16, b % 16, c % 16]).toEqual([0, 0, 0]);
    expect(a).toBeGreaterThan(0);
    expect(b - a).toBe(16);
    expect(c - b).toBe(300_000);
    kernels.floats(c, 4).set([-1, 0, 1, 2]);
    kernels.exports.activate(1, c, 4);
    expect([...kernels.floats(c, 4)]).toEqual([0, 0, 1, 2]);
    kernels.doubles(a, 1)[0] = 0.1;
    expect(kernels.doubles(a, 1)[0]).toBe(0.1);
    expect(kernels.blocks(1)).toEqual([a]);
  });

  it('says that the memory is full', () => {
    expect(() => hostKernels()!.blocks(2 ** 33)).toThrow(/^the WASM memory is full/);
    expect(hostKernels()!.blocks(8)).toHaveLength(1);
  });
});

for (const variant of VARIANTS) {
  describe(`the kernels of images, ${variant}`, () => {
    const memory = new KernelMemory(variant);

    it('keep to their blocks', () => {
      for (const [height, width, radius] of [
        [1, 1, 0],
        [3, 18, 5],
        [17, 5, 16],
        [4, 16, 1],
      ] as const) {
        memory.clear();
        const image = memory.place(noises(height * width, 3));
        const weights = memory.place(new Float32Array(radius + 1).fill(0.1));
        const scratch = memory.room(4 * Math.max(height, width) + 8 * radius + 64);
        memory.kernels.smoothNoise(image, height, width, weights, radius, 2, scratch);
        expect(memory.read(image, 1)).toHaveLength(1);
      }
      for (const channels of [1, 3, 4, 5]) {
        for (const nearest of [0, 1]) {
          memory.clear();
          const size = 6 * 5 * channels;
          const image = memory.place(noises(size + 3, 3));
          const matrix = [0.5, 0, 1, 0, 0.5, 1, 0, 0, 1];
          const map = memory.place(new Float32Array(Float64Array.from(matrix).buffer));
          const out = memory.room(size + 3);
          for (const fixed of [0, 1]) {
            memory.kernels.warpImage(image, 6, 5, channels, map, fixed, 0, nearest, 2, 0, out);
          }
          expect(memory.read(out, size)).toHaveLength(size);
        }
      }
    });
  });
}
