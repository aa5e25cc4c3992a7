import type * as tf from '@tensorflow/tfjs';

/** A regularizer of a layer, and the weight that it acts on. */
export interface WeightRegularizer {
  /** The weight. */
  readonly weight: tf.LayerVariable;
  /** tfjs' regularizer object. */
  readonly regularizer: {
    getClassName(): string;
    getConfig(): Record<string, unknown>;
  };
}

/**
 * Finds a layer's regularizers with the weights that they act on. tfjs keeps only functions of both together; a layer calls
 * the regularizer of its weight `kernel` `kernelRegularizer`, and so on.
 *
 * @returns undefined if the layer penalizes something that is not found in this way
 */
export function regularizersOf(layer: tf.layers.Layer): WeightRegularizer[] | undefined {
  const found = layer.weights.flatMap((weight) => {
    const name = weight.originalName.split('/').at(-1)!;
    const role = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const regularizer = (layer as unknown as Record<string, unknown>)[`${role}Regularizer`];
    return regularizer
      ? [{ weight, regularizer: regularizer as WeightRegularizer['regularizer'] }]
      : [];
  });
  return found.length === weightLossesOf(layer).length ? found : undefined;
}

/** A loss that a layer adds to what is minimized. */
type LayerLoss = tf.layers.Layer['losses'][number];

/**
 * The losses of a layer that are functions of its weights. Those of its outputs, which `@occam/regularizers` adds for an
 * `activityRegularizer`, are marked; the fused engine computes them where it computes the outputs.
 */
export function weightLossesOf(layer: tf.layers.Layer): LayerLoss[] {
  return layer.losses.filter((loss) => !isOfActivity(loss));
}

/** The losses of a layer that are functions of its outputs. */
export function activityLossesOf(layer: tf.layers.Layer): LayerLoss[] {
  return layer.losses.filter(isOfActivity);
}

function isOfActivity(loss: LayerLoss): boolean {
  return 'ofActivity' in loss;
}
