/** A kernel in eight bits a weight. */
export interface Int8Kernel {
  /** The codes, −127 to 127, four to a number from the lowest byte up, in the order of the kernel. */
  readonly codes: Int32Array;
  /** What a code of 1 is worth, of each output channel. */
  readonly scales: Float32Array;
}

const LARGEST = 127;

/**
 * Rounds a kernel to eight bits, symmetrically around 0, each output channel with a scale of its own:
 *
 *     s_j = max_i |w_ij| / 127      q_ij = round(w_ij / s_j)      w_ij ≈ s_j · q_ij
 *
 * The error of a weight is at most s_j / 2, and 0 stays 0.
 *
 * @param kernel finite numbers, the output channel last
 * @param channels how many there are
 */
export function quantizeKernel(kernel: ArrayLike<number>, channels: number): Int8Kernel {
  const scales = new Float32Array(channels);
  for (let i = 0; i < kernel.length; i++) {
    const j = i % channels;
    scales[j] = Math.max(scales[j]!, Math.abs(kernel[i]!));
  }
  for (let j = 0; j < channels; j++) scales[j]! /= LARGEST;
  const codes = new Int8Array(4 * Math.ceil(kernel.length / 4));
  for (let i = 0; i < kernel.length; i++) {
    const scale = scales[i % channels]!;
    // A scale below the smallest float32 is 0.
    if (scale === 0) continue;
    const code = Math.min(LARGEST, Math.round(Math.abs(kernel[i]!) / scale));
    codes[i] = kernel[i]! < 0 ? -code : code;
  }
  return { codes: new Int32Array(codes.buffer), scales };
}

/** The weights that codes stand for, `size` of them. */
export function dequantizeKernel({ codes, scales }: Int8Kernel, size: number): Float32Array {
  const bytes = new Int8Array(codes.buffer, codes.byteOffset, codes.byteLength);
  const kernel = new Float32Array(size);
  const channels = scales.length;
  for (let i = 0; i < size; i++) kernel[i] = bytes[i]! * scales[i % channels]!;
  return kernel;
}
