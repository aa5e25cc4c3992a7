import {
  checkLayerOptions,
  layerFromConfig,
  noiseOf,
  type LayerNoise,
  type LayerOptions,
  type Parameter,
  type Plan,
} from '@occam/backend';
import { describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { hasKernels, kernelsOf, type Kernel } from './kernels.js';

/** What every wrapper of a layer with a kernel takes. */
export interface WrapperOptions extends LayerOptions {
  /** The layer whose kernels are computed anew: a new one, in no model yet. */
  layer: tf.layers.Layer;
  /** The shape of one row, for the first layer of a model. Default: that of the layer inside, or before. */
  inputShape?: tf.Shape | undefined;
  /** Whether the weights are trained. Default: whether those of the layer inside are. */
  trainable?: boolean | undefined;
}

/** How a kernel that is computed from weights becomes steps of a plan. */
export type KernelLowering = (kernel: Kernel, raw: Parameter, plan: Plan) => Parameter;

/** What of a layer inside a wrapper the wrapper shows as its own, as far as it has it. */
interface InnerParts {
  activation?: object | null;
  readonly kernelRegularizer?: object | null;
  readonly biasRegularizer?: object | null;
}

/**
 * A layer that has another one inside, and lets it compute with other kernels than its own weights. A subclass says which:
 * {@link effectiveKernel} with tfjs' ops, {@link lowerKernel} for a plan, both the same.
 *
 * Its weights are those of the layer inside, and then its own. What acts on weights (regularizers, constraints, decay) acts on
 * them, not on the kernels that are computed of them.
 */
export abstract class KernelWrapper extends tf.layers.Layer {
  /** The layer inside. */
  readonly layer: tf.layers.Layer;
  #kernels: readonly Kernel[] = [];

  /**
   * Checks the options.
   *
   * @param owner the function that makes the wrapper, for messages
   * @param own the options that it has besides {@link WrapperOptions}
   * @throws TypeError or RangeError if an option is unknown or out of range, or the layer has no kernel or is in a model
   */
  constructor(owner: string, options: WrapperOptions, own: readonly string[]) {
    const ofLayer = checkLayerOptions(owner, options, ['layer', ...own]);
    const { layer } = options;
    checkLayer(owner, layer);
    const inside = ofLayer?.inputShape || ofLayer?.batchInputShape ? null : layer.batchInputShape;
    const { dtype } = layer;
    const trainable = ofLayer?.trainable ?? layer.trainable;
    super({ dtype, ...(inside && { batchInputShape: inside }), ...ofLayer, trainable });
    this.layer = layer;
    layer.trainable = trainable;
    // Where it stands in a model, which decides its random numbers, is where the wrapper stands.
    layer.inboundNodes = this.inboundNodes;
    this.activityRegularizer = layer.activityRegularizer;
    this.supportsMasking = layer.supportsMasking;
    this.inputSpec = layer.inputSpec;
  }

  /** The kernels of the layer inside, once it is built. */
  get kernels(): readonly Kernel[] {
    return this.#kernels;
  }

  /** The random numbers of the layer inside, if it draws some. */
  get noise(): LayerNoise | undefined {
    return noiseOf(this.layer);
  }

  /** What follows the layer inside; whoever wants logits replaces it. */
  get activation(): object | null | undefined {
    return (this.layer as InnerParts).activation;
  }

  set activation(activation: object | null | undefined) {
    (this.layer as InnerParts).activation = activation!;
  }

  /** The regularizer of the kernel, before it is computed anew. */
  get kernelRegularizer(): object | null | undefined {
    return (this.layer as InnerParts).kernelRegularizer;
  }

  /** The regularizer of the biases. */
  get biasRegularizer(): object | null | undefined {
    return (this.layer as InnerParts).biasRegularizer;
  }

  /** Makes the weights of the layer inside, and then the wrapper's. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { layer } = this;
    if (!layer.built) {
      layer.build(inputShape);
      layer.built = true;
      if (layer.initialWeights) layer.setWeights(layer.initialWeights);
    }
    this.inputSpec = layer.inputSpec;
    this.#kernels = kernelsOf(layer);
    for (const kernel of this.#kernels) this.buildKernel(kernel);
    this.built = true;
  }

  /** Makes the weights that the wrapper itself has for a kernel. */
  protected abstract buildKernel(kernel: Kernel): void;

  /**
   * Computes a kernel from the weights.
   *
   * @param training whether what is learned from batch to batch moves on
   */
  abstract effectiveKernel(kernel: Kernel, training: boolean): tf.Tensor;

  /** Computes it in a plan, and the gradients of the weights from that of the kernel. */
  abstract readonly lowerKernel: KernelLowering;

  /** What the layer inside computes with the other kernels. */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { training?: boolean } = {},
  ): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const { training = false } = kwargs;
      const effective = this.#kernels.map((kernel) => this.effectiveKernel(kernel, training));
      this.#kernels.forEach((kernel, i) => hold(kernel, standIn(kernel.variable, effective[i]!)));
      try {
        return this.layer.call(inputs, kwargs);
      } finally {
        for (const kernel of this.#kernels) hold(kernel, kernel.variable);
      }
    });
  }

  /** The shape that the layer inside gives. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  /** The mask that the layer inside hands on. */
  override computeMask(
    inputs: tf.Tensor | tf.Tensor[],
    mask?: tf.Tensor | tf.Tensor[],
  ): tf.Tensor | tf.Tensor[] {
    return this.layer.computeMask(inputs, mask);
  }

  /** Whether the weights are trained. */
  override get trainable(): boolean {
    return super.trainable;
  }

  override set trainable(trainable: boolean) {
    super.trainable = trainable;
    this.layer.trainable = trainable;
  }

  /** The weights that are trained: those of the layer inside, then the wrapper's. */
  override get trainableWeights(): tf.LayerVariable[] {
    return [...this.layer.trainableWeights, ...super.trainableWeights];
  }

  /** The weights that are not. */
  override get nonTrainableWeights(): tf.LayerVariable[] {
    return [...this.layer.nonTrainableWeights, ...super.nonTrainableWeights];
  }

  /** The penalties of the layer inside. */
  override get losses(): tf.layers.Layer['losses'] {
    return [...this.layer.losses, ...super.losses];
  }

  /** Lets the layer inside build without its initial weights, for a model that is loaded. */
  override setFastWeightInitDuringBuild(fast: boolean): void {
    super.setFastWeightInitDuringBuild(fast);
    this.layer.setFastWeightInitDuringBuild(fast);
  }

  /** The options that the wrapper can be made from again, with the layer inside by its class and configuration. */
  override getConfig(): tf.serialization.ConfigDict {
    const { layer } = this;
    return {
      ...super.getConfig(),
      layer: { className: layer.getClassName(), config: layer.getConfig() },
    };
  }
}

/** Makes a wrapper from what tfjs read: the layer inside by its class and configuration. */
export function wrapperFromConfig<T extends tf.serialization.Serializable>(
  wrapper: tf.serialization.SerializableConstructor<T>,
  config: tf.serialization.ConfigDict,
): T {
  const inside = config['layer'] as unknown as Parameters<typeof innerLayer>[0];
  return layerFromConfig(wrapper, { ...config, layer: innerLayer(inside) as never });
}

/**
 * Makes a layer from its class and configuration. tfjs' own function for it is not exported.
 *
 * @throws RangeError if the class is not registered
 */
function innerLayer({
  className,
  config,
}: {
  className: string;
  config: tf.serialization.ConfigDict;
}): tf.layers.Layer {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [layer, fromConfig] = (classNameMap[className] ?? []) as unknown as [
    unknown?,
    ((layer: unknown, config: tf.serialization.ConfigDict) => tf.layers.Layer)?,
  ];
  if (!fromConfig) {
    throw new RangeError(
      `the layer inside the wrapper is a '${className}', which is not registered: ` +
        `call the register() of its package, or tf.serialization.registerClass, first`,
    );
  }
  return fromConfig(layer, { ...config });
}

function checkLayer(owner: string, layer: unknown): asserts layer is tf.layers.Layer {
  if (!(layer instanceof tf.layers.Layer)) {
    throw new TypeError(
      `layer of ${owner} must be a layer with a kernel, as tf.layers.dense({ units: 8 }) makes it, not ${describe(layer)}`,
    );
  }
  if (!hasKernels(layer)) {
    throw new TypeError(
      `layer of ${owner} must have a kernel, as those of dense, conv2d and depthwiseConv2d, ` +
        `but '${layer.name}' is a ${layer.getClassName()}, which has none`,
    );
  }
  if (layer.inboundNodes.length > 0) {
    throw new RangeError(
      `layer of ${owner} must be in no model yet, but '${layer.name}' is in one: make a new layer`,
    );
  }
}

function hold({ owner, property }: Kernel, variable: tf.LayerVariable): void {
  (owner as Record<string, tf.LayerVariable>)[property] = variable;
}

/** A variable that reads as another tensor. */
function standIn(variable: tf.LayerVariable, value: tf.Tensor): tf.LayerVariable {
  return Object.create(variable, { read: { value: () => value } }) as tf.LayerVariable;
}
