import * as tf from '@tensorflow/tfjs';

/**
 * Runs something on tfjs' cpu backend in float64: its kernels take their memory from `Float32Array` by name, which is
 * `Float64Array` meanwhile. So central differences of any layer can be as fine as those of a formula.
 *
 * The work must not wait for anything, and tensors of before must not be used in it.
 */
export function inFloat64<T>(work: () => T): T {
  const former = globalThis.Float32Array;
  const { platform } = tf.env();
  const { isTypedArray } = platform;
  globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;
  platform.isTypedArray = (value): value is Float32Array =>
    value instanceof Float64Array || isTypedArray.call(platform, value);
  try {
    return work();
  } finally {
    globalThis.Float32Array = former;
    platform.isTypedArray = isTypedArray;
  }
}
