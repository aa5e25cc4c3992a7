import type { Parameter, Plan } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { ConstraintBase } from './baseClasses.js';

/**
 * The base of our constraints: a constraint of tfjs whose configuration is checked once and is plain JSON. `lower` does the same
 * in the fused engine, in the weight's own memory.
 */
export abstract class Projection<Config extends object = object> extends ConstraintBase {
  /** The options with their defaults filled in. */
  readonly config: Readonly<Config>;

  /** Makes one from what {@link getConfig} returned; tfjs' loader adds a list of classes to it. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { customObjects: _, ...config }: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  /** Takes options that are checked already. */
  constructor(config: Config) {
    super();
    this.config = config;
  }

  /** The options from which the class makes an equal constraint, as plain JSON. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.config } as tf.serialization.ConfigDict;
  }

  /** Computes the nearest weight that is allowed, with tfjs' ops. */
  override apply(w: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.project(w));
  }

  /** The formula. */
  protected abstract project(w: tf.Tensor): tf.Tensor;

  /** The formula for the fused engine. */
  abstract lower(parameter: Parameter, plan: Plan): () => void;
}
