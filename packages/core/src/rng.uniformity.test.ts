import { describe, expect, it } from 'vitest';
import { BOUND, chiSquareDeviation } from '../test/statistics.js';
import { createRng } from './rng.js';

// All seeds are fixed, so these tests give the same result on every run. BOUND says how rare a failure by chance is.

function expectEven(counts: ArrayLike<number>): void {
  expect(Math.abs(chiSquareDeviation(counts))).toBeLessThan(BOUND);
}

describe('next', () => {
  it.each([0, 1, -1, 'a', 2 ** 52])('is uniform on [0, 1) for seed %j', (seed) => {
    const rng = createRng(seed);
    const n = 200_000;
    const cells = new Uint32Array(256);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = rng.next();
      cells[Math.floor(value * 256)]! += 1;
      sum += value;
      squares += value * value;
    }
    expectEven(cells);
    // The mean of n has standard deviation 1/√(12 n), that of the squares √(4/45)/√n.
    expect(Math.abs(sum / n - 1 / 2) * Math.sqrt(12 * n)).toBeLessThan(BOUND);
    expect((Math.abs(squares / n - 1 / 3) * Math.sqrt(n)) / Math.sqrt(4 / 45)).toBeLessThan(BOUND);
  });

  it('is uniform in its lowest bits too', () => {
    const rng = createRng(7);
    const cells = new Uint32Array(64);
    for (let i = 0; i < 50_000; i++) cells[(rng.next() * 2 ** 53) % 64]! += 1;
    expectEven(cells);
  });

  it('sets every bit of a word half of the time, whatever the other bits', () => {
    const rng = createRng(8);
    const n = 20_000;
    const ones = new Uint32Array(32);
    const equal = new Uint32Array(32 * 32);
    for (let i = 0; i < n; i++) {
      const word = rng.int(2 ** 32);
      for (let a = 0; a < 32; a++) {
        ones[a]! += (word >>> a) & 1;
        for (let b = 0; b < a; b++) equal[32 * a + b]! += ((word >>> a) ^ ~(word >>> b)) & 1;
      }
    }
    const deviations = [...ones, ...equal.filter((count) => count > 0)].map(
      (count) => (count - n / 2) / Math.sqrt(n / 4),
    );
    expect(deviations).toHaveLength(32 + 496);
    expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(BOUND);
  });
});

describe('int', () => {
  it.each([2, 3, 7, 10, 100, 1000])('is uniform on 0 … %i − 1', (n) => {
    const rng = createRng(n);
    const cells = new Uint32Array(n);
    for (let i = 0; i < 200 * Math.max(n, 100); i++) cells[rng.int(n)]! += 1;
    expectEven(cells);
  });

  // Without rejection, of every 3 values one would come twice as often: the test would fail by far.
  it('favours no residue where 2³² words fall on 3·2³⁰ values', () => {
    const rng = createRng(1);
    const cells = new Uint32Array(3);
    for (let i = 0; i < 30_000; i++) cells[rng.int(3 * 2 ** 30) % 3]! += 1;
    expectEven(cells);
  });

  it.each([2 ** 31 + 1, 2 ** 32 - 1])('is unbiased for n = %i', (n) => {
    const rng = createRng(2);
    const high = new Uint32Array(64);
    const low = new Uint32Array(64);
    let largest = 0;
    for (let i = 0; i < 50_000; i++) {
      const value = rng.int(n);
      largest = Math.max(largest, value);
      high[Math.floor((value / n) * 64)]! += 1;
      low[value % 64]! += 1;
    }
    expectEven(high);
    expectEven(low);
    expect(largest).toBeLessThan(n);
    expect(largest).toBeGreaterThan(n * (1 - 1e-3));
  });
});

describe('permutation', () => {
  it('gives each of the 24 orders of 4 equally often', () => {
    const rng = createRng(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 48_000; i++) {
      const order = rng.permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expectEven([...counts.values()]);
  });

  it('puts each of 20 elements at each place equally often', () => {
    const rng = createRng(5);
    const cells = new Uint32Array(400);
    for (let i = 0; i < 20_000; i++) {
      rng.permutation(20).forEach((element, place) => (cells[20 * place + element]! += 1));
    }
    // Each row and each column of the table sums to the same number: 19·19 instead of 399 degrees of freedom.
    const rows = Array.from({ length: 20 }, (_, place) => cells.slice(20 * place, 20 * place + 20));
    for (const row of rows) expectEven(row);
  });
});
