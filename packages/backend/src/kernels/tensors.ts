import * as tf from '@tensorflow/tfjs';
import { memoryFull, type SimdVariant } from './kernelModule.js';

/** What our kernels use of tfjs' WASM backend object. */
export interface WasmBackend {
  /** Where each tensor's data lie. */
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number | null } };
  /** Allocates a tensor on the WASM heap. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** Gives a tensor's data back. */
  disposeData(dataId: object): boolean;
}

/** A kernel of ours before it is registered: what tfjs calls, and the kernel of tfjs that it may hand over to. */
export interface AddedKernel {
  /** tfjs' name of the kernel. */
  readonly name: string;
  /** Computes it; `former` is tfjs' own kernel, where there is one. */
  readonly run: (call: KernelCall, former: tf.KernelFunc | undefined) => tf.TensorInfo;
}

/** What a kernel is called with. */
export interface KernelCall {
  /** The name of the kernel, for messages. */
  readonly name: string;
  /** The input tensors by name. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo | undefined>>;
  /** The attributes by name. */
  readonly attrs: Readonly<Record<string, unknown>>;
  /** The backend that holds the tensors. */
  readonly backend: WasmBackend;
  /** The variant of the kernels that was asked for. */
  readonly simd: SimdVariant | 'auto';
}

/**
 * The address of an input.
 *
 * @throws TypeError if it is not there, of another dtype than `dtype`, or disposed
 */
export function inputAddress(
  { name, inputs, backend }: KernelCall,
  input: string,
  dtype: tf.DataType = 'float32',
): number {
  const tensor = inputs[input];
  if (!tensor) throw new TypeError(`${name} needs the tensor ${input}`);
  if (tensor.dtype !== dtype) {
    throw new TypeError(
      `${name} on WASM needs ${input} as ${dtype}, not ${tensor.dtype}: use tf.cast(${input}, '${dtype}')`,
    );
  }
  return tensorAddress(backend, tensor, `${input} of ${name}`);
}

/** The address of a tensor; it holds until the next call that may dispose the tensor, also when the memory grows. */
export function tensorAddress(backend: WasmBackend, tensor: tf.TensorInfo, what: string): number {
  let address: number | null | undefined;
  if (!(tensor as Partial<tf.Tensor>).isDisposed) {
    try {
      address = backend.dataIdMap.get(tensor.dataId)?.memoryOffset;
    } catch {
      // tfjs looks for a tensor that it no longer knows and stumbles.
    }
  }
  if (address === null || address === undefined) {
    throw new TypeError(
      `the tensor ${what} has been disposed: keep it with tf.keep, or dispose it later`,
    );
  }
  return address;
}

/**
 * Allocates an output.
 *
 * @throws RangeError if the WASM memory is full, with nothing left allocated
 */
export function makeOutput(
  { name, backend }: Pick<KernelCall, 'name' | 'backend'>,
  shape: readonly number[],
  dtype: tf.DataType = 'float32',
): tf.TensorInfo {
  const bytes = tf.util.bytesPerElement(dtype) * tf.util.sizeFromShape([...shape]);
  // The heap's own arithmetic has 32 bits: it would take a larger number for a small one.
  if (bytes < 2 ** 32) {
    const output = backend.makeOutput(shape, dtype);
    if (backend.dataIdMap.get(output.dataId).memoryOffset !== 0) return output;
    backend.disposeData(output.dataId);
  }
  throw memoryFull(`the ${bytes} bytes of the result of ${name}`);
}
