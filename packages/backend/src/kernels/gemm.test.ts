import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VARIANTS } from '../../test/variants.js';
import { linkKernels } from './kernelModule.js';

const ACTIVATIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => Math.max(0, x),
  (x) => Math.min(6, Math.max(0, x)),
  (x) => 1 / (1 + Math.exp(-x)),
  Math.tanh,
  (x) => (x > 0 ? x : Math.expm1(x)),
];

interface Product {
  transA: boolean;
  transB: boolean;
  m: number;
  n: number;
  k: number;
  bias: boolean;
  accumulate: boolean;
  activation: number;
  /** Floats between the end of a row and the next. */
  gap: number;
  seed: number;
}

/** Numbers from −1 to 1 without a pattern. */
const noise = (i: number) => 2 * ((Math.sin((i % 1e6) * 12.9898) * 43758.5453) % 1);

const dimension = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }));
const product: fc.Arbitrary<Product> = fc.record({
  transA: fc.boolean(),
  transB: fc.boolean(),
  m: dimension,
  n: dimension,
  k: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: dimension }),
  bias: fc.boolean(),
  accumulate: fc.boolean(),
  activation: fc.nat({ max: ACTIVATIONS.length - 1 }),
  gap: fc.constantFrom(0, 0, 1, 5),
  seed: fc.nat(),
});

for (const variant of VARIANTS) {
  describe(`gemm, ${variant}`, () => {
    const memory = new WebAssembly.Memory({ initial: 512, maximum: 65_536 });
    const kernels = linkKernels(memory, variant);
    const floats = new Float32Array(memory.buffer);

    /** Runs the kernel on numbers from −1 to 1 and compares all that it wrote with sums in float64. */
    function check(p: Product, fill = (i: number) => noise(p.seed + i)): void {
      const lda = (p.transA ? p.m : p.k) + p.gap;
      const ldb = (p.transB ? p.k : p.n) + p.gap;
      const ldc = p.n + p.gap;
      // Nothing is aligned to more than a float.
      let end = 1025;
      const take = (count: number) => (end += count + 1) - count - 1;
      const a = take((p.transA ? p.k : p.m) * lda);
      const b = take((p.transB ? p.n : p.k) * ldb);
      const bias = take(p.n);
      const c = take(p.m * ldc);
      const shape = [Number(p.transA), Number(p.transB), p.m, p.n, p.k] as const;
      const scratch = take(kernels.gemmScratch(...shape) / 4);
      for (let i = 1024; i <= end; i++) floats[i] = fill(i);
      const before = floats.slice(0, end + 1);
      kernels.gemm(
        ...shape,
        a * 4,
        lda,
        b * 4,
        ldb,
        c * 4,
        ldc,
        p.bias ? bias * 4 : 0,
        p.activation,
        Number(p.accumulate),
        scratch * 4,
      );
      const expected = before.slice();
      const bounds = new Float32Array(end + 1);
      for (let i = 0; i < p.m; i++) {
        for (let j = 0; j < p.n; j++) {
          const at = c + i * ldc + j;
          let sum = (p.accumulate ? before[at]! : 0) + (p.bias ? before[bias + j]! : 0);
          let magnitude = 3;
          for (let q = 0; q < p.k; q++) {
            const x = before[p.transA ? a + q * lda + i : a + i * lda + q]!;
            const y = before[p.transB ? b + j * ldb + q : b + q * ldb + j]!;
            sum += x * y;
            magnitude += Math.abs(x * y);
          }
          expected[at] = ACTIVATIONS[p.activation]!(sum);
          // The rounding errors of a sum of k products (Higham 2002, equation 3.5).
          bounds[at] = (p.k + 4) * 2 ** -24 * magnitude;
        }
      }
      // Everything around C stays.
      for (let i = 0; i <= end; i++) {
        if (i >= scratch && i < end - 1) continue;
        const right =
          Object.is(floats[i], expected[i]) || Math.abs(floats[i]! - expected[i]!) <= bounds[i]!;
        if (!right) throw new Error(`at ${i - c} of C: ${floats[i]} instead of ${expected[i]}`);
      }
    }

    it('equals a float64 product for any shape, and writes nothing but C', () => {
      fc.assert(
        fc.property(product, (p) => check(p)),
        { numRuns: 120 },
      );
    });

    it('equals it where every dimension spans several blocks', () => {
      for (const [transA, transB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const rest = { bias: true, accumulate: false, activation: 1, gap: 0, seed: 1 };
        check({ transA, transB, m: 175, n: 65, k: 400, ...rest });
        check({ transA, transB, m: 7, n: 2057, k: 5, ...rest });
        check({ transA, transB, m: 61, n: 9, k: 770, ...rest, accumulate: true });
      }
    });

    it('passes NaN and infinity on, through every activation but the bounded ones', () => {
      for (let activation = 0; activation < ACTIVATIONS.length; activation++) {
        for (const m of [1, 3, 8]) {
          // One row of A holds a NaN, the first of B an infinity.
          const rest = { transA: false, transB: false, m, n: 9, k: 5, gap: 0, seed: 2 };
          const p = { ...rest, bias: false, accumulate: false, activation };
          check(p, (i) => (i === 1027 ? NaN : noise(i)));
          check(p, (i) => (i === 1027 ? Infinity : noise(i)));
        }
      }
    });

    it('does nothing for no rows or no columns', () => {
      floats.fill(7, 1024, 1100);
      kernels.gemm(0, 0, 0, 4, 4, 4096, 4, 4096, 4, 4096, 4, 0, 1, 0, 8192);
      kernels.gemm(0, 0, 4, 0, 4, 4096, 4, 4096, 4, 4096, 4, 0, 1, 0, 8192);
      expect(floats.subarray(1024, 1100).every((value) => value === 7)).toBe(true);
    });
  });
}
