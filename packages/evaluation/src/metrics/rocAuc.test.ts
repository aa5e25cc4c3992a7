import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rocAuc } from './rocAuc.js';

// Eighths give many ties; a transform of them is exact.
const rows = fc.array(fc.tuple(fc.nat(1), fc.nat(8)), { minLength: 1, maxLength: 30 });
const targetsOf = (drawn: [number, number][]) => drawn.map(([target]) => target);
const predictionsOf = (drawn: [number, number][], transform = (p: number) => p) =>
  drawn.flatMap(([, eighths]) => [1 - transform(eighths / 8), transform(eighths / 8)]);

it('is the share of pairs in the right order, ties counting half', () => {
  fc.assert(
    fc.property(rows, (drawn) => {
      let won = 0;
      let pairs = 0;
      for (const [target, score] of drawn) {
        for (const [other, rival] of drawn) {
          if (target !== 1 || other !== 0) continue;
          pairs += 1;
          won += score > rival ? 1 : score === rival ? 0.5 : 0;
        }
      }
      const area = rocAuc(targetsOf(drawn), predictionsOf(drawn));
      if (pairs === 0) expect(area).toBeNaN();
      else expect(area).toBeCloseTo(won / pairs, 12);
    }),
  );
});

it('depends on the order of the scores alone', () => {
  fc.assert(
    fc.property(rows, (drawn) => {
      const targets = targetsOf(drawn);
      const squared = predictionsOf(drawn, (p) => p * p);
      expect(rocAuc(targets, squared)).toBe(rocAuc(targets, predictionsOf(drawn)));
    }),
  );
});
