import type { KernelModule, PlanBuffer } from '@occam/backend';
import { rowSize, type NdArray } from '@occam/core';
import { targetsOf, type Rows } from '../trainingData.js';
import type { VariedBatch } from '../variation.js';
import { Heap } from './heap.js';

/** Features up to this size are copied into the WASM memory once; larger ones row by row as they are needed. */
const RESIDENT_BYTES = 256 * 2 ** 20;

/** What rows have besides features and targets. */
export interface RowExtras {
  /** The weight of each row, shape [n]; undefined: all 1. */
  readonly weights?: Float32Array | undefined;
  /** The targets of the second output, shape [n, hints]; undefined: there is none. */
  readonly hints?: NdArray | undefined;
  /** Whether every batch comes with varied rows, so that only hints are copied. Default false. */
  readonly varies?: boolean | undefined;
}

/**
 * Rows of data in the WASM memory, from which batches are gathered: features as they are; targets one-hot, soft or as
 * numbers; the weight of each row; the targets of hints.
 */
export class BatchSource {
  readonly #module: KernelModule;
  readonly #heap: Heap;
  readonly #rows: Rows;
  readonly #units: number;
  readonly #width: number;
  readonly #blocks: number[] = [];
  readonly #features: number = 0;
  readonly #labels: number = 0;
  readonly #targets: number = 0;
  readonly #weights: number = 0;
  readonly #hints: number = 0;
  readonly #hintWidth: number = 0;
  #indices = 0;
  #capacity = 0;

  /**
   * Copies the rows.
   *
   * @param units how many outputs the model has
   * @param residentBytes up to which size features are copied at once
   * @throws RangeError if the WASM memory is full
   */
  constructor(
    module: KernelModule,
    rows: Rows,
    units: number,
    { weights, hints, varies = false }: RowExtras = {},
    residentBytes = RESIDENT_BYTES,
  ) {
    this.#module = module;
    this.#heap = new Heap(module.memory);
    this.#rows = rows;
    this.#units = units;
    this.#width = rowSize(rows.x);
    try {
      if (!varies) {
        if (4 * rows.x.data.length <= residentBytes) this.#features = this.#copy(rows.x.data);
        if (rows.y.data instanceof Int32Array && rows.task === 'classification' && units > 1) {
          this.#labels = this.#copy(rows.y.data);
        } else {
          const all = Uint32Array.from({ length: rows.size }, (_, i) => i);
          this.#targets = this.#copy(targetsOf(rows, all, units));
        }
        if (weights) this.#weights = this.#copy(weights);
      }
      if (hints) {
        this.#hints = this.#copy(hints.data);
        this.#hintWidth = rowSize(hints);
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * Gathers rows.
   *
   * @param features where the features go, shape [rows, …]
   * @param targets where the targets go as the outputs should be, shape [rows, units]
   * @param weights where the weights go, shape [rows]; undefined: nowhere
   * @param hints where the targets of hints go, shape [rows, hints]; undefined: nowhere
   * @param varied what to write in the place of features, targets and weights of these rows
   */
  gather(
    rows: Uint32Array,
    features: PlanBuffer,
    targets: PlanBuffer,
    weights: PlanBuffer | undefined,
    hints?: PlanBuffer,
    varied?: VariedBatch,
  ): void {
    const { exports } = this.#module;
    const n = rows.length;
    const indices = this.#writeIndices(rows);
    if (hints) exports.gatherRows(n, this.#hintWidth, this.#hints, indices, hints.address);
    if (varied) {
      const { float32 } = this.#heap;
      const of = { ...this.#rows, y: varied.y };
      float32.set(varied.x.data, features.address >>> 2);
      float32.set(targetsOf(of, Array.from(rows.keys()), this.#units), targets.address >>> 2);
      if (weights) float32.set(varied.weights!, weights.address >>> 2);
      return;
    }
    if (this.#features) {
      exports.gatherRows(n, this.#width, this.#features, indices, features.address);
    } else {
      const width = this.#width;
      const { data } = this.#rows.x;
      const { float32 } = this.#heap;
      for (let i = 0; i < n; i++) {
        const start = rows[i]! * width;
        float32.set(data.subarray(start, start + width), (features.address >>> 2) + i * width);
      }
    }
    if (this.#labels) exports.gatherOneHot(n, this.#units, this.#labels, indices, targets.address);
    else exports.gatherRows(n, this.#units, this.#targets, indices, targets.address);
    if (weights) exports.gatherRows(n, 1, this.#weights, indices, weights.address);
  }

  /** Gives the memory back. */
  dispose(): void {
    for (const block of this.#blocks.splice(0)) this.#module.free(block);
    if (this.#indices) this.#module.free(this.#indices);
    this.#indices = 0;
    this.#capacity = 0;
  }

  #writeIndices(rows: Uint32Array): number {
    if (rows.length > this.#capacity) {
      if (this.#indices) this.#module.free(this.#indices);
      this.#indices = 0;
      this.#indices = this.#module.malloc(4 * rows.length);
      this.#capacity = rows.length;
    }
    this.#heap.uint32.set(rows, this.#indices >>> 2);
    return this.#indices;
  }

  #copy(data: Float32Array | Int32Array): number {
    const address = this.#module.malloc(Math.max(4 * data.length, 4));
    this.#blocks.push(address);
    const labels = data instanceof Int32Array && data === this.#rows.y.data;
    const view = labels ? this.#heap.uint32 : this.#heap.float32;
    view.set(data, address >>> 2);
    return address;
  }
}
