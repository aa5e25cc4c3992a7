import type * as tf from '@tensorflow/tfjs';
import type { LayerLowering } from '../plan/lowering.js';
import type { Parameter } from '../plan/parameterStore.js';
import type { Activation, Plan } from '../plan/plan.js';
import { elementwiseActivation, lowerActivation, type ActivationKernel } from './activations.js';

interface DenseLayer extends tf.layers.Layer {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { getClassName(): string } | null;
}

/** Dense: y = f(x·W + b) over the last axis, with bias and activation in the product where its derivative allows. */
export const lowerDense: LayerLowering = (layer, plan, [x]) => {
  const { kernel, bias, activation } = layer as DenseLayer;
  const name = activation?.getClassName() ?? 'linear';
  const weights = plan.parameter(kernel);
  const biases = bias ? plan.parameter(bias) : undefined;
  const known = elementwiseActivation(name);
  if (known?.inGemm) return lowerProduct(plan, x!, weights, biases, known);
  const z = lowerProduct(plan, x!, weights, biases, elementwiseActivation('linear')!);
  return lowerActivation(plan, z, name, layer.name);
};

/**
 * Adds the steps of a product with bias and activation:
 *
 *     y = f(x·W + b)      dz = dy · f′(y)      db = Σ dz      dW = xᵀ·dz      dx = dz·Wᵀ
 *
 * @param weights shape [inputs, units], inputs the last axis of x
 * @param biases shape [units]
 */
function lowerProduct(
  plan: Plan,
  x: Activation,
  weights: Parameter,
  biases: Parameter | undefined,
  { kind }: Pick<ActivationKernel, 'kind'>,
): Activation {
  const { kernels } = plan;
  const [inputs, units] = weights.shape as [number, number];
  const repeat = x.width / inputs;
  const trained = [x.gradient, weights.gradient, biases?.gradient].some(Boolean);
  const y = plan.activation([...x.shape.slice(0, -1), units], trained);
  const w = weights.value;
  const b = biases?.value;

  const scratch = plan.scratch((rows) => kernels.gemmScratch(0, 0, rows * repeat, units, inputs));
  plan.forward([x.value, y.value, scratch], ({ rows }) =>
    kernels.gemm(
      0,
      0,
      rows * repeat,
      units,
      inputs,
      x.value.address,
      inputs,
      w.address,
      units,
      y.value.address,
      units,
      b ? b.address : 0,
      kind,
      0,
      scratch.address,
    ),
  );
  if (trained) differentiateProduct(plan, x, weights, biases, kind, y, repeat);
  return y;
}

function differentiateProduct(
  plan: Plan,
  x: Activation,
  weights: Parameter,
  biases: Parameter | undefined,
  kind: number,
  y: Activation,
  repeat: number,
): void {
  const { kernels } = plan;
  const [inputs, units] = weights.shape as [number, number];
  const dy = y.gradient;
  if (!dy) return;
  const db = biases?.gradient;
  const dw = weights.gradient;
  const dx = x.gradient;
  const w = weights.value;
  const scratch = plan.scratch((rows) =>
    Math.max(
      dw ? kernels.gemmScratch(1, 0, inputs, units, rows * repeat) : 0,
      dx ? kernels.gemmScratch(0, 1, rows * repeat, inputs, units) : 0,
    ),
  );
  plan.backward([x.value, y.value, dy, dx, scratch], (batch) => {
    const rows = batch.rows * repeat;
    const { address } = dy;
    if (db) {
      kernels.activationBackwardBias(kind, rows, units, y.value.address, address, db.address, 0);
    } else if (kind !== 0) {
      kernels.activationBackward(kind, rows * units, y.value.address, address, address, 0);
    }
    if (dw) {
      kernels.gemm(
        1,
        0,
        inputs,
        units,
        rows,
        x.value.address,
        inputs,
        address,
        units,
        dw.address,
        units,
        0,
        0,
        0,
        scratch.address,
      );
    }
    if (dx) {
      kernels.gemm(
        0,
        1,
        rows,
        inputs,
        units,
        address,
        units,
        w.address,
        units,
        dx.address,
        inputs,
        0,
        0,
        0,
        scratch.address,
      );
    }
  });
}
