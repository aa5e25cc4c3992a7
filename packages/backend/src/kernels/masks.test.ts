import { createRng, fillNormal, fillUniform } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VARIANTS } from '../../test/variants.js';
import { linkKernels } from './kernelModule.js';

describe.each(VARIANTS)('fillRandom, %s', (variant) => {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
  const kernels = linkKernels(memory, variant);
  const AT = 1024;

  function fill(kind: number, n: number, key: readonly number[], step: number, offset: number) {
    kernels.fillRandom(
      kind,
      n,
      AT,
      key[0]!,
      key[1]!,
      step,
      step / 2 ** 32,
      offset / 4,
      0.25,
      4 / 3,
    );
    return new Float32Array(memory.buffer, AT, n).slice();
  }

  const places = fc.record({
    seed: fc.integer(),
    n: fc.integer({ min: 1, max: 100 }),
    step: fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.constantFrom(2 ** 31, 2 ** 32 + 7, 2 ** 52),
    ),
    block: fc.oneof(
      fc.integer({ min: 0, max: 1000 }),
      // Where the low word of the counter overflows between four blocks.
      fc.constantFrom(2 ** 31 - 2, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 40 + 3),
    ),
  });

  it('gives the bits of fillUniform and fillNormal of @occam/core, at any place', () => {
    fc.assert(
      fc.property(places, ({ seed, n, step, block }) => {
        const { key } = createRng(seed);
        const offset = 4 * block;
        const want = new Float32Array(n);
        expect(fill(0, n, key, step, offset)).toEqual(fillUniform(want, { key, step, offset }));
        expect(fill(1, n, key, step, offset)).toEqual(fillNormal(want, { key, step, offset }));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('gives the bits of fillNormal for 100,000 numbers, both tails among them', () => {
    const { key } = createRng('tails');
    const n = 100_000;
    const want = fillNormal(new Float32Array(n), { key, step: 3 });
    expect(fill(1, n, key, 3, 0)).toEqual(want);
    expect(Math.max(...want)).toBeGreaterThan(4);
    expect(Math.min(...want)).toBeLessThan(-4);
  });

  it('makes masks of uniform numbers', () => {
    const { key } = createRng(5);
    const uniform = fillUniform(new Float32Array(1000), { key, step: 1 });
    const scale = Math.fround(4 / 3);
    expect(fill(2, 1000, key, 1, 0)).toEqual(uniform.map((u) => (u >= 0.25 ? scale : 0)));
  });
});
