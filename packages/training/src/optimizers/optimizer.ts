import * as tf from '@tensorflow/tfjs';
import { clippingOf } from './clippings.js';
import { decayingWeights } from './decayingWeights.js';
import type { OptimizerConfig, WeightDecay } from './optimizerConfig.js';
import type { RuleOptions } from './updateRule.js';
import { UPDATE_RULES } from './updateRules.js';

/** Changes a model's weights by their gradients, with tfjs' ops. */
export interface Optimizer {
  /**
   * Makes one step. A weight without a gradient stays as it is.
   *
   * @param gradients by the name of the weight's variable, as `tf.variableGrads` returns them
   */
  step(gradients: tf.NamedTensorMap, learningRate: number): void;
  /** Frees the state. */
  dispose(): void;
}

/**
 * Creates the optimizer of a configuration that `resolveOptimizer` has filled in. A step is
 *
 *     g ← clipped by value, norm or global norm
 *     w ← w − α · (direction(g) + λ₂·w + λ₁·sign w)      α the learning rate, λ the decoupled decay
 *     w ← the layer's constraint of w
 *
 * @throws RangeError if `weightDecay` names a layer or a weight that the model does not have
 */
export function createOptimizer(config: OptimizerConfig, model: tf.LayersModel): Optimizer {
  const rule = UPDATE_RULES[config.name];
  const { weightDecay } = config;
  const clipping = clippingOf(config);
  const decaying = decayingWeights(model, weightDecay);
  const weights = model.trainableWeights;
  const states = new Map<tf.LayerVariable, tf.Tensor[]>();
  let steps = 0;

  function stateOf(weight: tf.LayerVariable): tf.Tensor[] {
    return (
      states.get(weight) ??
      Array.from({ length: rule.slots }, () => tf.zeros(weight.shape as number[]))
    );
  }

  function update(weight: tf.LayerVariable, gradient: tf.Tensor, learningRate: number): void {
    const before = stateOf(weight);
    const { direction, state } = rule.update(gradient, before, config as RuleOptions, steps);
    const value = weight.read();
    const decayed =
      weightDecay && decaying.has(weight)
        ? tf.add(direction, decay(value, weightDecay))
        : direction;
    weight.write(tf.sub(value, tf.mul(decayed, learningRate)));
    states.set(
      weight,
      state.map((tensor) => tf.keep(tensor)),
    );
    tf.dispose(before);
  }

  return {
    step(gradients, learningRate) {
      steps += 1;
      tf.tidy(() => {
        const clipped = clipping ? clipping.clip(gradients) : gradients;
        for (const weight of weights) {
          const gradient = clipped[(weight.read() as tf.Variable).name];
          if (gradient) update(weight, gradient, learningRate);
        }
      });
    },
    dispose() {
      for (const state of states.values()) tf.dispose(state);
      states.clear();
    },
  };
}

function decay(weight: tf.Tensor, { l2 = 0, l1 = 0 }: WeightDecay): tf.Tensor {
  const terms = [
    ...(l2 > 0 ? [tf.mul(weight, l2)] : []),
    ...(l1 > 0 ? [tf.mul(tf.sign(weight), l1)] : []),
  ];
  return terms.length > 0 ? tf.addN(terms) : tf.zerosLike(weight);
}
