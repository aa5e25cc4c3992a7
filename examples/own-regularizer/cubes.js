import { registerClass } from '@occam/core';
import { Penalty } from '@occam/regularizers';
import * as tf from '@tensorflow/tfjs';

/** Penalizes the cubes of the sizes of weights: strength · Σ|w|³. */
class Cubes extends Penalty {
  static className = 'MyCubes';

  constructor({ strength = 0.01 } = {}) {
    if (!(strength >= 0 && strength < Infinity)) {
      throw new RangeError(`strength must be a number at least 0, not ${strength}`);
    }
    super({ strength });
  }

  compute(w) {
    return tf.mul(this.config.strength, tf.sum(tf.mul(tf.square(w), tf.abs(w))));
  }
}

/** Makes a `kernelRegularizer`. */
export function cubes(options) {
  return new Cubes(options);
}

/** Makes it known to tfjs' loader, by its class, and to recipes, by its name; again changes nothing. */
export function register() {
  tf.serialization.registerClass(Cubes);
  registerClass('penalty', 'cubes', cubesOfRecipe);
}

function cubesOfRecipe(config) {
  const penalty = cubes(config);
  return (w) => penalty.apply(w);
}
