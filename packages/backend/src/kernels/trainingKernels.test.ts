import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelMemory } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';
import { worstError } from '../../test/worstError.js';

/** Numbers from −1 to 1 without a pattern, as float32. */
const noise = (n: number, seed = 1) =>
  Array.from({ length: n }, (_, i) =>
    Math.fround(2 * ((Math.sin((i + seed) * 12.9898) * 43758.5453) % 1)),
  );

const sizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 31, 1023, 1024, 1025, 2500);

describe.each(VARIANTS)('kernels of training, %s', (variant) => {
  it('optimizers update any number of weights by the formula', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (n, decays) => {
        const memory = new KernelMemory(variant);
        const { kernels } = memory;
        const [w, g, a, b] = [noise(n, 1), noise(n, 2), noise(n, 3), noise(n, 4).map(Math.abs)];
        const [l2, l1] = decays ? [0.25, 0.125] : [0, 0];
        const [scale, rate] = [0.5, 0.1];
        const step = (direction: (i: number, gradient: number) => number) =>
          w.map((x, i) => x - rate * (direction(i, scale * g[i]!) + l2 * x + l1 * Math.sign(x)));

        const check = (at: number, want: number[]) =>
          expect(worstError(memory.read(at, n), want)).toBeLessThan(5e-7);

        let at = memory.place(w);
        kernels.sgdStep(n, at, memory.place(g), scale, rate, l2, l1);
        check(
          at,
          step((_, gradient) => gradient),
        );
        for (const nesterov of [0, 1]) {
          at = memory.place(w);
          const velocity = memory.place(a);
          kernels.momentumStep(
            n,
            at,
            memory.place(g),
            velocity,
            0.9,
            nesterov,
            scale,
            rate,
            l2,
            l1,
          );
          const next = a.map((v, i) => 0.9 * v + scale * g[i]!);
          check(velocity, next);
          check(
            at,
            step((i, gradient) => (nesterov ? gradient + 0.9 * next[i]! : next[i]!)),
          );
        }
        at = memory.place(w);
        const squares = memory.place(b);
        kernels.rootMeanSquareStep(
          n,
          at,
          memory.place(g),
          squares,
          0.75,
          0.25,
          0.01,
          scale,
          rate,
          l2,
          l1,
        );
        const sum = b.map((s, i) => 0.75 * s + 0.25 * (scale * g[i]!) ** 2);
        check(squares, sum);
        check(
          at,
          step((i, gradient) => gradient / (Math.sqrt(sum[i]!) + 0.01)),
        );
        at = memory.place(w);
        const [mean, second] = [memory.place(a), memory.place(b)];
        kernels.adamStep(
          n,
          at,
          memory.place(g),
          mean,
          second,
          0.75,
          0.25,
          0.5,
          0.5,
          2,
          0.01,
          scale,
          rate,
          l2,
          l1,
        );
        const m = a.map((v, i) => 0.75 * v + 0.25 * scale * g[i]!);
        const s = b.map((v, i) => 0.5 * v + 0.5 * (scale * g[i]!) ** 2);
        check(mean, m);
        check(second, s);
        check(
          at,
          step((i) => (2 * m[i]!) / (Math.sqrt(s[i]!) + 0.01)),
        );
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('penalties, sums and constraints take any number of weights', () => {
    fc.assert(
      fc.property(sizes, (n) => {
        const memory = new KernelMemory(variant);
        const { kernels } = memory;
        const w = noise(n).map((x, i) => (i % 5 === 0 ? 0 : x));
        const g = noise(n, 2);
        const [at, gradient] = [memory.place(w), memory.place(g)];
        const penalty = w.reduce((sum, x) => sum + 0.5 * Math.abs(x) + 0.25 * x * x, 0);
        expect(kernels.l1l2Penalty(n, at, gradient, 0.5, 0.25) / (penalty || 1)).toBeCloseTo(
          penalty ? 1 : 0,
          5,
        );
        // The derivative of |w| at 0 is 0.
        expect(
          worstError(
            memory.read(gradient, n),
            w.map((x, i) => g[i]! + 0.5 * Math.sign(x) + 0.5 * x),
          ),
        ).toBeLessThan(3e-7);
        expect(kernels.l1l2Penalty(n, at, 0, 0.5, 0.25) / (penalty || 1)).toBeCloseTo(
          penalty ? 1 : 0,
          5,
        );
        const squares = w.reduce((sum, x) => sum + x * x, 0);
        expect(kernels.sumOfSquares(n, at)).toBeCloseTo(squares, 3);
        const clipped = memory.place(w);
        kernels.clipArray(n, clipped, 0.5);
        expect(memory.read(clipped, n)).toEqual(w.map((x) => Math.min(Math.max(x, -0.5), 0.5)));
        const odd = memory.place([NaN, -Infinity, 1, 0, NaN]);
        kernels.clipArray(5, odd, 0.5);
        expect(memory.read(odd, 5)).toEqual([NaN, -0.5, 0.5, 0, NaN]);
        const into = memory.place(g);
        const share = (x: number) => (x / 0.5) ** 2 / (1 + (x / 0.5) ** 2);
        const counted = w.reduce((sum, x) => sum + 0.3 * share(x), 0);
        expect(kernels.weightEliminationPenalty(n, at, into, 0.3, 0.5)).toBeCloseTo(counted, 3);
        expect(kernels.weightEliminationPenalty(n, at, 0, 0.3, 0.5)).toBeCloseTo(counted, 3);
        expect(
          worstError(
            memory.read(into, n),
            w.map((x, i) => g[i]! + (0.3 * 2 * x * 0.25) / (0.25 + x * x) ** 2),
          ),
        ).toBeLessThan(1e-6);
        kernels.nonNegativeConstraint(n, at);
        expect(memory.read(at, n)).toEqual(w.map((x) => Math.max(x, 0)));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it.each([1, 3, 4, 9])('columns of %i: squares are summed, and scaled columns added', (width) => {
    const memory = new KernelMemory(variant);
    const { kernels } = memory;
    const rows = 5;
    const x = noise(rows * width);
    const g = noise(rows * width, 2);
    const factors = noise(width, 3);
    const [at, to, scales] = [memory.place(x), memory.place(g), memory.place(factors)];
    const out = memory.place(noise(width, 4));
    kernels.sumOfSquaredColumns(rows, width, at, out);
    const squares = factors.map((_, j) =>
      x.reduce((sum, v, i) => sum + (i % width === j ? v * v : 0), 0),
    );
    expect(worstError(memory.read(out, width), squares)).toBeLessThan(1e-6);
    kernels.addScaledColumns(rows, width, at, scales, to);
    const want = g.map((v, i) => v + x[i]! * factors[i % width]!);
    expect(worstError(memory.read(to, rows * width), want)).toBeLessThan(3e-7);
  });

  it.each([
    ['max-norm', 0, 0.5, 1],
    ['unit-norm', 1, 1, 1],
    ['min-max-norm', 0.4, 0.6, 0.5],
  ])('%s scales the vectors along an axis', (_, low, high, rate) => {
    const memory = new KernelMemory(variant);
    const { kernels } = memory;
    const [outer, length, inner] = [2, 3, 5];
    const w = noise(outer * length * inner);
    const at = memory.place(w);
    kernels.normConstraint(outer, length, inner, at, low, high, rate);
    const place = (i: number, k: number, j: number) => (i * length + k) * inner + j;
    const want = w.slice();
    for (let i = 0; i < outer; i++) {
      for (let j = 0; j < inner; j++) {
        const vector = [0, 1, 2].map((k) => w[place(i, k, j)]!);
        const norm = Math.hypot(...vector);
        const desired = rate * Math.min(Math.max(norm, low), high) + (1 - rate) * norm;
        vector.forEach((x, k) => (want[place(i, k, j)] = (x * desired) / (1e-7 + norm)));
      }
    }
    expect(worstError(memory.read(at, w.length), want)).toBeLessThan(2e-7);
  });

  it('gathers rows, one-hot labels and columns', () => {
    const memory = new KernelMemory(variant);
    const { kernels } = memory;
    const source = memory.place([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The bits of small whole numbers as a float: kernels read them as indices.
    const bits = (values: number[]) =>
      memory.place(new Float32Array(Uint32Array.from(values).buffer));
    const out = memory.room(6);
    kernels.gatherRows(2, 3, source, bits([2, 0]), out);
    expect(memory.read(out, 6)).toEqual([7, 8, 9, 1, 2, 3]);
    const oneHot = memory.room(6);
    kernels.gatherOneHot(2, 3, bits([0, 2, 1]), bits([1, 2]), oneHot);
    expect(memory.read(oneHot, 6)).toEqual([0, 0, 1, 0, 1, 0]);
    const columns = memory.place([0, 0, 0, 0, 0, 0]);
    kernels.copyColumns(2, 2, source, 3, 1, columns, 3, 0);
    expect(memory.read(columns, 6)).toEqual([2, 3, 0, 5, 6, 0]);
  });

  it('multiplies and combines arrays of any length', () => {
    fc.assert(
      fc.property(sizes, (n) => {
        const memory = new KernelMemory(variant);
        const { kernels } = memory;
        const [a, b] = [noise(n, 1), noise(n, 2)];
        const out = memory.room(n);
        kernels.addArrays(n, memory.place(a), memory.place(b), out);
        expect(memory.read(out, n)).toEqual(a.map((x, i) => Math.fround(x + b[i]!)));
        kernels.multiplyArrays(n, memory.place(a), memory.place(b), out);
        expect(memory.read(out, n)).toEqual(a.map((x, i) => Math.fround(x * b[i]!)));
        kernels.combine(n, memory.place(a), 0.5, 2, memory.place(b), 4, out);
        expect(
          worstError(
            memory.read(out, n),
            a.map((x, i) => 0.5 * x + 2 + 4 * b[i]!),
          ),
        ).toBeLessThan(2e-7);
        kernels.combine(n, memory.place(a), 0.5, 2, 0, 4, out);
        expect(
          worstError(
            memory.read(out, n),
            a.map((x) => 0.5 * x + 2),
          ),
        ).toBeLessThan(2e-7);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
