import {
  acceleratedVariant,
  kernelModuleFor,
  LoweringError,
  lowerOutputs,
  ParameterStore,
  Plan,
  registerLowerings,
} from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { Heap } from './heap.js';

/** A model's forward pass in inference mode as kernel calls. */
export interface FusedForward {
  /** The shape of one row of the output. */
  readonly shape: readonly number[];
  /**
   * Passes rows forward.
   *
   * @param x features, flat
   * @param rows how many rows they are
   * @returns the model's output, flat
   */
  run(x: Float32Array | Int32Array, rows: number): Float32Array;
  /** Gives the memory back. */
  dispose(): void;
}

/**
 * Lowers a model's forward pass, where the WASM backend is accelerated.
 *
 * @param rowShape the shape of one row of features
 * @returns undefined where the backend is another one, or the model cannot be lowered
 */
export function lowerForward(
  model: tf.LayersModel,
  rowShape: readonly number[],
): FusedForward | undefined {
  const variant = acceleratedVariant();
  if (tf.getBackend() !== 'wasm' || variant === undefined) return undefined;
  registerLowerings();
  const backend = tf.backend();
  const module = kernelModuleFor(backend, variant);
  const heap = new Heap(module.memory);
  const parameters = new ParameterStore(module, backend);
  const plan = new Plan({ module, training: false, parameters });
  let features: Float32Array | Int32Array = new Float32Array(0);
  const input = plan.activation(rowShape, false);
  plan.forward([input.value], () => heap.float32.set(features, input.value.address >>> 2));
  try {
    const { shape, width, value } = lowerOutputs(model, plan, [input], 1)[0]!;
    plan.keep(value);
    return {
      shape,
      run(x, rows) {
        parameters.locate(false);
        features = x;
        plan.reserve(rows);
        plan.runForward(rows);
        return heap.float32.slice(value.address >>> 2, (value.address >>> 2) + rows * width);
      },
      dispose: () => plan.dispose(),
    };
  } catch (error) {
    if (error instanceof LoweringError) return undefined;
    throw error;
  }
}
