import {
  elementwiseActivation,
  lowerActivation,
  LoweringError,
  type LayerLowering,
} from '@occam/backend';
import { notTrained } from '../network/packedLayer.js';
import type { SparseDense } from './sparseDense.js';

/** SparseDense: y = f(x·W + b) without the zeros of W, in inference plans. */
export const lowerSparseDense: LayerLowering = (layer, plan, [input]) => {
  const sparse = layer as SparseDense;
  if (plan.training) throw new LoweringError(notTrained(sparse, 'sparsify'));
  sparse.check();
  const x = input!;
  const { kernels } = plan;
  const [counts, values, skips] = sparse.packed.map((variable) => plan.parameter(variable));
  const bias = sparse.bias ? plan.parameter(sparse.bias) : undefined;
  const { inputs } = sparse;
  const units = counts!.size;
  const repeat = x.width / inputs;
  const name = sparse.activation?.getClassName() ?? 'linear';
  const known = elementwiseActivation(name);
  const y = plan.activation([...x.shape.slice(0, -1), units], false);
  const scratch = plan.scratch((rows) => kernels.sparseScratch(rows * repeat, units, inputs));
  plan.forward([x.value, y.value, scratch], ({ rows }) =>
    kernels.sparseProduct(
      rows * repeat,
      units,
      inputs,
      x.value.address,
      counts!.value.address,
      values!.value.address,
      skips!.value.address,
      y.value.address,
      bias ? bias.value.address : 0,
      known?.inGemm ? known.kind : 0,
      scratch.address,
    ),
  );
  return known?.inGemm ? y : lowerActivation(plan, y, name, sparse.name);
};
