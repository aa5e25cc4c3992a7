import * as tf from '@tensorflow/tfjs';
import { fromRegistry } from '../network/fromRegistry.js';

/** A model as plain JSON. */
export interface ModelState {
  /** The model's class. */
  readonly className: string;
  /** What the class is made from. */
  readonly config: tf.serialization.ConfigDict;
  /** Each weight: its shape, and its float32 numbers in base64. */
  readonly weights: readonly { readonly shape: readonly number[]; readonly data: string }[];
}

/** Writes a model as JSON. */
export function saveState(model: tf.LayersModel): ModelState {
  return {
    className: model.getClassName(),
    config: structuredClone(model.getConfig()) as tf.serialization.ConfigDict,
    weights: model.getWeights().map((weight) => ({
      shape: weight.shape,
      data: toBase64(weight.dataSync() as Float32Array),
    })),
  };
}

/**
 * Reads a model from JSON.
 *
 * @throws RangeError or TypeError if it is not what {@link saveState} wrote
 */
export function loadState({ className, config, weights }: ModelState): tf.LayersModel {
  const model = fromRegistry<tf.LayersModel>({ className, config: structuredClone(config) }, true);
  tf.tidy(() =>
    model.setWeights(
      weights.map(({ shape, data }) => tf.tensor(fromBase64(data), shape as number[])),
    ),
  );
  return model;
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);
}
