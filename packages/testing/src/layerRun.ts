import { noiseOf } from '@occam/backend';
import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { TestArray } from './numbers.js';

/** A layer outside of any model, with given weights. */
export class LayerRun {
  readonly #layer: tf.layers.Layer;
  #values: readonly TestArray[] = [];

  /**
   * Builds the layer.
   *
   * @param inputShape the shape of one row
   */
  constructor(layer: tf.layers.Layer, inputShape: readonly number[]) {
    this.#layer = layer;
    tf.tidy(() => void layer.apply(tf.zeros([1, ...inputShape])));
    this.setWeights(this.drawWeights());
  }

  /** Draws standard normal weights; where a weight is called a variance, their sizes. */
  drawWeights(): TestArray[] {
    return this.#layer.weights.map(({ shape, originalName }, i) =>
      drawWeight(shape as number[], `weight ${i}`, originalName),
    );
  }

  /** Whether each of the weights is trained. */
  get trained(): boolean[] {
    const { trainableWeights } = this.#layer;
    return this.#layer.weights.map((weight) => trainableWeights.includes(weight));
  }

  /** Replaces all weights. */
  setWeights(values: readonly TestArray[]): void {
    this.#values = values;
    tf.tidy(() => {
      // Layer.setWeights would project them onto their constraints.
      values.forEach(({ data, shape }, i) => {
        const variable = this.#layer.weights[i]!.read() as tf.Variable;
        variable.assign(tf.tensor(fromFloat64(data), [...shape]));
      });
    });
  }

  /** What the layer returns; in training its noise goes on with each call. */
  output(x: TestArray, training: boolean): { data: number[]; shape: number[] } {
    return tf.tidy(() => {
      const y = this.#layer.apply(tensorOf(x), { training }) as tf.Tensor;
      return { data: Array.from(y.dataSync()), shape: y.shape };
    });
  }

  /** Σ factor · output, whose noise is that of the first call of `key`. */
  weightedSum(x: TestArray, factors: TestArray, training: boolean): number {
    this.rewind();
    return tf.tidy(() => this.#sum(tensorOf(x), factors, training).dataSync()[0]!);
  }

  /** The gradient of {@link weightedSum} by the input and by each weight that is trained, one after the other. */
  gradients(x: TestArray, factors: TestArray, training: boolean): number[][] {
    this.rewind();
    return tf.tidy(() => {
      const weights = this.#layer.weights.map((weight) => weight.read() as tf.Variable);
      const trained = weights.filter((weight) => weight.trainable);
      const input = tf.variable(tensorOf(x), true);
      const { grads } = tf.variableGrads(
        () => this.#sum(input, factors, training),
        [input, ...trained],
      );
      const found = [input, ...weights].map(({ name, size }) =>
        grads[name] ? Array.from(grads[name].dataSync()) : Array<number>(size).fill(0),
      );
      input.dispose();
      return found;
    });
  }

  /** Lets the noise begin anew, as in the first step of a training, with the weights that were set last. */
  rewind(): void {
    // A layer may move some of them in training: running means, vectors of a power iteration.
    if (this.trained.includes(false)) this.setWeights(this.#values);
    const noise = noiseOf(this.#layer);
    noise?.follow({ key: createRng('testLayer').key, step: () => 0 });
  }

  /** Gives the weights back. */
  dispose(): void {
    this.#layer.dispose();
  }

  #sum(x: tf.Tensor, { data, shape }: TestArray, training: boolean): tf.Scalar {
    const y = this.#layer.apply(x, { training }) as tf.Tensor;
    return tf.sum(tf.mul(y, tf.tensor(fromFloat64(data), [...shape])));
  }
}

/** Draws standard normal float32 numbers. */
export function drawValues(shape: readonly number[], label: string): TestArray {
  const rng = createRng('testLayer').fork(label);
  const size = shape.reduce((product, n) => product * n, 1);
  return { data: Float64Array.from({ length: size }, () => rng.normal()), shape };
}

/** Draws a weight: standard normal numbers, or the sizes of such if it is a variance, by its name. */
export function drawWeight(shape: readonly number[], label: string, name: string): TestArray {
  const drawn = drawValues(shape, label);
  return name.endsWith('variance') ? { ...drawn, data: drawn.data.map(Math.abs) } : drawn;
}

function tensorOf({ data, shape }: TestArray): tf.Tensor {
  return tf.tensor(fromFloat64(data), [...shape]);
}

/** In float64 (see inFloat64) the same numbers, else rounded. */
function fromFloat64(data: Float64Array): Float32Array {
  return Float32Array.from(data);
}
