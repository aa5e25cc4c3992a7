import type { KernelModule, Parameter, ParameterStore } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import { Heap } from './heap.js';

/** Memory beside the trainable weights of a model, of the same sizes. Locate the parameters before each use. */
export class WeightCopies {
  readonly #module: KernelModule;
  readonly #heap: Heap;
  readonly #parameters: readonly Parameter[];
  readonly #blocks: number[] = [];

  /**
   * Takes the memory, with whatever is in it.
   *
   * @throws RangeError if the WASM memory is full
   */
  constructor(module: KernelModule, parameters: ParameterStore, model: tf.LayersModel) {
    this.#module = module;
    this.#heap = new Heap(module.memory);
    this.#parameters = model.trainableWeights.map((variable) => parameters.get(variable));
    try {
      for (const { size } of this.#parameters) {
        this.#blocks.push(module.malloc(Math.max(4 * size, 4)));
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Calls a function with the size of each weight and the addresses of its value, its copy and its gradient. */
  each(visit: (size: number, value: number, copy: number, gradient: number) => void): void {
    this.#parameters.forEach(({ size, value, gradient }, i) =>
      visit(size, value.address, this.#blocks[i]!, gradient!.address),
    );
  }

  /** Copies the weights. */
  save(): void {
    this.each((size, value, copy) => this.#copy(size, value, copy));
  }

  /** Copies them back. */
  restore(): void {
    this.each((size, value, copy) => this.#copy(size, copy, value));
  }

  /** Gives the memory back. */
  dispose(): void {
    for (const block of this.#blocks.splice(0)) this.#module.free(block);
  }

  #copy(size: number, from: number, to: number): void {
    this.#heap.float32.copyWithin(to >>> 2, from >>> 2, (from >>> 2) + size);
  }
}
