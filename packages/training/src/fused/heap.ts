/** Views of a WASM memory that are made anew after it has grown. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  #float32 = new Float32Array(0);
  #uint32 = new Uint32Array(0);
  #float64 = new Float64Array(0);

  /** Looks at a memory. */
  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** The memory as float32 elements; element i lies at 4·i. */
  get float32(): Float32Array {
    this.#renew();
    return this.#float32;
  }

  /** The memory as unsigned 32-bit elements; element i lies at 4·i. */
  get uint32(): Uint32Array {
    this.#renew();
    return this.#uint32;
  }

  /** The memory as float64 elements; element i lies at 8·i. */
  get float64(): Float64Array {
    this.#renew();
    return this.#float64;
  }

  #renew(): void {
    const { buffer } = this.#memory;
    if (this.#float32.buffer === buffer) return;
    this.#float32 = new Float32Array(buffer);
    this.#uint32 = new Uint32Array(buffer);
    this.#float64 = new Float64Array(buffer);
  }
}
