import type { Activation, Batch, Parameter, Plan } from '@occam/backend';
import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { RegularizerBase } from './baseClasses.js';

/**
 * The base of all penalties: a regularizer of tfjs whose configuration is checked once and is plain JSON.
 *
 * Whoever extends it gives the class a static `className` with the prefix `Occam` (tfjs' registry has one namespace), checks
 * the options in the constructor and computes the value; `lower`, if there is one, does the same in the fused engine.
 */
export abstract class Penalty<Config extends object = object> extends RegularizerBase {
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

  /** The options from which the class makes an equal penalty, as plain JSON. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.config } as tf.serialization.ConfigDict;
  }

  /** Computes the penalty of a tensor, with tfjs' ops, so that it can be differentiated. */
  override apply(x: tf.Tensor): tf.Scalar {
    return tf.tidy(() => this.compute(x));
  }

  /** The formula. */
  protected abstract compute(x: tf.Tensor): tf.Scalar;

  /**
   * The formula for the fused engine: a function that adds `weight` · ∂penalty/∂w to the parameter's gradient, if it has one, and
   * returns `weight` · penalty(w). Without it tfjs computes both.
   */
  lower?(parameter: Parameter, weight: number, plan: Plan): () => number;

  /** The same for the outputs of a layer. Without it the fused engine leaves the model to tfjs. */
  lowerActivity?(y: Activation, plan: Plan): (batch: Readonly<Batch>) => number;
}

/** A penalty of the outputs of a layer, shape [rows, …units]; it takes the mean over the rows itself. */
export abstract class ActivityPenalty<Config extends object = object> extends Penalty<Config> {
  /** Whether the value is a mean over rows; that of a penalty of weights is divided by them. */
  readonly averagesRows = true;
}

/** What a penalty with one factor takes: the factor, or options. */
export type StrengthOr<Options> = number | Options;

/**
 * Reads the options of a penalty that has a `strength`, for which a number alone may stand.
 *
 * @param known the other options
 * @throws TypeError or RangeError if an option is unknown or the strength is negative or not finite
 */
export function readStrength<Options extends { strength?: number | undefined }>(
  owner: string,
  given: StrengthOr<Options>,
  known: readonly string[] = [],
): Options & { strength: number } {
  const options = (typeof given === 'number' ? { strength: given } : given) as Options;
  checkOptions(owner, options, ['strength', ...known]);
  const { strength = 0.01 } = options;
  checkNumber('strength', strength, { min: 0 });
  return { ...options, strength };
}
