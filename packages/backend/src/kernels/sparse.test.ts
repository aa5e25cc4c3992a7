import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkClose, KernelMemory, noises } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';

/** A matrix [k, n] of which a share is 0, and the same in compressed rows. */
function drawSparse(k: number, n: number, sparsity: number, seed: number) {
  const dense = noises(k * n, seed);
  const draws = noises(k * n, seed + 17);
  const [counts, values, skips]: [number[], number[], number[]] = [[], [], []];
  for (let j = 0; j < n; j++) {
    let [before, count] = [0, 0];
    for (let i = 0; i < k; i++) {
      if ((draws[i * n + j]! + 1) / 2 < sparsity) dense[i * n + j] = 0;
      const w = dense[i * n + j]!;
      if (w === 0) continue;
      for (; i - before > 255; before += 255, count++) {
        values.push(0);
        skips.push(255);
      }
      values.push(w);
      skips.push(i - before);
      before = i;
      count++;
    }
    counts.push(count);
  }
  return { dense, counts, values, skips };
}

describe.each(VARIANTS)('sparseProduct, %s', (variant) => {
  const memory = new KernelMemory(variant);
  const { kernels } = memory;

  it('is the dense product of float64, for any shape and share of zeros', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 32, 33, 70),
        fc.integer({ min: 1, max: 13 }),
        fc.constantFrom(1, 2, 5, 31, 64, 700),
        fc.constantFrom(0, 0.5, 0.9, 0.999, 1),
        fc.boolean(),
        fc.integer({ min: 1, max: 1000 }),
        (m, n, k, sparsity, withBias, seed) => {
          memory.clear();
          const { dense, counts, values, skips } = drawSparse(k, n, sparsity, seed);
          const [x, b] = [noises(m * k, seed + 1), noises(n, seed + 2)];
          const want = Array.from({ length: m * n }, (_, at) => {
            const [i, j] = [Math.floor(at / n), at % n];
            let sum = withBias ? b[j]! : 0;
            for (let p = 0; p < k; p++) sum += x[i * k + p]! * dense[p * n + j]!;
            return Math.max(sum, 0);
          });
          const packed = new Uint8Array(4 * Math.ceil(skips.length / 4));
          packed.set(skips);
          const y = memory.room(m * n);
          kernels.sparseProduct(
            m,
            n,
            k,
            memory.place(x),
            memory.placeIntegers(counts),
            memory.place(values),
            memory.placeIntegers(new Int32Array(packed.buffer)),
            y,
            withBias ? memory.place(b) : 0,
            1,
            memory.room(kernels.sparseScratch(m, n, k) / 4),
          );
          checkClose(memory.read(y, m * n), want, 2e-6);
        },
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  it('gives each row of a panel the same bits, whatever rows are beside it', () => {
    memory.clear();
    const [n, k] = [6, 40];
    const { counts, values, skips } = drawSparse(k, n, 0.7, 3);
    const packed = new Uint8Array(4 * Math.ceil(skips.length / 4));
    packed.set(skips);
    const weights = [
      memory.placeIntegers(counts),
      memory.place(values),
      memory.placeIntegers(new Int32Array(packed.buffer)),
    ] as const;
    const x = noises(35 * k, 5);
    const rows = (m: number) => {
      const y = memory.room(m * n);
      const scratch = memory.room(kernels.sparseScratch(m, n, k) / 4);
      kernels.sparseProduct(m, n, k, memory.place(x), ...weights, y, 0, 0, scratch);
      return memory.read(y, m * n);
    };
    const all = rows(35);
    for (const m of [2, 4, 7, 15, 32, 33]) expect(rows(m)).toEqual(all.slice(0, m * n));
  });
});
