import { createRng, fillNormal, fillUniform, type RngKey, type Seed } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** The random numbers of one call of a layer; each draw goes on where the last one ended, at the next multiple of 4. */
export interface NoiseDraws {
  /** Uniform numbers from [0, 1), of the shape given. */
  uniform(shape: readonly number[]): tf.Tensor;
  /** Standard normal numbers. */
  normal(shape: readonly number[]): tf.Tensor;
  /** `scale` where a uniform number is at least `rate`, and 0 elsewhere. */
  mask(shape: readonly number[], rate: number, scale: number): tf.Tensor;
}

/** Where an engine's random numbers for one layer come from. */
export interface NoiseSource {
  /** The key of the layer's own stream. */
  readonly key: RngKey;
  /** The step of training that is under way. */
  step(): number;
}

/** A layer that draws random numbers. Both engines find the property and decide what it draws. */
export interface NoisyLayer extends tf.layers.Layer {
  /** Its random numbers. */
  readonly noise: LayerNoise;
}

/**
 * The random numbers of one layer, for layers that draw some in training. A layer makes one of them, keeps it in its
 * property `noise`, and asks it for {@link next} at each call in training. Every number is Philox(key, step, index),
 * as in `plan.stream(layer)`, where key and step come from whoever trains:
 *
 * - In Occam's two engines, from the engine: the key from the seed of `fit` or `train` and the layer's place in the model, the
 *   step from the training. The layer's own seed means nothing there, so that another fold gets other masks.
 * - Anywhere else, as in tfjs' `model.fit`, from the layer: the key from its seed and the number of layers before it in
 *   the model (so two layers of one model differ although both have the default seed; names, which tfjs
 *   counts up over all models, mean nothing), the step from the number of its calls.
 *
 * @example
 * ```ts
 * import { LayerNoise, type NoisyLayer } from '@occam/backend';
 * import * as tf from '@tensorflow/tfjs';
 *
 * // Adds uniform noise in training.
 * class Jitter extends tf.layers.Layer implements NoisyLayer {
 *   static className = 'Jitter';
 *   readonly noise = new LayerNoise(this, 0);
 *
 *   override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
 *     const x = Array.isArray(inputs) ? inputs[0]! : inputs;
 *     return training ? tf.tidy(() => tf.add(x, this.noise.next().uniform(x.shape))) : x;
 *   }
 * }
 * ```
 */
export class LayerNoise {
  readonly #layer: tf.layers.Layer;
  readonly #seed: Seed;
  #source: NoiseSource | undefined;
  #own: { readonly place: number; readonly key: RngKey } | undefined;
  #calls = 0;
  #step = -1;
  #offset = 0;

  /**
   * Makes the random numbers of a layer.
   *
   * @param seed decides them where no engine of ours trains
   * @throws TypeError or RangeError if the seed is neither an integer nor a string
   */
  constructor(layer: tf.layers.Layer, seed: Seed) {
    createRng(seed);
    this.#layer = layer;
    this.#seed = seed;
  }

  /** Starts a call in training. */
  next(): NoiseDraws {
    const { key, step } = this.#source
      ? { key: this.#source.key, step: this.#source.step() }
      : { key: this.#ownKey(), step: this.#calls++ };
    if (step !== this.#step || !this.#source) this.#offset = 0;
    this.#step = step;
    const draw = (shape: readonly number[], fill: typeof fillUniform): Float32Array => {
      const numbers = new Float32Array(shape.reduce((product, n) => product * n, 1));
      fill(numbers, { key, step, offset: this.#offset });
      this.#offset += Math.ceil(numbers.length / 4) * 4;
      return numbers;
    };
    return {
      uniform: (shape) => tf.tensor(draw(shape, fillUniform), shape as number[]),
      normal: (shape) => tf.tensor(draw(shape, fillNormal), shape as number[]),
      mask(shape, rate, scale) {
        const least = Math.fround(rate);
        const mask = draw(shape, fillUniform);
        for (let i = 0; i < mask.length; i++) mask[i] = mask[i]! >= least ? scale : 0;
        return tf.tensor(mask, shape as number[]);
      },
    };
  }

  /** Begins a forward pass: another one of the same step draws the same numbers. */
  restart(): void {
    this.#step = -1;
  }

  /** Draws what an engine decides, until {@link unfollow}. */
  follow(source: NoiseSource): void {
    this.#source = source;
    this.#step = -1;
  }

  /** Draws what the layer itself decides, as before. */
  unfollow(): void {
    this.#source = undefined;
    this.#step = -1;
  }

  #ownKey(): RngKey {
    const place = countBefore(this.#layer);
    if (this.#own?.place !== place) {
      this.#own = { place, key: createRng(this.#seed).fork(`mask/${place}`).key };
    }
    return this.#own!.key;
  }
}

/** The random numbers of a layer that draws some in the way of {@link LayerNoise}; undefined for any other. */
export function noiseOf(layer: tf.layers.Layer): LayerNoise | undefined {
  const { noise } = layer as Partial<NoisyLayer>;
  return typeof noise?.follow === 'function' ? noise : undefined;
}

/** How many layers a layer's input goes through. */
function countBefore(layer: tf.layers.Layer): number {
  const seen = new Set<tf.layers.Layer>();
  const open = [layer];
  for (let one = open.pop(); one; one = open.pop()) {
    const [node] = one.inboundNodes as unknown as { inboundLayers: tf.layers.Layer[] }[];
    for (const before of node?.inboundLayers ?? []) {
      if (seen.has(before)) continue;
      seen.add(before);
      open.push(before);
    }
  }
  return seen.size;
}
