import {
  ConstraintBase,
  loweringOf,
  type Constraint,
  type ConstraintLowering,
} from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { fromRegistry } from '../network/fromRegistry.js';

/** What a {@link MaskConstraint} is made from: plain JSON. */
export interface MaskConfig {
  /** The mask, 32 weights a number from the lowest bit up: a bit is 1 where the weight stays. tfjs' JSON would spoil text. */
  readonly bits: readonly number[];
  /** The constraint that the layer had before, applied first. */
  readonly inner: {
    readonly className: string;
    readonly config: tf.serialization.ConfigDict;
  } | null;
}

/** Keeps pruned weights at 0: w ← inner(w) · mask. Both engines apply it after each step; the fused one has it lowered. */
export class MaskConstraint extends ConstraintBase {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamMask';
  /** What it was made from. */
  readonly config: MaskConfig;
  /** The constraint that the layer had before. */
  readonly inner: Constraint | null;

  /** Makes one from what {@link getConfig} returned; tfjs' loader adds a list of classes to it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { customObjects: _, ...config }: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  /** Takes a mask of 32 weights a number. */
  constructor(config: MaskConfig) {
    super();
    this.config = config;
    this.inner = config.inner ? fromRegistry<Constraint>(config.inner) : null;
  }

  /** The mask and the constraint inside. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.config } as unknown as tf.serialization.ConfigDict;
  }

  /** Applies the constraint inside and the mask. */
  override apply(w: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const mask = Float32Array.from(unpackMask(this.config.bits, w.size));
      return tf.mul(this.inner?.apply(w) ?? w, tf.tensor(mask, w.shape));
    });
  }
}

/** The mask in the weight's own memory: after the lowered constraint inside, one product. */
export const lowerMask: ConstraintLowering = (config, parameter, plan) => {
  const { bits, inner } = config as unknown as MaskConfig;
  const { size, value } = parameter;
  const mask = Float32Array.from(unpackMask(bits, size));
  const buffer = plan.work(4 * size);
  const before = inner ? innerStep(inner, parameter, plan) : undefined;
  return () => {
    before?.();
    new Float32Array(plan.module.memory.buffer, buffer.address, size).set(mask);
    plan.kernels.multiplyArrays(size, value.address, buffer.address, value.address);
  };
};

function innerStep(
  { className, config }: NonNullable<MaskConfig['inner']>,
  parameter: Parameters<ConstraintLowering>[1],
  plan: Parameters<ConstraintLowering>[2],
): () => void {
  const lowering = loweringOf('constraint', className);
  if (lowering) return lowering(config, parameter, plan);
  const constraint = fromRegistry<Constraint>({ className, config });
  return () =>
    tf.tidy(() => {
      const variable = parameter.variable.read() as tf.Variable;
      variable.assign(constraint.apply(variable));
    });
}

/** Packs a mask, 32 weights a number. */
export function packMask(mask: Uint8Array): number[] {
  const bits = new Uint32Array(Math.ceil(mask.length / 32));
  mask.forEach((kept, i) => {
    if (kept) bits[i >>> 5]! |= 1 << (i & 31);
  });
  return Array.from(bits);
}

/**
 * Reads a mask.
 *
 * @throws RangeError if it is that of another number of weights
 */
export function unpackMask(bits: readonly number[], size: number): Uint8Array {
  if (bits.length !== Math.ceil(size / 32)) {
    throw new RangeError(`a mask of ${bits.length * 32} weights does not fit a weight of ${size}`);
  }
  return Uint8Array.from({ length: size }, (_, i) => (bits[i >>> 5]! >>> (i & 31)) & 1);
}
