import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulHigh, philox4x32 } from './philox.js';

type Counter = [number, number, number, number];

function block(counter: Counter, key: [number, number]): string {
  const out = new Uint32Array(4);
  philox4x32(out, ...counter, ...key);
  return [...out].map((word) => word.toString(16).padStart(8, '0')).join(' ');
}

/** The definition in the paper, word by word, in unbounded integers. */
function defined(counter: Counter, key: [number, number]): string {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [
      (product1 >> 32n) ^ c1 ^ k0,
      product1 & mask,
      (product0 >> 32n) ^ c3 ^ k1,
      product0 & mask,
    ];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map((word) => word.toString(16).padStart(8, '0')).join(' ');
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('philox4x32', () => {
  // Random123 1.14, tests/kat_vectors, "philox4x32 10".
  it.each<[Counter, [number, number], string]>([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('gives the published block for counter %j and key %j', (counter, key, expected) => {
    expect(block(counter, key)).toBe(expected);
  });

  it('follows its definition for any counter and key', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(block(counter, key)).toBe(defined(counter, key));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('takes counters that are no words modulo 2³²', () => {
    expect(block([2 ** 32 + 5, -1, 2 ** 50 + 7, 3], [-2, 9])).toBe(
      block([5, 2 ** 32 - 1, 7, 3], [2 ** 32 - 2, 9]),
    );
  });
});

describe('mulHigh', () => {
  it('is the high half of the exact product', () => {
    const edge = fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff);
    fc.assert(
      fc.property(fc.oneof(word, edge), fc.oneof(word, edge), (a, b) => {
        expect(mulHigh(a, b) >>> 0).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
