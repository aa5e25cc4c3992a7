/** A TensorFlow.js backend that Occam knows how to prepare. */
export type BackendName = 'wasm' | 'webgl' | 'webgpu' | 'cpu';

/** What {@link useBackend} has chosen and prepared; results record it. */
export interface BackendInfo {
  /** The backend that tfjs uses now. */
  readonly name: BackendName;
  /** Whether Occam's own kernels are installed in it; only on WASM. */
  readonly accelerated: boolean;
  /** The SIMD instructions that WASM computes with; 'none' on the other backends. */
  readonly simd: 'none' | 'simd128' | 'relaxed';
  /** How many threads the backend computes on; 1 on the other backends. */
  readonly threads: number;
}
