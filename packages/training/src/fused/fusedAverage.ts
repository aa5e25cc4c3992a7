import type { KernelModule, ParameterStore } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import type { WeightAverage } from '../weightAverage.js';
import { WeightCopies } from './weightCopies.js';

/** Creates an average in the WASM memory: what `createWeightAverage` computes with tfjs' ops, by a kernel call for each weight. */
export function createFusedAverage(
  module: KernelModule,
  parameters: ParameterStore,
  model: tf.LayersModel,
): WeightAverage {
  const { combine } = module.exports;
  const averages = new WeightCopies(module, parameters, model);
  let empty = true;
  return {
    update(share) {
      parameters.locate(false);
      if (empty) averages.save();
      else {
        averages.each((size, value, copy) => combine(size, copy, 1 - share, 0, value, share, copy));
      }
      empty = false;
    },
    put(share = 0) {
      parameters.locate(true);
      if (share === 0) averages.restore();
      else {
        averages.each((size, value, copy) =>
          combine(size, copy, 1 - share, 0, value, share, value),
        );
      }
    },
    dispose: () => averages.dispose(),
  };
}
