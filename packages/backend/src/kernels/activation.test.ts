import { describe, expect, it } from 'vitest';
import { KernelMemory } from '../../test/kernelMemory.js';
import { VARIANTS } from '../../test/variants.js';

const FUNCTIONS: Record<string, [kind: number, (x: number) => number]> = {
  linear: [0, (x) => x],
  relu: [1, (x) => Math.max(0, x)],
  relu6: [2, (x) => Math.min(6, Math.max(0, x))],
  sigmoid: [3, (x) => 1 / (1 + Math.exp(-x))],
  tanh: [4, Math.tanh],
  elu: [5, (x) => (x > 0 ? x : Math.expm1(x))],
};

for (const variant of VARIANTS) {
  describe(`activate, ${variant}`, () => {
    const memory = new KernelMemory(variant);
    const run = (kind: number, values: readonly number[]) => {
      memory.clear();
      const address = memory.place(values);
      memory.kernels.activate(kind, address, values.length);
      return memory.read(address, values.length);
    };
    // From subnormal numbers to the largest, both signs; 401 is no multiple of four.
    const values = Array.from({ length: 401 }, (_, i) => {
      const magnitude = 2 ** ((i >> 1) - 150) * (1 + (i % 7) / 7);
      return Math.fround(i % 2 ? -magnitude : magnitude);
    });
    const dense = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 100 + i / 1e5));

    for (const [name, [kind, expected]] of Object.entries(FUNCTIONS)) {
      it(`${name} is right to 4 units in the last place`, () => {
        for (const inputs of [values, dense]) {
          for (const [i, y] of run(kind, inputs).entries()) {
            const exact = expected(inputs[i]!);
            const bound = Math.max(4 * 2 ** -24 * Math.abs(exact), 2 ** -126);
            expect(Math.abs(y - exact), `${name}(${inputs[i]})`).toBeLessThanOrEqual(bound);
          }
        }
      });

      it(`${name} passes NaN on and has the right limits`, () => {
        const [nan, high, low] = run(kind, [NaN, Infinity, -Infinity]);
        expect(nan).toBeNaN();
        expect(high).toBe(expected(Infinity));
        expect(low).toBe(expected(-Infinity));
      });
    }
  });
}
