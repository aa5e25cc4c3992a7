import type { Parameter } from '@occam/backend';
import type { ChainPlan, Level, LoweredStep } from './chainPlan.js';

/**
 * A product of a lowered chain over the last axis, z = x·W + b: G_x = G_z·Wᵀ, so that Ḡ_z = Ḡ_x·W and dW += Ḡ_xᵀ·G_z.
 *
 * Where it comes first, Σ G_x² and its gradient are had either from G_x, or, with many gradients of few units, without it from
 *
 *     Σ G_x² = Σ (G_z·WᵀW)·G_z      Ḡ_z = 2·G_z·WᵀW      dW += 2·W·(G_zᵀ·G_z)
 */
export function lowerDense(
  chain: ChainPlan,
  x: Level,
  weights: Parameter,
  biases: Parameter | undefined,
): LoweredStep {
  const { kernels } = chain.plan;
  const { count } = chain;
  const [inputs, units] = weights.shape as [number, number];
  const each = x.width / inputs;
  const z = chain.level(each * units, units);
  const { value: w, gradient: dw } = weights;

  const scratch = chain.scratch((rows) => {
    const shapes = [rows * each, rows * each * count].flatMap((m) => [
      kernels.gemmScratch(0, 0, m, units, inputs),
      kernels.gemmScratch(0, 1, m, inputs, units),
      kernels.gemmScratch(1, 0, inputs, units, m),
      kernels.gemmScratch(0, 0, m, units, units),
      kernels.gemmScratch(1, 0, units, units, m),
    ]);
    const ofSquares = kernels.gemmScratch(1, 0, units, units, inputs);
    return Math.max(...shapes, ofSquares, kernels.gemmScratch(0, 0, inputs, units, units));
  });
  const multiply = (
    [transposeA, transposeB]: readonly [0 | 1, 0 | 1],
    [m, n, k]: readonly [number, number, number],
    [a, b, c]: readonly [number, number, number],
    { bias = 0, add = 0 }: { bias?: number; add?: 0 | 1 } = {},
  ): void => {
    const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
    const { address } = scratch;
    kernels.gemm(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, n, bias, 0, add, address);
  };

  const most = mostPulled(inputs, units);
  const squares = chain.scratch(() => 4 * units * units);

  const step = {
    forward(rows: number) {
      const bias = biases ? biases.value.address : 0;
      const addresses = [x.value.address, w.address, z.value.address] as const;
      multiply([0, 0], [rows * each, units, inputs], addresses, { bias });
    },
    pull(rows: number) {
      const addresses = [z.pulled.address, w.address, x.pulled.address] as const;
      multiply([0, 1], [rows * each * count, inputs, units], addresses);
    },
    unpull(rows: number) {
      const m = rows * each * count;
      const back = x.pulledAdjoint.address;
      multiply([0, 0], [m, units, inputs], [back, w.address, z.pulledAdjoint.address]);
      if (!dw) return;
      multiply([1, 0], [inputs, units, m], [back, z.pulled.address, dw.address], { add: 1 });
    },
    backward(rows: number) {
      const m = rows * each;
      const back = z.adjoint.address;
      if (x.adjoint) {
        const addresses = [back, w.address, x.adjoint.address] as const;
        multiply([0, 1], [m, inputs, units], addresses, { add: 1 });
      }
      if (dw) {
        const addresses = [x.value.address, back, dw.address] as const;
        multiply([1, 0], [inputs, units, m], addresses, { add: 1 });
      }
      if (biases?.gradient) kernels.sumOfRows(m, units, back, biases.gradient.address, 1);
    },
    squares(rows: number, factor: number): number {
      const m = rows * each * count;
      const back = z.pulledAdjoint.address;
      if (m <= most) {
        step.pull(rows);
        const value = factor * kernels.sumOfSquares(m * inputs, x.pulled.address);
        const [from, to] = [x.pulled.address, x.pulledAdjoint.address];
        kernels.combine(m * inputs, from, 2 * factor, 0, 0, 0, to);
        step.unpull(rows);
        return value;
      }
      const gram = squares.address;
      multiply([1, 0], [units, units, inputs], [w.address, w.address, gram]);
      multiply([0, 0], [m, units, units], [z.pulled.address, gram, back]);
      const [pulled, product] = [z.pulled, z.pulledAdjoint].map((one) =>
        chain.numbers(one, m * units),
      ) as [Float32Array, Float32Array];
      let sum = 0;
      for (let i = 0; i < pulled.length; i++) {
        sum += pulled[i]! * product[i]!;
        product[i]! *= 2 * factor;
      }
      if (dw) {
        const [g, to] = [z.pulled.address, dw.address];
        multiply([1, 0], [units, units, m], [g, g, gram]);
        kernels.combine(units * units, gram, 2 * factor, 0, 0, 0, gram);
        multiply([0, 0], [inputs, units, units], [w.address, gram, to], { add: 1 });
      }
      return factor * sum;
    },
  };
  return { to: z, step };
}

/** Up to how many gradients of Σ G_x² it is cheaper with G_x: 3·m·inputs ≤ 2·units·(inputs + m) multiplications, units times. */
export function mostPulled(inputs: number, units: number): number {
  const saved = 3 * inputs - 2 * units;
  return saved > 0 ? Math.floor((2 * units * inputs) / saved) : Infinity;
}
