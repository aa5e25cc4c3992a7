import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './tensors.js';

/** Runs another kernel of the WASM backend from inside a kernel; the caller disposes what it returns. */
export function callKernel(
  name: string,
  inputs: Record<string, tf.TensorInfo>,
  backend: WasmBackend,
  attrs: Record<string, unknown> = {},
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(name, 'wasm');
  return kernelFunc({ inputs, backend, attrs: attrs as never }) as tf.TensorInfo;
}
