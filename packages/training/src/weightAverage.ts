import * as tf from '@tensorflow/tfjs';

/** A running average of a model's trainable weights, beside the weights. */
export interface WeightAverage {
  /** Moves the average a towards the weights w: a ← (1 − share) · a + share · w; the first call makes it w. */
  update(share: number): void;
  /** Puts (1 − share) · a + share · w in the place of the weights; the average stays. Default share 0. */
  put(share?: number): void;
  /** Forgets the average. */
  dispose(): void;
}

/** Creates an average that is computed with tfjs' ops. */
export function createWeightAverage(model: tf.LayersModel): WeightAverage {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let averages: tf.Tensor[] = [];

  function mixed(i: number, share: number): tf.Tensor {
    return tf.tidy(() => tf.add(tf.mul(averages[i]!, 1 - share), tf.mul(variables[i]!, share)));
  }

  function dispose(): void {
    tf.dispose(averages);
    averages = [];
  }

  return {
    update(share) {
      const next =
        averages.length === 0
          ? variables.map((variable) => variable.clone())
          : variables.map((_, i) => mixed(i, share));
      dispose();
      averages = next.map((tensor) => tf.keep(tensor));
    },
    put(share = 0) {
      variables.forEach((variable, i) => {
        if (share === 0) return variable.assign(averages[i]!);
        const next = mixed(i, share);
        variable.assign(next);
        next.dispose();
      });
    },
    dispose,
  };
}
