import type { Activation, Plan } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import { ACTIVATION_CURVES } from './activationCurves.js';
import type { Chain } from './chain.js';
import { ChainPlan } from './chainPlan.js';
import { onlyReshapes } from './chainSteps.js';

interface DenseLayer extends tf.layers.Layer {
  readonly kernel?: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { getClassName(): string } | null;
}

/**
 * Lowers weight · mean over the rows of ‖∂h/∂x‖² where h = f(x·W + b) is one Dense layer with an element-wise activation, as in the
 * paper on contractive autoencoders; no gradient is pulled back then:
 *
 *     ‖∂h/∂x‖² = Σ_j f′(z_j)²·q_j      q_j = Σ_d W_dj²
 *     z̄_j = 2·f′(z_j)·f″(z_j)·q_j      dW += 2·W·diag(Σ_rows f′²) + xᵀ·z̄      db += Σ_rows z̄
 *
 * @returns what a lowering of a term returns; undefined if the chain is another one
 */
export function lowerOneLayer(
  chain: Chain,
  x: Activation,
  weight: number,
  plan: Plan,
): (() => number) | undefined {
  const [link, ...others] = chain.filter(({ layer }) => !onlyReshapes(layer));
  const { kernel, bias, activation } = (link?.layer ?? {}) as DenseLayer;
  const name = activation?.getClassName() ?? '';
  if (!kernel || others.length > 0 || kernel.shape[0] !== x.width) return undefined;
  if (!Object.hasOwn(ACTIVATION_CURVES, name)) return undefined;
  const { value, slope, curvature } = ACTIVATION_CURVES[name]!;
  const { kernels } = plan;
  const memory = new ChainPlan(plan, {});
  const weights = plan.parameter(kernel);
  const biases = bias ? plan.parameter(bias) : undefined;
  const [inputs, units] = weights.shape as [number, number];
  const z = memory.perRow(units);
  const columns = memory.scratch(() => 4 * units);
  const scratch = memory.scratch((rows) =>
    Math.max(
      kernels.gemmScratch(0, 0, rows, units, inputs),
      kernels.gemmScratch(1, 0, inputs, units, rows),
    ),
  );

  return memory.afterBackward([x.value], (rows) => {
    const [w, dw] = [weights.value.address, weights.gradient?.address];
    const at = x.value.address;
    const b = biases ? biases.value.address : 0;
    const s = scratch.address;
    kernels.gemm(0, 0, rows, units, inputs, at, inputs, w, units, z.address, units, b, 0, 0, s);
    kernels.sumOfSquaredColumns(inputs, units, w, columns.address);
    const q = memory.numbers(columns, units);
    const adjoint = memory.numbers(z, rows * units);
    const squares = new Float64Array(units);
    const factor = weight / rows;
    for (let start = 0; start < adjoint.length; start += units) {
      for (let j = 0; j < units; j++) {
        const input = adjoint[start + j]!;
        const output = value(input);
        const first = slope(input, output);
        squares[j]! += first * first;
        const second = curvature?.(input, output) ?? 0;
        adjoint[start + j] = 2 * factor * first * second * q[j]!;
      }
    }
    let sum = 0;
    for (let j = 0; j < units; j++) {
      sum += squares[j]! * q[j]!;
      q[j] = 2 * factor * squares[j]!;
    }
    if (dw !== undefined) {
      kernels.addScaledColumns(inputs, units, w, columns.address, dw);
      if (curvature) {
        const back = z.address;
        kernels.gemm(1, 0, inputs, units, rows, at, inputs, back, units, dw, units, 0, 0, 1, s);
      }
    }
    if (biases?.gradient) kernels.sumOfRows(rows, units, z.address, biases.gradient.address, 1);
    return factor * sum;
  });
}
