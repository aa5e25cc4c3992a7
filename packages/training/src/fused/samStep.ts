import type { KernelModule, ParameterStore } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import { withStatistics } from '../runningStatistics.js';
import { WeightCopies } from './weightCopies.js';

/** The way to the worst point nearby and back. */
export interface SamStep {
  /** Runs something at w + ρ · g / ‖g‖ and puts w back, whatever happens. */
  atWorst(work: () => void): void;
  /** Gives the memory back. */
  dispose(): void;
}

/** Lowers the ascent of sharpness-aware minimization: the norm, the way there and the way back by kernels. */
export function lowerSam(
  module: KernelModule,
  parameters: ParameterStore,
  model: tf.LayersModel,
  rho: number,
): SamStep {
  const { sumOfSquares, combine } = module.exports;
  const copies = new WeightCopies(module, parameters, model);
  return {
    atWorst(work) {
      let squares = 0;
      copies.each((size, _value, _copy, gradient) => (squares += sumOfSquares(size, gradient)));
      const scale = squares > 0 ? rho / Math.sqrt(squares) : 0;
      copies.save();
      copies.each((size, value, _copy, gradient) =>
        combine(size, value, 1, 0, gradient, scale, value),
      );
      try {
        parameters.locate(true); // They are other weights now, for tfjs too.
        withStatistics(model, 0, work);
      } finally {
        parameters.locate(true);
        copies.restore();
      }
    },
    dispose: () => copies.dispose(),
  };
}
