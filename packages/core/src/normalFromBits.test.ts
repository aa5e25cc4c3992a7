import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/normalQuantiles.json' with { type: 'json' };
import { BOUND, correlation, normalCdf } from '../test/statistics.js';
import { fillNormal } from './counterRandom.js';
import { normalFromBits } from './normalFromBits.js';
import { createRng } from './rng.js';

const register = new Float32Array(1);

/** Rounds to float32 by storing, as a kernel's registers do. */
function store(value: number): number {
  register[0] = value;
  return register[0]!;
}

const add = (a: number, b: number) => store(store(a) + store(b));
const subtract = (a: number, b: number) => store(store(a) - store(b));
const multiply = (a: number, b: number) => store(store(a) * store(b));
const divide = (a: number, b: number) => store(store(a) / store(b));

function horner(x: number, descending: readonly number[]): number {
  return descending.slice(1).reduce((y, c) => add(multiply(y, x), c), store(descending[0]!));
}

/** Cephes' logf, on float32 registers alone; the exponent is found by halving. */
function logarithm(x: number): number {
  let exponent = 0;
  let m = store(x);
  for (; m < 0.5; m = multiply(m, 2)) exponent--;
  if (m < store(0.70710678)) {
    exponent--;
    m = multiply(m, 2);
  }
  m = subtract(m, 1);
  const square = multiply(m, m);
  const series = horner(
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
      -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  let y = multiply(multiply(series, m), square);
  y = add(y, multiply(exponent, -2.121944400546906e-4));
  y = subtract(y, multiply(0.5, square));
  return add(add(m, y), multiply(exponent, 0.693359375));
}

/** PPND7 as published, on float32 registers alone. */
function onRegisters(bits: number): number {
  const p = multiply(((bits & 0x7fffffff) * 2 + 1) >>> 0, 2 ** -33);
  const q = subtract(0.5, p);
  let z: number;
  if (q <= store(0.425)) {
    const r = subtract(0.180625, multiply(q, q));
    const above = horner(r, [59.10937472, 159.29113202, 50.434271938, 3.3871327179]);
    z = divide(multiply(q, above), horner(r, [67.1875636, 78.757757664, 17.895169469, 1]));
  } else {
    const s = subtract(store(Math.sqrt(store(-logarithm(p)))), 1.6);
    const above = horner(s, [0.17023821103, 1.3067284816, 2.75681539, 1.4234372777]);
    z = divide(above, horner(s, [0.12021132975, 0.7370016425, 1]));
  }
  return bits >>> 31 ? -z : z;
}

describe('normalFromBits', () => {
  it('is within 3e-7·(1 + |z|) of the quantile', () => {
    expect(fixture.cases).toHaveLength(287);
    for (const [bits, z] of fixture.cases as [number, number][]) {
      const bound = 3e-7 * (1 + z);
      expect(Math.abs(normalFromBits(bits) - z), `bits ${bits}`).toBeLessThan(bound);
      expect(Math.abs(normalFromBits(bits + 2 ** 31) + z), `bits ${bits}`).toBeLessThan(bound);
    }
  });

  it('rounds to float32 after every operation', () => {
    const rng = createRng(1);
    const edges = [0, 1, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
    // Found by leaving out one rounding of the logarithm or of the tail at a time: each shows in one of these.
    const rare = [
      2014, 82599261, 88242605, 98772383, 110838120, 169786092, 189040178, 190533643, 220387931,
      305742362,
    ];
    const seam = Array.from({ length: 2000 }, (_, i) => Math.round(0.075 * 2 ** 32) - 1000 + i);
    const random = Array.from({ length: 30_000 }, () => rng.int(2 ** 32));
    const small = Array.from({ length: 5000 }, () => rng.int(2 ** (1 + rng.int(30))));
    for (const bits of [...edges, ...rare, ...seam, ...random, ...small]) {
      expect(normalFromBits(bits), `bits ${bits}`).toBe(onRegisters(bits));
    }
  });

  it('does not rise where the tail probability does, but for the rounding where two formulas meet', () => {
    const seam = Math.round(0.075 * 2 ** 32);
    const positions = [
      ...Array.from({ length: 20_000 }, (_, i) => i),
      ...Array.from({ length: 20_000 }, (_, i) => seam - 10_000 + i),
      ...Array.from({ length: 20_000 }, (_, i) => Math.floor(((i + 0.5) / 20_000) * 2 ** 31)),
    ].sort((a, b) => a - b);
    let last = Infinity;
    for (const bits of positions) {
      const z = normalFromBits(bits);
      expect(z - last, `bits ${bits}`).toBeLessThan(5e-7);
      last = z;
    }
  });
});

describe('normal numbers', () => {
  const n = 400_000;
  const values = fillNormal(new Float32Array(n), { key: createRng(1).key });

  it('have the moments of the normal distribution', () => {
    const moment = (k: number) => values.reduce((sum, z) => sum + z ** k, 0) / n;
    // The mean of n values zᵏ has variance (E z²ᵏ − (E zᵏ)²) / n, with E z²ʲ = (2j − 1)!!.
    const expected = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
      [6, 15, 10_395 - 225],
    ] as const;
    for (const [k, mean, variance] of expected) {
      expect(Math.abs(moment(k) - mean) / Math.sqrt(variance / n), `E z^${k}`).toBeLessThan(BOUND);
    }
  });

  // Kolmogorov: P(D·√n > 2.2) = 2·exp(−2·2.2²) ≈ 1/8000.
  it('follow the distribution function (Kolmogorov and Smirnov)', () => {
    const sorted = values.slice(0, 50_000).sort();
    let distance = 0;
    sorted.forEach((z, i) => {
      const p = normalCdf(z);
      distance = Math.max(distance, (i + 1) / sorted.length - p, p - i / sorted.length);
    });
    expect(distance * Math.sqrt(sorted.length)).toBeLessThan(2.2);
    expect(distance * Math.sqrt(sorted.length)).toBeGreaterThan(0.25);
  });

  it('come from the tails as often as they should', () => {
    for (const limit of [2, 3, 4]) {
      const expected = n * (1 - normalCdf(limit));
      for (const sign of [1, -1]) {
        const count = values.filter((z) => sign * z > limit).length;
        expect(Math.abs(count - expected) / Math.sqrt(expected), `${sign * limit}`).toBeLessThan(
          BOUND,
        );
      }
    }
  });

  it('are not correlated with each other, nor are their squares', () => {
    const m = n - 8;
    const squares = values.map((z) => z * z);
    for (let lag = 1; lag <= 8; lag++) {
      for (const series of [values, squares]) {
        const r = correlation(series.subarray(0, m), series.subarray(lag, lag + m));
        expect(Math.abs(r) * Math.sqrt(m)).toBeLessThan(BOUND);
      }
    }
  });

  it('are drawn one by one from the words of the stream', () => {
    const rng = createRng('normal');
    const words = createRng('normal');
    for (let i = 0; i < 100; i++) expect(rng.normal()).toBe(normalFromBits(words.int(2 ** 32)));
  });
});
