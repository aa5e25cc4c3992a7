import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkClose, KernelMemory, noises } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';

for (const variant of VARIANTS) {
  describe(`segmentSum, ${variant}`, () => {
    const memory = new KernelMemory(variant);

    it('equals float64 sums, without the rows whose number is out of range', () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 40 }),
          fc.integer({ min: 1, max: 11 }),
          fc.nat({ max: 1e5 }),
          (ids, inner, seed) => {
            const x = noises(ids.length * inner, seed);
            const expected = new Float64Array(5 * inner);
            ids.forEach((id, i) => {
              if (id < 0 || id >= 5) return;
              for (let j = 0; j < inner; j++) expected[id * inner + j]! += x[i * inner + j]!;
            });
            memory.clear();
            const target = memory.room(5 * inner);
            const numbers = memory.placeIntegers(ids);
            memory.kernels.segmentSum(memory.place(x), numbers, ids.length, 1, inner, 5, target);
            checkClose(memory.read(target, 5 * inner), expected, 1e-6);
          },
        ),
      );
    });

    it('keeps the places of numbers with a second axis apart', () => {
      memory.clear();
      const target = memory.room(6);
      const ids = memory.placeIntegers([0, 1, 0, 0]);
      memory.kernels.segmentSum(memory.place([1, 2, 4, 8]), ids, 2, 2, 1, 3, target);
      expect(memory.read(target, 6)).toEqual([5, 8, 0, 2, 0, 0]);
    });
  });
}
