/** A TensorFlow.js backend that Occam knows how to prepare. */
export type BackendName = 'wasm' | 'webgl' | 'webgpu' | 'cpu';

/** What {@link useBackend} has chosen and prepared; results record it. */
export interface BackendInfo {
  /** The backend that tfjs uses now. */
  readonly name: BackendName;
  /** Whether Occam's own training kernels are installed in it; false until there are any. */
  readonly accelerated: boolean;
  /** The SIMD instructions of the WASM binary; 'none' on the other backends. */
  readonly simd: 'none' | 'simd128' | 'relaxed';
  /** How many threads the backend computes on; 1 on the other backends. */
  readonly threads: number;
}
