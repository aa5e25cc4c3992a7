import * as tf from '@tensorflow/tfjs';

/** The gradients of weights, summed over batches. */
export class WeightGradients {
  readonly #sums = new Map<tf.LayerVariable, tf.Tensor>();

  /** Adds `share` times the gradients of a batch, and disposes them. */
  add(gradients: ReadonlyMap<tf.LayerVariable, tf.Tensor>, share: number): void {
    for (const [variable, gradient] of gradients) {
      const former = this.#sums.get(variable);
      const sum = tf.tidy(() => {
        const part = tf.mul(gradient, share);
        return former ? tf.add(former, part) : part;
      });
      this.#sums.set(variable, sum);
      former?.dispose();
      gradient.dispose();
    }
  }

  /** ‖gradient‖ over all weights of a layer; undefined if there is none. */
  async normOf(layer: tf.layers.Layer): Promise<number | undefined> {
    let squares: number | undefined;
    for (const variable of layer.trainableWeights) {
      const values = await this.#sums.get(variable)?.data();
      if (!values) continue;
      squares ??= 0;
      for (const value of values) squares += value ** 2;
    }
    return squares === undefined ? undefined : Math.sqrt(squares);
  }

  /** Gives the sums back. */
  dispose(): void {
    tf.dispose([...this.#sums.values()]);
    this.#sums.clear();
  }
}
