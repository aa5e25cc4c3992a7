import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox4x32, type RngKey } from './philox.js';
import { createRng, type Rng, type Seed, type ShuffledArray } from './rng.js';

function words(rng: Rng, n: number): number[] {
  return Array.from({ length: n }, () => rng.int(2 ** 32));
}

function blocks(key: RngKey, n: number): number[] {
  const out = new Uint32Array(4);
  return Array.from({ length: n }, (_, i) => {
    philox4x32(out, i, 0, 0, 0, key[0], key[1]);
    return [...out];
  }).flat();
}

describe('the sequential stream', () => {
  it('is Philox counted upwards under the key', () => {
    const rng = createRng('blocks');
    expect(words(rng, 400)).toEqual(blocks(rng.key, 100));
  });

  it('under seed 0 begins with the published vector of counter 0 and key 0', () => {
    expect(createRng(0).key).toEqual([0, 0]);
    expect(words(createRng(0), 4)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });

  it('makes a number of 53 bits of two words', () => {
    const rng = createRng(3);
    const drawn = blocks(rng.key, 2);
    for (let i = 0; i < 8; i += 2) {
      const bits = (BigInt(drawn[i]! >>> 5) << 26n) | BigInt(drawn[i + 1]! >>> 6);
      expect(rng.next()).toBe(Number(bits) / 2 ** 53);
    }
  });
});

describe('seeds', () => {
  it('are each a stream of its own: 0, negative ones, large ones and strings', () => {
    const seeds: Seed[] = [
      0,
      1,
      2,
      -1,
      -2,
      2 ** 32,
      -(2 ** 32),
      2 ** 32 + 1,
      2 ** 53 - 1,
      1 - 2 ** 53,
      '',
      '0',
      '1',
      '-1',
      ' 1',
      'a',
      'b',
      'ab',
      'ba',
      'a\0',
      'b\0',
      '\0',
      '\0\0',
      'c\0',
      'b\0\0',
      'a\0\0\0',
      '12345678',
      '123456789',
      '12345678\0',
      'ä',
      '字',
      '😀',
      'x'.repeat(1000),
    ];
    const keys = new Set(seeds.map((seed) => createRng(seed).key.join()));
    expect(keys.size).toBe(seeds.length);
    const first = new Set(seeds.map((seed) => createRng(seed).next()));
    expect(first.size).toBe(seeds.length);
  });

  it('that are integers are the key in two’s complement', () => {
    expect(createRng(-1).key).toEqual([0xffffffff, 0xffffffff]);
    expect(createRng(-(2 ** 32)).key).toEqual([0, 0xffffffff]);
    expect(createRng(2 ** 53 - 1).key).toEqual([0xffffffff, 0x1fffff]);
    expect(createRng(-0).key).toEqual([0, 0]);
  });

  it('give the same numbers each time, pinned so that no change goes unseen', () => {
    expect(createRng(1).next()).toBe(0.8902591757080309);
    expect(createRng('1').next()).toBe(0.05382001187410512);
    expect(createRng(1).fork('fold/3').next()).toBe(0.8414746522245437);
  });

  it('of another kind are refused', () => {
    for (const seed of [1.5, NaN, Infinity, 2 ** 53, -(2 ** 53)]) {
      expect(() => createRng(seed)).toThrow(
        new RangeError(`seed must be a whole number between -2^53 and 2^53, not ${seed}`),
      );
    }
    expect(() => createRng(undefined as never)).toThrow(
      new TypeError('seed must be an integer or a string, not undefined'),
    );
    expect(() => createRng(7n as never)).toThrow(/not 7n$/);
    expect(() => createRng([1] as never)).toThrow(/not a value of type Array/);
  });
});

describe('fork', () => {
  it('depends on the seed and the labels, not on what was drawn', () => {
    const fresh = createRng(1);
    const used = createRng(1);
    words(used, 1001);
    used.fork('other');
    expect(words(used.fork('masks'), 8)).toEqual(words(fresh.fork('masks'), 8));
    fresh.fork('masks').next();
    expect(words(fresh, 4)).toEqual(words(createRng(1), 4));
  });

  it('takes numbers as the same text', () => {
    expect(createRng(1).fork(12).key).toEqual(createRng(1).fork('12').key);
  });

  it('tells paths apart', () => {
    const rng = createRng(0);
    const paths = [
      rng,
      rng.fork(''),
      rng.fork('').fork(''),
      rng.fork('a/b'),
      rng.fork('a').fork('b'),
      rng.fork('b').fork('a'),
      rng.fork('ab'),
      rng.fork('a'),
      rng.fork('b\0'),
    ];
    expect(new Set(paths.map(({ key }) => key.join())).size).toBe(paths.length);
  });

  it('gives each of 100,000 labels a key of its own', () => {
    const rng = createRng(1);
    const keys = new Set<string>();
    for (let label = 0; label < 100_000; label++) keys.add(rng.fork(label).key.join());
    expect(keys.size).toBe(100_000);
  });
});

describe('int', () => {
  it('is Lemire’s multiplication with rejection, for any n', () => {
    const edges = [1, 2, 3, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32];
    const size = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 }), fc.constantFrom(...edges));
    fc.assert(
      fc.property(size, fc.integer(), (n, seed) => {
        const source = createRng(seed);
        const rng = createRng(seed);
        for (let draw = 0; draw < 20; draw++) {
          let product: bigint;
          do product = BigInt(source.int(2 ** 32)) * BigInt(n);
          while ((product & 0xffffffffn) < 2n ** 32n % BigInt(n));
          expect(rng.int(n)).toBe(Number(product >> 32n));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('needs an n to draw from', () => {
    const message = 'n of int(n) must be a whole number at least 1 and at most 4294967296, not';
    for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
      expect(() => createRng(1).int(n)).toThrow(new RangeError(`${message} ${n}`));
    }
    expect(() => createRng(1).int('3' as never)).toThrow(new TypeError(`${message} '3'`));
  });
});

describe('permutation and shuffle', () => {
  it('keep every element', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (n, seed) => {
        const order = createRng(seed).permutation(n);
        expect(order).toBeInstanceOf(Uint32Array);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
      { seed: 1 },
    );
  });

  const values = [5, 1, 4, 1, 3, 9, 2, 6];
  it.each<[string, ShuffledArray]>([
    ['an array', [...values]],
    ['a Uint8Array', Uint8Array.from(values)],
    ['an Int32Array', Int32Array.from(values)],
    ['a Uint32Array', Uint32Array.from(values)],
    ['a Float32Array', Float32Array.from(values)],
    ['a Float64Array', Float64Array.from(values)],
    ['a shared array', shared(values)],
  ])('shuffle %s in place, in the order of the permutation', (_, array) => {
    expect(createRng(5).shuffle(array)).toBe(array);
    const order = createRng(5).permutation(values.length);
    expect([...order]).not.toEqual([...order].sort());
    expect([...array]).toEqual([...order].map((i) => values[i]));
  });

  it('refuse lengths that are none', () => {
    for (const n of [-1, 2.5, NaN]) {
      expect(() => createRng(1).permutation(n)).toThrow(
        new RangeError(
          `the length of a permutation must be a whole number at least 0 and at most 4294967296, not ${n}`,
        ),
      );
    }
    expect(() => createRng(1).permutation('3' as never)).toThrow(TypeError);
  });
});

function shared(values: readonly number[]): Float32Array {
  const array = new Float32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}
