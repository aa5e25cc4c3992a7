import { LoweringError, type LayerLowering, type Plan, type Activation } from '@occam/backend';
import type { FittedScaler, ScalerProduct } from './fittedScaler.js';
import type { ScalerLayer } from './scalerLayer.js';

/**
 * How the fused engine scales: a step that runs `transformRows`, in float64 as `transform` does, on the memory of the kernels; of a
 * product the kernels' own. Nothing flows back: it stands before everything that is trained.
 */
export const lowerScaler: LayerLowering = (layer, plan, [x]) => {
  const { scaler } = layer as ScalerLayer;
  if (x!.gradient) {
    throw new LoweringError(
      `the layer '${layer.name}' scales what trained layers give, and no kernel computes its gradient`,
    );
  }
  const outputs = scaler.outputColumns(x!.width);
  const y = plan.activation(outputs === x!.width ? x!.shape : [outputs], false);
  const product = scaler.product?.();
  if (product) addProduct(plan, x!, y, product);
  else addRows(plan, x!, y, scaler);
  return y;
};

function addRows(plan: Plan, x: Activation, y: Activation, scaler: FittedScaler): void {
  const { memory } = plan.module;
  plan.forward([x.value, y.value], ({ rows }) => {
    const from = new Float32Array(memory.buffer, x.value.address, rows * x.width);
    const to = new Float32Array(memory.buffer, y.value.address, rows * y.width);
    scaler.transformRows(from, to, x.width);
  });
}

/** y = (x − center)·matrix: the difference in float64, rounded once, then a product. */
function addProduct(plan: Plan, x: Activation, y: Activation, product: ScalerProduct): void {
  const { kernels, module } = plan;
  const { center } = product;
  const [inputs, outputs] = [x.width, y.width];
  const matrix = Float32Array.from(product.matrix);
  const weights = plan.buffer(0, matrix.length);
  const centered = plan.buffer(inputs);
  const scratch = plan.scratch((rows) => kernels.gemmScratch(0, 0, rows, outputs, inputs));
  plan.forward([x.value, y.value, weights, centered, scratch], ({ rows }) => {
    const { buffer } = module.memory;
    // Buffers share memory with those of other steps, so the matrix is written each time.
    new Float32Array(buffer, weights.address, matrix.length).set(matrix);
    const from = new Float32Array(buffer, x.value.address, rows * inputs);
    const to = new Float32Array(buffer, centered.address, rows * inputs);
    for (let i = 0; i < from.length;) {
      for (let column = 0; column < inputs; column++, i++) to[i] = from[i]! - center[column]!;
    }
    kernels.gemm(
      0,
      0,
      rows,
      outputs,
      inputs,
      centered.address,
      inputs,
      weights.address,
      outputs,
      y.value.address,
      outputs,
      0,
      0,
      0,
      scratch.address,
    );
  });
}
