import { createRng } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlledRounding } from './controlledRounding.js';
import { divideProduct, largestRemainder } from './largestRemainder.js';

const counts = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })
  .map((list) => Uint32Array.from(list));
const sum = (list: ArrayLike<number>) => Array.from(list).reduce((total, x) => total + x, 0);

describe('controlledRounding', () => {
  it('keeps classes and sides whole and every cell within one of its share', () => {
    fc.assert(
      fc.property(counts, fc.nat(), fc.nat(), fc.integer(), (classes, a, b, seed) => {
        const n = sum(classes);
        const first = a % (n + 1);
        const second = b % (n - first + 1);
        const sizes = [first, second, n - first - second] as const;
        const table = controlledRounding(classes, [...sizes], createRng(seed));
        for (const [side, size] of sizes.entries()) {
          expect(sum(table.filter((_, cell) => cell % 3 === side))).toBe(size);
        }
        for (const [code, count] of classes.entries()) {
          expect(sum(table.subarray(3 * code, 3 * code + 3))).toBe(count);
          for (const [side, size] of sizes.entries()) {
            expect(Math.abs(table[3 * code + side]! - (count * size) / n)).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('favours no cell: on average each is its share', () => {
    const classes = Uint32Array.of(5, 1, 3, 2);
    const sizes = [6, 2, 3] as const;
    const totals = new Float64Array(12);
    const rng = createRng(3);
    const runs = 20_000;
    for (let run = 0; run < runs; run++) {
      const table = controlledRounding(classes, [...sizes], rng);
      for (let cell = 0; cell < 12; cell++) totals[cell]! += table[cell]!;
    }
    for (let cell = 0; cell < 12; cell++) {
      const share = (classes[Math.floor(cell / 3)]! * sizes[cell % 3]!) / 11;
      // A cell is a share rounded at random: its standard deviation is at most ½, 5 of them here.
      expect(Math.abs(totals[cell]! / runs - share)).toBeLessThan((5 * 0.5) / Math.sqrt(runs));
    }
  });
});

describe('largestRemainder', () => {
  it('gives the missing rows to the largest fractions', () => {
    // Quotas 1.5, 2.1, 2.4 of 6 draws from 20 rows.
    expect([...largestRemainder(Uint32Array.of(5, 7, 8), 6, createRng(0))]).toEqual([2, 2, 2]);
  });

  it('breaks ties at random', () => {
    const first = Array.from(
      { length: 2000 },
      (_, seed) => largestRemainder(Uint32Array.of(3, 3), 3, createRng(seed))[0]!,
    );
    // Binomial(2000, ½) + 2000: standard deviation 22.4, five of them.
    expect(Math.abs(sum(first) - 3000)).toBeLessThan(112);
  });

  it('draws what is asked, each class within one of its quota', () => {
    fc.assert(
      fc.property(counts, fc.nat(), fc.integer(), (classes, wanted, seed) => {
        const n = sum(classes);
        const draws = wanted % (n + 1);
        const drawn = largestRemainder(classes, draws, createRng(seed));
        expect(sum(drawn)).toBe(draws);
        for (const [code, count] of classes.entries()) {
          expect(Math.abs(drawn[code]! - (count * draws) / n)).toBeLessThan(1);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('divides beyond 2⁵³ exactly', () => {
    // (m + 1)² = m · (m + 2) + 1
    expect(divideProduct(4294967295, 4294967295, 4294967294)).toEqual({
      quotient: 4294967296,
      remainder: 1,
    });
  });
});
