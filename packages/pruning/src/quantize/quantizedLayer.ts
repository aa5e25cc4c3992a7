import * as tf from '@tensorflow/tfjs';
import { fromRegistry } from '../network/fromRegistry.js';
import { identityOf, sameIdentity } from '../network/identity.js';
import type { TfjsActivation } from '../network/kernelLayer.js';
import { notTrained, type PackedLayer } from '../network/packedLayer.js';
import { dequantizeKernel } from './int8.js';

/** What a {@link QuantizedLayer} is made from. */
export interface QuantizedConfig extends tf.serialization.ConfigDict {
  /** The layer whose kernel it stores, in the form that tfjs saves. */
  layer: { className: string; config: tf.serialization.ConfigDict };
}

/** A layer of tfjs with a kernel, and what else of it is used. */
interface InnerLayer extends tf.layers.Layer {
  readonly kernel?: tf.LayerVariable;
  readonly depthwiseKernel?: tf.LayerVariable;
  bias: tf.LayerVariable | null;
  useBias: boolean;
  activation: TfjsActivation | null;
}

type Initializer = Parameters<tf.layers.Layer['addWeight']>[3];

/** The layers that can be stored in eight bits a weight. */
export const QUANTIZABLE = ['Dense', 'Conv1D', 'Conv2D', 'DepthwiseConv2D'];

/** What of a layer's configuration says how it is trained, and means nothing here. */
const OF_TRAINING = /(Initializer|Regularizer|Constraint)$/;

/**
 * A dense or convolution layer whose kernel is stored in eight bits a weight, with a scale for each output channel; quantize() makes
 * it. The kernel is unpacked at the first call and stays in memory: files are small, the computation is that of the layer itself.
 */
export class QuantizedLayer extends tf.layers.Layer implements PackedLayer {
  /** The name in saved models. */
  static className = 'OccamQuantized';
  /** Weights of 0 are stored and multiplied as others are. */
  readonly leavesOutZeros = false;
  /** The codes, int32, four to a number. */
  codes!: tf.LayerVariable;
  /** What a code of 1 is worth, of each output channel. */
  scales!: tf.LayerVariable;
  /** The bias of each output channel. */
  bias: tf.LayerVariable | null = null;
  readonly #config: QuantizedConfig['layer'];
  readonly #inner: InnerLayer;
  #unpacked: readonly object[] = [];

  /** Makes the layer inside. */
  constructor(config: QuantizedConfig) {
    super(config as ConstructorParameters<typeof tf.layers.Layer>[0]);
    const { className, config: given } = config.layer;
    if (!QUANTIZABLE.includes(className)) {
      throw new RangeError(
        `the layer '${this.name}' is a quantized ${className}, but only these can be: ${QUANTIZABLE.join(', ')}`,
      );
    }
    const kept = Object.fromEntries(
      Object.entries(given).filter(([key]) => !OF_TRAINING.test(key)),
    );
    this.#config = { className, config: kept };
    // Nothing is drawn for a kernel that is overwritten.
    const initializer = className === 'DepthwiseConv2D' ? 'depthwise' : 'kernel';
    const inner = {
      ...kept,
      useBias: false,
      name: this.name,
      [`${initializer}Initializer`]: 'zeros',
    };
    this.#inner = fromRegistry<InnerLayer>({ className, config: inner });
    this.supportsMasking = this.#inner.supportsMasking;
    this.inputSpec = this.#inner.inputSpec;
  }

  /** The layer inside, with the kernel unpacked. */
  get inner(): tf.layers.Layer {
    this.#unpackInside();
    return this.#inner;
  }

  /** What follows the sums; whoever wants logits replaces it. */
  get activation(): TfjsActivation | null {
    return this.#inner.activation;
  }

  /** Sets what follows the sums. */
  set activation(activation: TfjsActivation | null) {
    this.#inner.activation = activation;
  }

  /** The variables that store the kernel. */
  get packed(): readonly tf.LayerVariable[] {
    return [this.codes, this.scales];
  }

  /** How many bytes the unpacked kernel takes. */
  get unpackedBytes(): number {
    return 4 * this.#kernel.read().size;
  }

  get #kernel(): tf.LayerVariable {
    return (this.#inner.kernel ?? this.#inner.depthwiseKernel)!;
  }

  /** Makes the weights. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#inner.build(inputShape);
    const shape = this.#kernel.shape as number[];
    const size = tf.util.sizeFromShape(shape);
    const channels = channelsOf(this.#config.className, shape);
    const zeros = tf.initializers.zeros() as unknown as Initializer;
    // Biases count as trained, so that whoever trains the model comes to call(), which says why not.
    const add = (name: string, length: number, dtype: tf.DataType) =>
      this.addWeight(name, [length], dtype, zeros, undefined, name === 'bias');
    if (this.#config.config['useBias'] !== false) {
      this.bias = add('bias', channels, 'float32');
      this.#inner.bias = this.bias;
      this.#inner.useBias = true;
    }
    this.codes = add('codes', Math.ceil(size / 4), 'int32');
    this.scales = add('scales', channels, 'float32');
    this.inputSpec = this.#inner.inputSpec;
    this.built = true;
  }

  /** The kernel's values, in its own order. */
  unpack(): Float32Array {
    const codes = this.codes.read().dataSync<'int32'>();
    const scales = this.scales.read().dataSync<'float32'>();
    return dequantizeKernel(
      { codes, scales },
      tf.util.sizeFromShape(this.#kernel.shape as number[]),
    );
  }

  /** The shape that the layer inside gives. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.#inner.computeOutputShape(inputShape);
  }

  /** What the layer inside computes. */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training }: { training?: boolean } = {},
  ): tf.Tensor | tf.Tensor[] {
    if (training) throw new Error(notTrained(this, 'quantize'));
    return tf.tidy(() => {
      this.#unpackInside();
      return this.#inner.call(inputs, {});
    });
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), layer: this.#config };
  }

  /** Gives the memory back. */
  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    const result = super.dispose();
    if (result.refCountAfterDispose === 0) this.#kernel.dispose();
    return result;
  }

  #unpackInside(): void {
    const identity = identityOf(this.packed);
    if (sameIdentity(identity, this.#unpacked)) return;
    tf.tidy(() => {
      this.#kernel.write(tf.tensor(this.unpack(), this.#kernel.shape as number[]));
    });
    this.#unpacked = identity;
  }
}

/** How many output channels a kernel has: the last axis, of a depthwise one the last two. */
export function channelsOf(className: string, shape: readonly number[]): number {
  return className === 'DepthwiseConv2D' ? shape.at(-2)! * shape.at(-1)! : shape.at(-1)!;
}
