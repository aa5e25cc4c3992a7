import { checkLayerOptions, layerFromConfig, type LayerOptions } from '@occam/backend';
import { checkBoolean, checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

type TfjsOptions = NonNullable<Parameters<typeof tf.layers.batchNormalization>[0]>;

/** What layers with a gain γ take. */
export interface GainOptions extends LayerOptions {
  /** What is added to the variance before the root, above 0. */
  epsilon?: number | undefined;
  /** Whether there is a gain γ, one number for each channel. Default true. */
  scale?: boolean | undefined;
  /** How γ starts. Default 'ones'. */
  gammaInitializer?: TfjsOptions['gammaInitializer'] | undefined;
  /** The penalty of γ. Default: none. */
  gammaRegularizer?: TfjsOptions['gammaRegularizer'] | null | undefined;
  /** What γ is projected onto after each step. Default: nothing. */
  gammaConstraint?: TfjsOptions['gammaConstraint'] | null | undefined;
}

/** What layers with a gain γ and an offset β take. */
export interface AffineOptions extends GainOptions {
  /** Whether there is an offset β, one number for each channel. Default true. */
  center?: boolean | undefined;
  /** How β starts. Default 'zeros'. */
  betaInitializer?: TfjsOptions['betaInitializer'] | undefined;
  /** The penalty of β. Default: none. */
  betaRegularizer?: TfjsOptions['betaRegularizer'] | null | undefined;
  /** What β is projected onto after each step. Default: nothing. */
  betaConstraint?: TfjsOptions['betaConstraint'] | null | undefined;
}

/** What layers with running statistics take. */
export interface RunningOptions extends AffineOptions {
  /** The axis of the channels, counted with that of the batch. Default -1. */
  axis?: number | undefined;
  /** How much of the running statistics stays in a step, from 0 to 1. Default 0.99. */
  momentum?: number | undefined;
  /** How the running mean starts. Default 'zeros'. */
  movingMeanInitializer?: TfjsOptions['movingMeanInitializer'] | undefined;
  /** How the running variance starts. Default 'ones'. */
  movingVarianceInitializer?: TfjsOptions['movingVarianceInitializer'] | undefined;
}

/** The names of {@link GainOptions}, but those of every layer. */
export const GAIN = [
  'scale',
  'gammaInitializer',
  'gammaRegularizer',
  'gammaConstraint',
] as const satisfies readonly (keyof GainOptions & keyof TfjsOptions)[];

/** The names of {@link AffineOptions}. */
export const AFFINE = [
  ...GAIN,
  'center',
  'betaInitializer',
  'betaRegularizer',
  'betaConstraint',
] as const satisfies readonly (keyof AffineOptions & keyof TfjsOptions)[];

/** The names of {@link RunningOptions}. */
export const RUNNING = [
  ...AFFINE,
  'axis',
  'momentum',
  'movingMeanInitializer',
  'movingVarianceInitializer',
] as const satisfies readonly (keyof RunningOptions & keyof TfjsOptions)[];

type Initializer = Parameters<tf.layers.Layer['addWeight']>[3];
type WeightRegularizer = Parameters<tf.layers.Layer['addWeight']>[4];
type WeightConstraint = Parameters<tf.layers.Layer['addWeight']>[6];

/** What of a BatchNormalization of tfjs is used: it reads and writes the options. */
interface TfjsParts extends tf.layers.Layer {
  /** How γ starts. */
  readonly gammaInitializer: Initializer;
  /** The penalty of γ. */
  readonly gammaRegularizer: WeightRegularizer;
  /** The constraint of γ. */
  readonly gammaConstraint: WeightConstraint;
  /** How β starts. */
  readonly betaInitializer: Initializer;
  /** The penalty of β. */
  readonly betaRegularizer: WeightRegularizer;
  /** The constraint of β. */
  readonly betaConstraint: WeightConstraint;
  /** How the running mean starts. */
  readonly movingMeanInitializer: Initializer;
  /** How the running variance starts. */
  readonly movingVarianceInitializer: Initializer;
}

/** How a normalization layer is made: what its own class knows. */
interface Kind {
  /** The name of the function that makes it, for messages. */
  readonly layer: string;
  /** The options of tfjs' BatchNormalization that it has. */
  readonly options: readonly (keyof TfjsOptions)[];
  /** Those that are its own. */
  readonly own: readonly string[];
  /** The default of epsilon. */
  readonly epsilon: number;
}

/** A layer that normalizes its inputs, and may then multiply by a gain γ and add an offset β: y = γ·x̂ + β. */
export abstract class NormalizationLayer extends tf.layers.Layer {
  /** Makes the layer from its saved options. */
  static override fromConfig = layerFromConfig;
  /** What is added to the variance. */
  readonly epsilon: number;
  /** Whether there is a γ. */
  readonly scale: boolean;
  /** Whether there is a β. */
  readonly center: boolean;
  /** The gain, if there is one. */
  gamma: tf.LayerVariable | null = null;
  /** The offset, if there is one. */
  beta: tf.LayerVariable | null = null;
  /** The options as tfjs understands them. */
  protected readonly parts: TfjsParts;
  readonly #kind: Kind;

  /** Checks the options that all have. */
  constructor(options: AffineOptions, kind: Kind) {
    const ofLayer = checkLayerOptions(kind.layer, options, [
      ...kind.options,
      ...kind.own,
      'epsilon',
    ]);
    const { epsilon = kind.epsilon, scale = true, center = true } = options;
    checkNumber('epsilon', epsilon, { above: 0 });
    checkBoolean('scale', scale);
    checkBoolean('center', center);
    super(ofLayer);
    this.epsilon = epsilon;
    this.scale = kind.options.includes('scale') && scale;
    this.center = kind.options.includes('center') && center;
    const given = options as Record<string, unknown>;
    const ofTfjs = kind.options.flatMap((name) =>
      given[name] == null ? [] : [[name, given[name]] as const],
    );
    this.parts = tf.layers.batchNormalization({
      ...Object.fromEntries(ofTfjs),
      name: this.name,
    }) as unknown as TfjsParts;
    this.#kind = kind;
    this.supportsMasking = true;
  }

  /** Makes γ and β, as far as the layer has them. */
  protected addGainAndOffset(shape: number[]): void {
    const { parts } = this;
    if (this.scale) {
      this.gamma = this.addWeight(
        'gamma',
        shape,
        'float32',
        parts.gammaInitializer,
        parts.gammaRegularizer,
        true,
        parts.gammaConstraint,
      );
    }
    if (this.center) {
      this.beta = this.addWeight(
        'beta',
        shape,
        'float32',
        parts.betaInitializer,
        parts.betaRegularizer,
        true,
        parts.betaConstraint,
      );
    }
  }

  /** γ·x̂ + β. */
  protected rescale(normalized: tf.Tensor, axes: readonly number[]): tf.Tensor {
    const { gamma, beta } = this;
    const shape = normalized.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
    const scaled = gamma ? tf.mul(normalized, tf.reshape(gamma.read(), shape)) : normalized;
    return beta ? tf.add(scaled, tf.reshape(beta.read(), shape)) : scaled;
  }

  /** The output of one tensor. */
  protected abstract normalize(x: tf.Tensor, training: boolean): tf.Tensor;

  /** The shape of the input. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  /** The normalized input. */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training = false }: { training?: boolean } = {},
  ): tf.Tensor {
    return tf.tidy(() => this.normalize(Array.isArray(inputs) ? inputs[0]! : inputs, training));
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    const ofTfjs = this.parts.getConfig();
    return {
      ...super.getConfig(),
      ...Object.fromEntries(this.#kind.options.map((name) => [name, ofTfjs[name] ?? null])),
      epsilon: this.epsilon,
    };
  }
}

/** The shape of the one input of a layer. */
export function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return Array.isArray(shape[0]) ? shape[0] : (shape as tf.Shape);
}
