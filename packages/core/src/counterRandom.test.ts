import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUND, chiSquareDeviation } from '../test/statistics.js';
import { fillNormal, fillUniform, type CounterOptions } from './counterRandom.js';
import { normalFromBits } from './normalFromBits.js';
import { philox4x32, type RngKey } from './philox.js';
import { createRng } from './rng.js';

const { key } = createRng('counter');

/** The word of element `index` of a step, by the addressing that kernels use. */
function word(index: number, step: number, [k0, k1]: RngKey): number {
  const out = new Uint32Array(4);
  const block = Math.floor(index / 4);
  const high = (Math.floor(step / 2 ** 32) + 2 ** 31) >>> 0;
  philox4x32(out, block >>> 0, Math.floor(block / 2 ** 32), step % 2 ** 32, high, k0, k1);
  return out[index % 4]!;
}

describe.each([
  ['fillUniform', fillUniform, (bits: number) => Math.floor(bits / 256) / 2 ** 24],
  ['fillNormal', fillNormal, normalFromBits],
])('%s', (_, fill, toNumber) => {
  it('computes each element from the key, the step and its index alone', () => {
    const step = fc.oneof(fc.nat(10), fc.maxSafeNat(), fc.constantFrom(2 ** 32, 2 ** 53 - 1));
    const offset = fc
      .oneof(fc.nat(100), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 40))
      .map((block) => 4 * block);
    fc.assert(
      fc.property(step, offset, fc.nat(23), (step, offset, length) => {
        const out = fill(new Float32Array(length), { key, step, offset });
        const expected = Array.from({ length }, (_, i) => toNumber(word(offset + i, step, key)));
        expect([...out]).toEqual(expected);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('fills parts as it fills the whole', () => {
    const whole = fill(new Float32Array(1003), { key, step: 7 });
    const parts = new Float32Array(1003);
    for (const [start, end] of [
      [400, 1003],
      [0, 4],
      [4, 400],
    ] as const) {
      fill(parts.subarray(start, end), { key, step: 7, offset: start });
    }
    expect(parts).toEqual(whole);
  });

  it('returns the array it was given, and takes step and offset as 0', () => {
    const out = new Float32Array(5);
    expect(fill(out, { key })).toBe(out);
    expect(out).toEqual(fill(new Float32Array(5), { key, step: 0, offset: 0 }));
    expect(fill(new Float32Array(0), { key })).toHaveLength(0);
  });

  it('does not repeat a step that differs in its high word alone', () => {
    const near = fill(new Float32Array(8), { key, step: 5 });
    const far = fill(new Float32Array(8), { key, step: 5 + 2 ** 32 });
    expect([...near].filter((value) => far.includes(value))).toEqual([]);
  });

  it.each([
    [{ step: -1 }, new RangeError('step must be a whole number at least 0, not -1')],
    [{ step: 0.5 }, new RangeError('step must be a whole number at least 0, not 0.5')],
    [{ step: 2 ** 53 }, /step must be a whole number/],
    [{ step: '1' }, new TypeError("step must be a whole number at least 0, not '1'")],
    [{ offset: 6 }, new RangeError('offset must be a multiple of 4, not 6')],
    [{ offset: -4 }, new RangeError('offset must be a whole number at least 0, not -4')],
    [{ steps: 1 }, /has no option 'steps' \(did you mean 'step'\?\)/],
  ])('refuses %j', (options, error) => {
    const out = new Float32Array(4);
    expect(() => fill(out, { key, ...options } as CounterOptions)).toThrow(error);
    expect([...out]).toEqual([0, 0, 0, 0]);
  });
});

describe('fillUniform', () => {
  const n = 262_144;
  const values = fillUniform(new Float32Array(n), { key, step: 3 });

  it('is uniform on [0, 1) and never 1', () => {
    const cells = new Uint32Array(1024);
    for (const value of values) cells[Math.floor(value * 1024)]! += 1;
    expect(Math.abs(chiSquareDeviation(cells))).toBeLessThan(BOUND);
    expect(Math.max(...values.subarray(0, 65_536))).toBeLessThan(1);
  });

  it('is uniform in each lane of a block, down to its last bits', () => {
    for (let lane = 0; lane < 4; lane++) {
      const cells = new Uint32Array(64);
      for (let i = lane; i < n; i += 4) cells[(values[i]! * 2 ** 24) % 64]! += 1;
      expect(Math.abs(chiSquareDeviation(cells))).toBeLessThan(BOUND);
    }
  });
});
