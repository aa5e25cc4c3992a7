import { describe, expect, it } from 'vitest';
import { BOUND, chiSquareDeviation, correlation, popCount } from '../test/statistics.js';
import { fillUniform } from './counterRandom.js';
import { createRng, type Rng } from './rng.js';

// All seeds are fixed, so these tests give the same result on every run. BOUND says how rare a failure by chance is.

function draw(rng: Rng, n: number): Float64Array {
  return Float64Array.from({ length: n }, () => rng.next());
}

function expectUncorrelated(x: Float64Array, y: Float64Array): void {
  expect(Math.abs(correlation(x, y)) * Math.sqrt(x.length)).toBeLessThan(BOUND);
}

/** Asserts that words differ in half of their bits: a sum of 32·words coin flips. */
function expectHalfTheBits(differences: readonly number[]): void {
  const bits = 32 * differences.length;
  const set = differences.reduce((sum, word) => sum + popCount(word), 0);
  expect(Math.abs(set - bits / 2) / Math.sqrt(bits / 4)).toBeLessThan(BOUND);
}

describe('one stream', () => {
  it('is not correlated with itself, at any lag up to 64 and at powers of two', () => {
    const n = 50_000;
    const values = draw(createRng(1), n + 8192);
    const lags = [...Array.from({ length: 64 }, (_, i) => i + 1), 128, 256, 1024, 4096, 8192];
    for (const lag of lags) {
      expectUncorrelated(values.subarray(0, n), values.subarray(lag, lag + n));
    }
  });

  it('fills the square and the cube evenly with successive numbers', () => {
    const rng = createRng(2);
    const square = new Uint32Array(32 * 32);
    const cube = new Uint32Array(8 * 8 * 8);
    for (let i = 0; i < 100_000; i++) {
      square[Math.floor(rng.next() * 32) * 32 + Math.floor(rng.next() * 32)]! += 1;
      cube[(rng.int(8) * 8 + rng.int(8)) * 8 + rng.int(8)]! += 1;
    }
    expect(Math.abs(chiSquareDeviation(square))).toBeLessThan(BOUND);
    expect(Math.abs(chiSquareDeviation(cube))).toBeLessThan(BOUND);
  });

  // Runs of rising numbers that start anew: their lengths are independent, P(length ≥ k) = 1/k! (Knuth, 3.3.2 G).
  it('rises in runs of the right lengths', () => {
    const rng = createRng(3);
    const runs = 60_000;
    const lengths = new Uint32Array(6);
    for (let run = 0; run < runs; run++) {
      let length = 1;
      for (let last = rng.next(), value = rng.next(); value > last; value = rng.next()) {
        length++;
        last = value;
      }
      lengths[Math.min(length, 6) - 1]! += 1;
    }
    const expected = [1 / 2, 1 / 3, 1 / 8, 1 / 30, 1 / 144, 1 / 720];
    expected.forEach((probability, i) => {
      const deviation = Math.sqrt(runs * probability * (1 - probability));
      expect(Math.abs(lengths[i]! - runs * probability) / deviation).toBeLessThan(BOUND);
    });
  });
});

describe('streams of near seeds and labels', () => {
  const root = createRng(0);
  const families: [string, (i: number) => Rng][] = [
    ['seeds 0, 1, 2, …', (i) => createRng(i)],
    ['seeds around 2³²', (i) => createRng(2 ** 32 - 500 + i)],
    ['negative seeds', (i) => createRng(-i)],
    ['seeds of text', (i) => createRng(`run ${i}`)],
    ['labels 0, 1, 2, …', (i) => root.fork(i)],
    ['labels fold/0, fold/1, …', (i) => root.fork(`fold/${i}`)],
    ['nested forks', (i) => root.fork('fold').fork(i).fork('masks')],
    ['one label under near seeds', (i) => createRng(i).fork('masks')],
  ];

  it.each(families)('%s: first numbers are uniform and not correlated', (_, stream) => {
    const first = Float64Array.from({ length: 4001 }, (_, i) => stream(i).next());
    const cells = new Uint32Array(64);
    for (const value of first) cells[Math.floor(value * 64)]! += 1;
    expect(Math.abs(chiSquareDeviation(cells))).toBeLessThan(BOUND);
    for (const lag of [1, 2, 3, 4, 8, 16]) {
      const n = 4001 - lag;
      expectUncorrelated(first.subarray(0, n), first.subarray(lag));
    }
  });

  it.each(families)('%s: neighbours are not correlated along the way', (_, stream) => {
    const streams = Array.from({ length: 40 }, (_, i) => draw(stream(i), 2000));
    for (let i = 1; i < streams.length; i++) {
      expectUncorrelated(streams[i - 1]!, streams[i]!);
      expectUncorrelated(streams[i - 1]!.subarray(1), streams[i]!.subarray(0, 1999));
    }
  });

  it.each(families)('%s: neighbours differ in half of their bits', (_, stream) => {
    const first = Array.from({ length: 2000 }, (_, i) => stream(i).int(2 ** 32));
    expectHalfTheBits(first.slice(1).map((word, i) => word ^ first[i]!));
  });

  it('flipping any one bit of a seed flips half of the bits drawn', () => {
    for (let bit = 0; bit < 53; bit++) {
      const differences = Array.from({ length: 200 }, (_, i) => {
        const seed = BigInt(i) * 12345678901n;
        const flipped = Number(seed ^ (1n << BigInt(bit)));
        return createRng(Number(seed)).int(2 ** 32) ^ createRng(flipped).int(2 ** 32);
      });
      expectHalfTheBits(differences);
    }
  });
});

describe('streams of one seed for different uses', () => {
  const n = 20_000;
  const rng = createRng(9);
  const sequential = draw(rng, n);
  const child = draw(rng.fork('child'), n);
  const filled = (step: number) =>
    Float64Array.from(fillUniform(new Float32Array(n), { key: rng.key, step }));

  it('the parent, its fork and the numbers by address are not correlated', () => {
    expectUncorrelated(sequential, child);
    expectUncorrelated(sequential, filled(0));
    expectUncorrelated(child, filled(0));
  });

  it('steps are not correlated with each other', () => {
    const steps = [0, 1, 2, 3, 2 ** 32, 2 ** 32 + 1].map(filled);
    steps.forEach((a, i) => steps.slice(i + 1).forEach((b) => expectUncorrelated(a, b)));
  });
});
