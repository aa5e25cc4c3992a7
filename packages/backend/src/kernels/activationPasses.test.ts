import { describe, expect, it } from 'vitest';
import { KernelMemory } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';
import { worstError } from '../../test/worstError.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const [SCALE, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** The error function in float64, by a series of positive terms. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 400; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Each kernel's number, function, and what its derivative is computed from. */
const KINDS: readonly [name: string, kind: number, f: (x: number) => number, from: 'x' | 'y'][] = [
  ['linear', 0, (x) => x, 'y'],
  ['relu', 1, (x) => Math.max(x, 0), 'y'],
  ['relu6', 2, (x) => Math.min(Math.max(x, 0), 6), 'y'],
  ['sigmoid', 3, sigmoid, 'y'],
  ['tanh', 4, Math.tanh, 'y'],
  ['elu', 5, (x) => (x > 0 ? x : Math.expm1(x)), 'y'],
  ['leaky relu', 6, (x) => (x < 0 ? 0.25 * x : x), 'y'],
  ['selu', 7, (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)), 'y'],
  ['softplus', 8, softplus, 'y'],
  ['softsign', 9, (x) => x / (1 + Math.abs(x)), 'y'],
  ['hard sigmoid', 16, (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1), 'x'],
  ['swish', 17, (x) => x * sigmoid(x), 'x'],
  ['mish', 18, (x) => x * Math.tanh(softplus(x)), 'x'],
  ['gelu', 19, (x) => (x * (1 + erf(x / Math.SQRT2))) / 2, 'x'],
  [
    'gelu by tanh',
    20,
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    'x',
  ],
];

// 0.001 keeps away from the kinks at 0 and at the bounds, where there are two derivatives.
const points = Array.from({ length: 401 }, (_, i) => Math.fround((i - 200) / 20 + 0.001));

describe.each(VARIANTS)('activations, %s', (variant) => {
  const memory = new KernelMemory(variant);
  const { kernels } = memory;
  const n = points.length;

  it.each(KINDS)('%s is that of float64 up to rounding', (name, kind, f) => {
    const y = memory.room(n);
    kernels.activationForward(kind, n, memory.place(points), y, 0.25);
    const want = points.map(f);
    expect(worstError(memory.read(y, n), want)).toBeLessThan(3e-7);
    // Where nothing cancels, small results are as exact as large ones.
    const cancels = ['hard sigmoid', 'gelu', 'gelu by tanh', 'mish'].includes(name);
    if (!cancels) expect(worstError(memory.read(y, n), want, 1e-6)).toBeLessThan(6e-7);
  });

  it.each(KINDS)(
    'the gradient of %s is that of float64 by central differences',
    (_, kind, f, from) => {
      const dy = points.map((__, i) => Math.fround(0.5 + (i % 7) / 7));
      const h = 1e-5;
      const want = points.map((x, i) => (dy[i]! * (f(x + h) - f(x - h))) / (2 * h));
      const dx = memory.room(n);
      const source = memory.place(from === 'x' ? points : points.map(f));
      kernels.activationBackward(kind, n, source, memory.place(dy), dx, 0.25);
      expect(worstError(memory.read(dx, n), want)).toBeLessThan(2e-6);
    },
  );

  it.each(KINDS)('%s gives NaN for NaN, in every lane and in the rest', (_, kind) => {
    for (let place = 0; place < 6; place++) {
      const x = [0, 1, 2, 3, 4, 5].map((i) => (i === place ? NaN : i));
      const at = memory.place(x);
      kernels.activationForward(kind, 6, at, at, 0.25);
      expect(memory.read(at, 6).map((y) => Number.isNaN(y))).toEqual(
        x.map((value) => Number.isNaN(value)),
      );
    }
  });

  it('sums the gradient over the rows in the same pass', () => {
    for (const [rows, width] of [
      [1, 1],
      [3, 4],
      [5, 7],
      [2, 18],
    ] as const) {
      const y = Array.from({ length: rows * width }, (_, i) => Math.fround(Math.cos(i)));
      const dy = y.map((__, i) => Math.fround(Math.sin(3 * i)));
      for (const [name, kind, , from] of KINDS) {
        if (from === 'x' || name === 'leaky relu') continue;
        const alone = memory.room(y.length);
        kernels.activationBackward(kind, y.length, memory.place(y), memory.place(dy), alone, 0);
        const want = memory.read(alone, y.length);
        const [at, sums] = [
          memory.place(dy),
          memory.place(Array.from({ length: width }, () => 0.5)),
        ];
        kernels.activationBackwardBias(kind, rows, width, memory.place(y), at, sums, 1);
        expect(memory.read(at, y.length)).toEqual(want);
        const total = Array.from({ length: width }, (_, j) => {
          let sum = 0.5;
          for (let i = j; i < want.length; i += width) sum += want[i]!;
          return sum;
        });
        expect(worstError(memory.read(sums, width), total)).toBeLessThan(1e-6);
      }
    }
  });

  it('softmax and its logarithm do not overflow, and their gradients are those of central differences', () => {
    const x = [1000, 999, 998.5, -1000, 0.5, 1, -2, 3, 0.25, 0, 0, 0, 0, 0, 0].map(Math.fround);
    const width = 5;
    const softmax = (z: readonly number[]) => {
      const largest = Math.max(...z);
      const e = z.map((one) => Math.exp(one - largest));
      const sum = e.reduce((a, b) => a + b);
      return e.map((one) => one / sum);
    };
    const rows = [0, 1, 2].map((row) => x.slice(row * width, (row + 1) * width));
    const [y, logY] = [memory.room(15), memory.room(15)];
    kernels.softmaxForward(3, width, memory.place(x), y);
    kernels.logSoftmaxForward(3, width, memory.place(x), logY);
    const want = rows.flatMap(softmax);
    expect(worstError(memory.read(y, 15), want, 1e-6)).toBeLessThan(1e-6);
    const logs = rows.flatMap((z) => {
      const largest = Math.max(...z);
      const sum = z.reduce((total, one) => total + Math.exp(one - largest), 0);
      return z.map((one) => one - largest - Math.log(sum));
    });
    expect(worstError(memory.read(logY, 15), logs)).toBeLessThan(1e-6);

    const dy = x.map((_, i) => Math.fround(Math.cos(i)));
    const [dx, dLog] = [memory.room(15), memory.room(15)];
    kernels.softmaxBackward(3, width, y, memory.place(dy), dx);
    kernels.logSoftmaxBackward(3, width, logY, memory.place(dy), dLog);
    const slopes = (f: (z: readonly number[]) => readonly number[]) =>
      rows.flatMap((z, row) =>
        z.map((_, j) => {
          const shifted = (by: number) =>
            f(z.map((one, k) => (k === j ? one + by : one))).reduce(
              (sum, one, k) => sum + one * dy[row * width + k]!,
              0,
            );
          return (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        }),
      );
    expect(worstError(memory.read(dx, 15), slopes(softmax))).toBeLessThan(1e-6);
    expect(
      worstError(memory.read(dLog, 15).slice(5), slopes((z) => softmax(z).map(Math.log)).slice(5)),
    ).toBeLessThan(1e-6);
  });

  it('softmax gives NaN for NaN', () => {
    const at = memory.place([0, 1, 2, 3, NaN, 0, 1, 2, 3, 4]);
    kernels.softmaxForward(2, 5, at, at);
    expect(memory.read(at, 10).map(Number.isNaN)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
