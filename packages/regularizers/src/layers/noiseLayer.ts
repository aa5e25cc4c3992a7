import { layerFromConfig, LayerNoise, type NoiseDraws, type NoisyLayer } from '@occam/backend';
import type { Seed } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { encodeSeed, type NoiseLayerOptions } from './noiseLayerOptions.js';

/** A layer without weights that disturbs its input in training and returns it as it is at inference. */
export abstract class NoiseLayer extends tf.layers.Layer implements NoisyLayer {
  /** Makes the layer from its saved options. */
  static override fromConfig = layerFromConfig;
  /** Its random numbers. */
  readonly noise: LayerNoise;
  readonly #seed: Seed;

  /** Makes the layer; what derives from it has checked the options. */
  constructor(options: NoiseLayerOptions, seed: Seed) {
    super(options as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.supportsMasking = true;
    this.#seed = seed;
    this.noise = new LayerNoise(this, seed);
  }

  /** The input with its noise. */
  protected abstract disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor;

  /** The shape of the input. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  /** The input, with noise in training. */
  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training }: { training?: boolean } = {},
  ): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return training ? tf.tidy(() => this.disturb(x, this.noise.next())) : x;
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: encodeSeed(this.#seed) };
  }
}
