import * as tf from '@tensorflow/tfjs';
import type { KernelModule } from '../kernels/kernelModule.js';
import { sizeOf } from './plan.js';
import type { PlanBuffer } from './planBuffer.js';

/** A layer's variable as kernels see it. */
export interface Parameter {
  /** The variable. */
  readonly variable: tf.LayerVariable;
  /** Its shape. */
  readonly shape: readonly number[];
  /** How many elements it has. */
  readonly size: number;
  /** Its values, in the variable's own memory. */
  readonly value: PlanBuffer;
  /** The gradient of the objective by it; undefined if it is not trained. */
  readonly gradient: PlanBuffer | undefined;
}

/** What we use of tfjs' WASM backend. */
interface WasmBackend {
  readonly dataIdMap: { get(dataId: object): TensorData };
  readonly wasm: {
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
  dataIdNextNumber: number;
}

interface TensorData {
  id: number;
  readonly memoryOffset: number;
  readonly refCount: number;
}

/**
 * The variables of a model as parameters of plans. They are read and written where tfjs has them, so that a variable holds
 * the right values whenever somebody looks at it. Two things make that safe, both at the begin of each step ({@link locate}):
 *
 * - Tensors share memory (`clone`, `reshape`, what was given to `setWeights`), and a variable that is assigned has another
 *   memory than before. So each address is asked for anew, and a variable that shares its memory gets its own first.
 * - tfjs' kernels keep repacked copies of weights under the tensor's number. So a variable that is written to gets a new one.
 */
export class ParameterStore {
  readonly #module: KernelModule;
  readonly #backend: WasmBackend;
  readonly #trained: ReadonlySet<tf.LayerVariable>;
  readonly #parameters = new Map<tf.LayerVariable, Parameter>();

  /**
   * Makes an empty store.
   *
   * @param backend tfjs' WASM backend, whose memory the module works on
   * @param trained the variables that get gradients
   */
  constructor(module: KernelModule, backend: object, trained: readonly tf.LayerVariable[] = []) {
    this.#module = module;
    this.#backend = backend as WasmBackend;
    this.#trained = new Set(trained);
  }

  /** The parameter of a variable, the same one at each call. */
  get(variable: tf.LayerVariable): Parameter {
    let parameter = this.#parameters.get(variable);
    if (!parameter) {
      const shape = variable.shape as number[];
      const size = sizeOf(shape);
      const bytes = () => 4 * size;
      const gradient = this.#trained.has(variable) ? this.#gradientOf(size) : undefined;
      const value = { bytes, address: 0 };
      parameter = { variable, shape, size, value, gradient };
      this.#parameters.set(variable, parameter);
    }
    return parameter;
  }

  /**
   * Finds out where all variables lie.
   *
   * @param writing whether they are going to be written to
   * @throws Error if a variable was disposed
   */
  locate(writing: boolean): void {
    for (const { variable, value, size } of this.#parameters.values()) {
      const tensor = variable.read() as tf.Variable;
      let data = this.#backend.dataIdMap.get(tensor.dataId);
      if (writing) {
        if (data.refCount > 1) {
          tf.tidy(() => tensor.assign(tf.tensor(tensor.dataSync(), tensor.shape, 'float32')));
          data = this.#backend.dataIdMap.get(tensor.dataId);
        } else {
          this.#renumber(data, size);
        }
      }
      value.address = data.memoryOffset;
    }
  }

  /** Where a tensor lies, until the next call that may move or free it. */
  addressOf(tensor: tf.Tensor): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** Gives the memory of the gradients back. The variables stay. */
  dispose(): void {
    for (const { gradient } of this.#parameters.values()) {
      if (gradient) this.#module.free(gradient.address);
    }
    this.#parameters.clear();
  }

  #gradientOf(size: number): PlanBuffer {
    const bytes = Math.max(4 * size, 4);
    const address = this.#module.malloc(bytes);
    new Uint8Array(this.#module.memory.buffer, address, bytes).fill(0);
    return { bytes: () => bytes, address };
  }

  #renumber(data: TensorData, size: number): void {
    const { tfjs } = this.#backend.wasm;
    tfjs.disposeData(data.id);
    data.id = this.#backend.dataIdNextNumber++;
    tfjs.registerTensor(data.id, size, data.memoryOffset);
  }
}
