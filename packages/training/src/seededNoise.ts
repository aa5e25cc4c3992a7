import { LayerNoise, noiseOf, type NoiseDraws } from '@occam/backend';
import { warn, type Rng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { layersOf } from './modelLayers.js';

/** The seeded noise of a model's layers while it is trained. */
export interface SeededNoise {
  /** Begins a forward pass with the masks of a step; another pass with the same step has the same masks. */
  setStep(step: number): void;
  /** Gives the layers their own behaviour back. */
  restore(): void;
}

type Noise = (input: tf.Tensor, layer: NoiseLayer, draw: NoiseDraws) => tf.Tensor;

interface NoiseLayer extends tf.layers.Layer {
  readonly rate: number;
  readonly stddev: number;
  getNoiseShape?(input: tf.Tensor): (number | null)[] | null | undefined;
  readonly noiseShape?: number[] | null;
}

/**
 * What tfjs' noise layers do in training, with r the rate, u uniform and z normal:
 *
 * - Dropout, SpatialDropout1D: x · [u ≥ r] / (1 − r), one u for each element (or of `noiseShape`; for SpatialDropout1D
 *   one for each channel)
 * - GaussianNoise: x + stddev · z
 * - GaussianDropout: x · (1 + √(r / (1 − r)) · z)
 * - AlphaDropout: a · (x · k + α′ · (1 − k)) + b with k = [u ≥ r], α′ = −λα of selu, a = ((1 − r)(1 + r·α′²))^−½,
 *   b = −a·α′·r, which keeps mean and variance (Klambauer et al. 2017). tfjs has the sign of α′ wrong here.
 */
const NOISE: Readonly<Record<string, Noise>> = {
  Dropout: dropout,
  SpatialDropout1D: dropout,
  GaussianNoise: (x, { stddev }, draw) => tf.add(x, tf.mul(draw.normal(x.shape), stddev)),
  GaussianDropout: (x, { rate }, draw) =>
    rate > 0 && rate < 1
      ? tf.mul(x, tf.add(1, tf.mul(draw.normal(x.shape), Math.sqrt(rate / (1 - rate)))))
      : x,
  AlphaDropout: alphaDropout,
};

const ALPHA = -1.7580993408473766;

function dropout(x: tf.Tensor, layer: NoiseLayer, draw: NoiseDraws): tf.Tensor {
  const { rate } = layer;
  if (!(rate > 0 && rate < 1)) return x;
  const shape = (layer.getNoiseShape?.(x) as number[] | null) ?? x.shape;
  return tf.mul(x, draw.mask(shape, rate, 1 / (1 - rate)));
}

function alphaDropout(x: tf.Tensor, { rate, noiseShape }: NoiseLayer, draw: NoiseDraws): tf.Tensor {
  if (!(rate > 0 && rate < 1)) return x;
  const kept = draw.mask(noiseShape ?? x.shape, rate, 1);
  const a = ((1 - rate) * (1 + rate * ALPHA ** 2)) ** -0.5;
  const b = -a * ALPHA * rate;
  const dropped = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), ALPHA));
  return tf.add(tf.mul(dropped, a), b);
}

/**
 * Replaces the noise of tfjs' own layers in training by numbers that depend on the seed, the layer's place in the model
 * and the step alone: tfjs draws Gaussian noise without a seed, and a Dropout with a seed repeats one mask for ever. Each
 * layer draws from Philox under the key of `rng.fork('mask/<place>')` (its index in `model.layers`, not its name, since
 * tfjs numbers names in the order of creation); a layer that is called twice in a pass draws on.
 *
 * Any other layer that has a {@link LayerNoise} as its property `noise` draws in the same way.
 *
 * Outside training the layers behave as always. Call `restore` in any case. Dropout inside a recurrent layer stays
 * tfjs' own, without a seed: a warning says so.
 */
export function seedNoise(model: tf.LayersModel, rng: Rng): SeededNoise {
  const layers = layersOf(model);
  let currentStep = 0;
  const replaced: NoiseLayer[] = [];

  const following: LayerNoise[] = [];

  for (const { layer, path } of layers) {
    const noise = NOISE[layer.getClassName()];
    const own = noiseOf(layer);
    if (own) follow(own, path);
    else if (noise) replaceCall(layer as NoiseLayer, noise, path);
    else warnAboutRecurrentDropout(layer);
  }

  function follow(noise: LayerNoise, path: string): LayerNoise {
    noise.follow({ key: rng.fork(`mask/${path}`).key, step: () => currentStep });
    following.push(noise);
    return noise;
  }

  function replaceCall(layer: NoiseLayer, noise: Noise, path: string): void {
    const draws = follow(new LayerNoise(layer, 0), path);
    const original = layer.call.bind(layer);
    layer.call = (inputs, kwargs) =>
      kwargs['training']
        ? tf.tidy(() => noise(Array.isArray(inputs) ? inputs[0]! : inputs, layer, draws.next()))
        : original(inputs, kwargs);
    replaced.push(layer);
  }

  return {
    setStep(step) {
      currentStep = step;
      for (const noise of following) noise.restart();
    },
    restore() {
      for (const noise of following) noise.unfollow();
      for (const layer of replaced) delete (layer as Partial<NoiseLayer>).call;
    },
  };
}

function warnAboutRecurrentDropout(layer: tf.layers.Layer): void {
  const { cell } = layer as { cell?: { dropout?: number; recurrentDropout?: number } };
  if ((cell?.dropout ?? 0) > 0 || (cell?.recurrentDropout ?? 0) > 0) {
    warn(
      `the layer '${layer.name}' drops units by tfjs' own masks, which no seed reaches: ` +
        `this training cannot be repeated exactly; put a dropout layer before it instead`,
    );
  }
}
