import type { RngKey } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { KernelExports } from '../kernels/bytes.generated.js';
import type { KernelModule } from '../kernels/kernelModule.js';
import type { Batch } from './batch.js';
import type { Parameter, ParameterStore } from './parameterStore.js';
import { ALIGNMENT, align, layOut, type Lifetime, type PlanBuffer } from './planBuffer.js';
import { RandomStream } from './randomStream.js';
import { sizeOf } from './sizeOf.js';

/** What flows from one layer to the next: values, and in training the gradient of the objective by them. */
export interface Activation {
  /** The shape of one row, without the batch axis. */
  readonly shape: readonly number[];
  /** How many elements a row has. */
  readonly width: number;
  /** The values, shape [rows, …shape]. */
  readonly value: PlanBuffer;
  /** The gradient, of the same shape; undefined where nothing before it is trained, so that nobody computes it. */
  readonly gradient: PlanBuffer | undefined;
}

/** One step of a plan: calls kernels on addresses. */
export type PlanStep = (batch: Readonly<Batch>) => void;

/** What a {@link Plan} is made from. */
export interface PlanOptions {
  /** The kernels and the memory that they work on. */
  readonly module: KernelModule;
  /** Whether it trains: layers behave as in training, and there are gradients. */
  readonly training: boolean;
  /** The parameters that it works on; several plans may share them. */
  readonly parameters: ParameterStore;
  /** Gives each layer the key of its own random numbers; only for training. */
  readonly keyOf?: ((layer: tf.layers.Layer) => RngKey) | undefined;
}

/**
 * A network as a list of kernel calls over buffers that are allocated once. Lowerings fill it: each layer asks for buffers
 * and adds its steps.
 *
 *     forward   s₁ → s₂ → … → sₙ          in the order in which they were added
 *     backward  b₁ ← b₂ ← … ← bₘ          in reverse
 *
 * A buffer that is scratch, activation or gradient lives from the first step that names it to the last; buffers whose
 * lives do not overlap share memory.
 */
export class Plan {
  /** The kernels. */
  readonly kernels: KernelExports;
  /** Whether it trains. */
  readonly training: boolean;
  /** The memory, and how to take and give back pieces of it. */
  readonly module: KernelModule;
  readonly #options: PlanOptions;
  readonly #buffers = new Set<PlanBuffer>();
  readonly #kept = new Set<PlanBuffer>();
  readonly #forward: { uses: readonly PlanBuffer[]; run: PlanStep }[] = [];
  readonly #backward: { uses: readonly PlanBuffer[]; run: PlanStep }[] = [];
  readonly #work = new Set<PlanBuffer>();
  readonly #penalties: (() => number)[] = [];
  readonly #streams = new Map<tf.layers.Layer, RandomStream>();
  readonly #substitutes = new Map<tf.LayerVariable, Parameter>();
  readonly #batch: Batch = { rows: 0, step: 0 };
  #capacity = 0;
  #block = 0;

  /** Makes an empty plan. */
  constructor(options: PlanOptions) {
    this.#options = options;
    this.module = options.module;
    this.kernels = options.module.exports;
    this.training = options.training;
  }

  /**
   * Asks for memory.
   *
   * @param perRow float32 elements for each row of the batch
   * @param fixed float32 elements besides. Default 0
   */
  buffer(perRow: number, fixed = 0): PlanBuffer {
    return this.scratch((rows) => 4 * (perRow * rows + fixed));
  }

  /**
   * Asks for memory whose size is no linear function of the rows.
   *
   * @param bytes for a batch of so many rows
   */
  scratch(bytes: (rows: number) => number): PlanBuffer {
    const buffer = { bytes, address: 0 };
    this.#buffers.add(buffer);
    return buffer;
  }

  /**
   * Asks for the memory of an activation.
   *
   * @param shape of one row
   * @param differentiated whether something before it is trained; an inference plan has no gradients in any case
   */
  activation(shape: readonly number[], differentiated: boolean): Activation {
    const width = sizeOf(shape);
    const gradient = differentiated && this.training ? this.buffer(width) : undefined;
    return { shape, width, value: this.buffer(width), gradient };
  }

  /** The parameter behind a layer's variable, with its gradient if it is trained; or what {@link substitute} put there. */
  parameter(variable: tf.LayerVariable): Parameter {
    return this.#substitutes.get(variable) ?? this.#options.parameters.get(variable);
  }

  /**
   * Gives the lowerings that follow another parameter in the place of a variable's: what a wrapper computes of the weights of
   * the layer inside it. Its buffers are the wrapper's to name, in a step before and one after those of the layer.
   */
  substitute(variable: tf.LayerVariable, parameter: Parameter): void {
    this.#substitutes.set(variable, parameter);
  }

  /** The random numbers of a layer; a layer that is used twice in a pass draws on. */
  stream(layer: tf.layers.Layer): RandomStream {
    let stream = this.#streams.get(layer);
    if (!stream) {
      const { keyOf } = this.#options;
      if (!keyOf)
        throw new Error(`the layer '${layer.name}' draws random numbers outside training`);
      this.#streams.set(layer, (stream = new RandomStream(keyOf(layer), this.kernels)));
    }
    return stream;
  }

  /** Lets a layer inside a wrapper draw the wrapper's random numbers, whose place in the model decides them. */
  shareStream(wrapper: tf.layers.Layer, inner: tf.layers.Layer): void {
    this.#streams.set(inner, this.stream(wrapper));
  }

  /**
   * Adds a step to the forward pass.
   *
   * @param uses every buffer that it reads or writes; those of parameters may be left out
   */
  forward(uses: readonly (PlanBuffer | undefined)[], run: PlanStep): void {
    this.#forward.push({ uses: uses.filter((buffer) => buffer !== undefined), run });
  }

  /** Adds a step to the backward pass, which runs in reverse order; nothing in an inference plan. */
  backward(uses: readonly (PlanBuffer | undefined)[], run: PlanStep): void {
    if (!this.training) return;
    this.#backward.push({ uses: uses.filter((buffer) => buffer !== undefined), run });
  }

  /** Keeps a buffer's contents from the step that writes it to the end of the pass, for whoever reads it then. */
  keep(buffer: PlanBuffer): void {
    this.#kept.add(buffer);
  }

  /**
   * Asks for memory for a penalty or constraint, which runs after the backward pass; it holds nothing from one run to the
   * next.
   *
   * @param bytes how much
   */
  work(bytes: number): PlanBuffer {
    const buffer = this.scratch(() => bytes);
    this.#work.add(buffer);
    return buffer;
  }

  /** Adds a penalty whose gradient the backward pass adds; its value is asked for after each. */
  penalize(value: () => number): void {
    this.#penalties.push(value);
  }

  /** The sum of the penalties of the batch that was passed backward. */
  penalty(): number {
    let sum = 0;
    for (const value of this.#penalties) sum += value();
    return sum;
  }

  /**
   * Branches an activation: each of the copies may be consumed once; the backward pass adds their gradients up.
   *
   * @param count how many consumers there are
   */
  branch(activation: Activation, count: number): Activation[] {
    const { gradient, value, width } = activation;
    if (count === 1 || !gradient) return Array.from({ length: count }, () => activation);
    const branches = Array.from({ length: count }, () => ({
      ...activation,
      gradient: this.buffer(width),
    }));
    const [first, ...others] = branches.map((branch) => branch.gradient);
    this.backward([gradient, value, ...branches.map((one) => one.gradient)], ({ rows }) => {
      let sum = first!.address;
      for (const other of others) {
        this.kernels.addArrays(rows * width, sum, other.address, gradient.address);
        sum = gradient.address;
      }
    });
    return branches;
  }

  /** Makes room for batches of so many rows; kept until a larger batch comes. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.dispose();
    const lifetimes = this.#lifetimes();
    const buffers = [...lifetimes].map(([buffer, { first, last }]) => ({
      bytes: align(buffer.bytes(rows)),
      first,
      last,
      buffer,
    }));
    const { offsets, bytes } = layOut(buffers);
    this.#block = this.module.malloc(bytes + ALIGNMENT);
    this.#capacity = rows;
    const start = align(this.#block);
    buffers.forEach(({ buffer }, i) => (buffer.address = start + offsets[i]!));
  }

  /** Runs the forward pass. Call {@link reserve} first. */
  runForward(rows: number, step = 0): void {
    this.#batch.rows = rows;
    this.#batch.step = step;
    for (const stream of this.#streams.values()) stream.restart();
    for (const { run } of this.#forward) run(this.#batch);
  }

  /** Runs the backward pass of the batch that was passed forward. */
  runBackward(): void {
    for (let i = this.#backward.length - 1; i >= 0; i--) this.#backward[i]!.run(this.#batch);
  }

  /** Gives the memory back; {@link reserve} takes it again. */
  dispose(): void {
    if (this.#block !== 0) this.module.free(this.#block);
    this.#block = 0;
    this.#capacity = 0;
  }

  #lifetimes(): Map<PlanBuffer, Lifetime> {
    const lifetimes = new Map<PlanBuffer, Lifetime>();
    const steps = [...this.#forward, ...this.#backward.toReversed()];
    steps.forEach(({ uses }, i) => {
      for (const buffer of uses) {
        if (!this.#buffers.has(buffer)) continue;
        const lifetime = lifetimes.get(buffer);
        if (lifetime) lifetime.last = i;
        else lifetimes.set(buffer, { first: i, last: i });
      }
    });
    for (const buffer of this.#kept) {
      const lifetime = lifetimes.get(buffer);
      if (lifetime) lifetime.last = steps.length;
    }
    for (const buffer of this.#work) {
      lifetimes.set(buffer, { first: steps.length, last: steps.length });
    }
    return lifetimes;
  }
}
