import { checkOptions } from '@occam/core';
import type { Callback } from '@occam/training';
import type { NoOptions, Scoring } from '../criterion.js';
import { hasUnits, kernelLayerOf } from '../network/kernelLayer.js';
import type * as tf from '@tensorflow/tfjs';

/** The criterion that {@link movement} makes. */
export interface Movement extends Scoring<'scoreWeights'> {
  /**
   * Watches a model while it trains: the callback for `fit`. What it sees is added to what it saw before.
   *
   * @param model the model that is trained
   */
  watch(model: tf.LayersModel): Callback;
}

/**
 * Scores weights by how training moves them, away from zero or towards it:
 *
 *     S = Σ_t w_t · (w_{t+1} − w_t)
 *
 * over the steps t that its callback has seen. With gradient descent w_{t+1} − w_t = −α ∂E/∂w, so that S is α times the paper's
 * −Σ w · ∂E/∂w; with other optimizers it follows the steps that they take. A weight that shrinks scores below 0, however
 * large it is. Scores are comparable across layers.
 *
 * Source: Sanh, Wolf, Rush (2020), "Movement pruning: adaptive sparsity by fine-tuning".
 *
 * @throws once it scores: RangeError if there is no such layer, or it was not watched
 *
 * @example
 * ```ts
 * import { movement } from '@occam/pruning';
 * import { fit } from '@occam/training';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([32, 2]);
 * const criterion = movement();
 * const callbacks = [criterion.watch(model)];
 * await fit(model, { x, y: x.sum(1), task: 'regression' }, { epochs: 2, callbacks });
 * const { data } = criterion.scoreWeights(model, 'hidden');
 * ```
 */
export function movement(options: NoOptions = {}): Movement {
  checkOptions('movement', options, []);
  const moved = new WeakMap<tf.layers.Layer, Float64Array>();
  return {
    className: 'movement',
    needs: 'model',
    getConfig: () => ({}),
    watch(model) {
      const layers = model.layers.filter(hasUnits);
      let before: Float32Array[] = [];
      const read = () =>
        layers.map(({ kernel }) => kernel.read().dataSync().slice() as Float32Array);
      return {
        onTrainBegin: () => void (before = read()),
        onBatchEnd() {
          const after = read();
          layers.forEach((layer, l) => {
            const sums = moved.get(layer) ?? new Float64Array(after[l]!.length);
            moved.set(layer, sums);
            for (let i = 0; i < sums.length; i++) {
              sums[i]! += before[l]![i]! * (after[l]![i]! - before[l]![i]!);
            }
          });
          before = after;
        },
      };
    },
    scoreWeights(model, layerName) {
      const layer = kernelLayerOf('movement', model, layerName);
      const sums = moved.get(layer);
      if (!sums) {
        throw new RangeError(
          `movement has not seen '${layerName}' train: give fit the callback, as { callbacks: [criterion.watch(model)] }`,
        );
      }
      return { data: Float32Array.from(sums), shape: layer.kernel.shape as number[] };
    },
  };
}
