import { acceleratedVariant, elementwiseActivation } from '@occam/backend';
import { checkInteger } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { identityOf, sameIdentity } from '../network/identity.js';
import type { TfjsActivation } from '../network/kernelLayer.js';
import { notTrained, type PackedLayer } from '../network/packedLayer.js';
import { compressedObstacle, expandRows, type CompressedRows } from './compressedRows.js';

/** What a {@link SparseDense} is made from. */
export interface SparseDenseConfig extends tf.serialization.ConfigDict {
  /** How many units it has. */
  units: number;
  /** How many weights it stores. */
  stored: number;
  /** tfjs' name of the activation. */
  activation: string;
  /** Whether the units have biases. */
  useBias: boolean;
}

/** What of tfjs' Dense is used: it knows activations by name. */
interface DenseParts {
  readonly activation: TfjsActivation;
}

type Initializer = Parameters<tf.layers.Layer['addWeight']>[3];

/** The activations that tfjs' own product applies. */
const FUSED = ['linear', 'relu', 'elu'];

/**
 * A dense layer whose kernel is stored and multiplied without its zeros; sparsify() makes it.
 *
 *     y = f(x·W + b)
 *
 * On the accelerated WASM backend the product skips the zeros. On any other backend it is dense: the kernel is unpacked at the first
 * call, stays in memory, and goes with the layer. A 0 that is skipped is not multiplied by an input of NaN or ∞ either.
 */
export class SparseDense extends tf.layers.Layer implements PackedLayer {
  /** The name in saved models. */
  static className = 'OccamSparseDense';
  /** Zeros cost nothing. */
  readonly leavesOutZeros = true;
  /** What follows the product; whoever wants logits replaces it. */
  activation: TfjsActivation | null;
  /** The bias of each unit. */
  bias: tf.LayerVariable | null = null;
  /** How many weights each unit stores, int32, shape [units]. */
  counts!: tf.LayerVariable;
  /** The weights, shape [stored]. */
  values!: tf.LayerVariable;
  /** Where they are, int32, four to a number. */
  skips!: tf.LayerVariable;
  readonly #config: SparseDenseConfig;
  readonly #serializedActivation: string;
  #inputs = 0;
  #checked: readonly object[] = [];
  #dense: { readonly of: readonly object[]; readonly kernel: tf.Tensor2D } | undefined;

  /** Checks the options. */
  constructor(config: SparseDenseConfig) {
    super(config as ConstructorParameters<typeof tf.layers.Layer>[0]);
    const { units, stored, activation, useBias } = config;
    checkInteger('units', units, { min: 1 });
    checkInteger('stored', stored, { min: 1 });
    const dense = tf.layers.dense({ units, activation: (activation ?? 'linear') as 'relu' });
    this.activation = (dense as unknown as DenseParts).activation;
    this.#serializedActivation = dense.getConfig()['activation'] as string;
    this.#config = { units, stored, activation, useBias };
    this.supportsMasking = true;
    this.inputSpec = [{ minNDim: 2 }];
  }

  /** Makes the weights, which say nothing until they are set. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { units, stored, useBias } = this.#config;
    this.#inputs = onlyShape(inputShape).at(-1)!;
    const zeros = tf.initializers.zeros() as unknown as Initializer;
    // Biases count as trained, so that whoever trains the model comes to call(), which says why not.
    const add = (name: string, size: number, dtype: tf.DataType) =>
      this.addWeight(name, [size], dtype, zeros, undefined, name === 'bias');
    this.counts = add('counts', units, 'int32');
    this.values = add('values', stored, 'float32');
    this.skips = add('skips', Math.ceil(stored / 4), 'int32');
    if (useBias) this.bias = add('bias', units, 'float32');
    this.inputSpec = [{ minNDim: 2, axes: { [-1]: this.#inputs } }];
    this.built = true;
  }

  /** The variables that store the kernel. */
  get packed(): readonly tf.LayerVariable[] {
    return [this.counts, this.values, this.skips];
  }

  /** How many inputs a unit has. */
  get inputs(): number {
    return this.#inputs;
  }

  /** How many bytes the dense kernel takes, where it is unpacked. */
  get unpackedBytes(): number {
    return this.#dense ? 4 * this.#dense.kernel.size : 0;
  }

  /** The kernel's values, shape [inputs, units]. */
  unpack(): Float32Array {
    this.check();
    return expandRows(this.#rows(), this.#inputs);
  }

  /** The shape of the input with the units on the last axis. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...onlyShape(inputShape).slice(0, -1), this.#config.units];
  }

  /** f(x·W + b). */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training }: { training?: boolean } = {},
  ): tf.Tensor {
    if (training) throw new Error(notTrained(this, 'sparsify'));
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? inputs[0]! : inputs;
      const x = given.dtype === 'float32' ? given : tf.cast(given, 'float32');
      const name = this.activation?.getClassName() ?? 'linear';
      const accelerated = tf.getBackend() === 'wasm' && acceleratedVariant() !== undefined;
      const fuses = accelerated
        ? (elementwiseActivation(name)?.inGemm ?? false)
        : FUSED.includes(name);
      const product = accelerated ? this.#multiplySparse : this.#multiplyDense;
      const y = product.call(this, x, fuses ? name : 'linear');
      return fuses ? y : this.activation!.apply(y);
    });
  }

  /**
   * Checks what is stored, once for each that is set: a kernel would read it without looking.
   *
   * @throws RangeError if it is no kernel of this layer
   */
  check(): void {
    const of = identityOf(this.packed);
    if (sameIdentity(of, this.#checked)) return;
    const obstacle = compressedObstacle(this.#rows(), this.#inputs);
    if (obstacle) {
      throw new RangeError(
        `the weights of the layer '${this.name}' are no compressed kernel (${obstacle}): ` +
          'load all weights from the files that were saved with the model',
      );
    }
    this.#checked = of;
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    const activation = this.#serializedActivation;
    return { ...super.getConfig(), ...this.#config, activation };
  }

  /** Gives the memory back. */
  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    const result = super.dispose();
    if (result.refCountAfterDispose === 0) this.#forget();
    return result;
  }

  #multiplySparse(x: tf.Tensor, activation: string): tf.Tensor {
    this.check();
    const inputs = {
      x,
      counts: this.counts.read(),
      values: this.values.read(),
      skips: this.skips.read(),
      ...(this.bias && { bias: this.bias.read() }),
    };
    return tf.engine().runKernel('OccamSparseMatMul', inputs, { activation });
  }

  #multiplyDense(x: tf.Tensor, activation: string): tf.Tensor {
    const y = tf.fused.matMul({
      a: tf.reshape(x, [-1, this.#inputs]),
      b: this.#kernel(),
      bias: this.bias?.read(),
      activation: activation as 'relu',
    } as Parameters<typeof tf.fused.matMul>[0]);
    return tf.reshape(y, [...x.shape.slice(0, -1), this.#config.units]);
  }

  #kernel(): tf.Tensor2D {
    const of = identityOf(this.packed);
    if (this.#dense && sameIdentity(of, this.#dense.of)) return this.#dense.kernel;
    const values = this.unpack();
    this.#forget();
    const kernel = tf.keep(tf.tensor2d(values, [this.#inputs, this.#config.units]));
    this.#dense = { of, kernel };
    return kernel;
  }

  #forget(): void {
    this.#dense?.kernel.dispose();
    this.#dense = undefined;
  }

  #rows(): CompressedRows {
    return {
      counts: this.counts.read().dataSync<'int32'>(),
      values: this.values.read().dataSync<'float32'>(),
      skips: this.skips.read().dataSync<'int32'>(),
    };
  }
}

function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}
