import { checkOptions, createRng, rowSize, type Rng, type Seed } from '@occam/core';
import type { Scoring } from '../criterion.js';
import { checkBuilt } from '../network/checkBuilt.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';

/** What {@link random} takes. */
export interface RandomOptions {
  /** Decides the scores, with the layer's place in the model. Default 0. */
  seed?: Seed | undefined;
}

/**
 * Scores everything by uniform random numbers from [0, 1): the control that any criterion must beat. The same seed gives a layer
 * the same scores each time.
 *
 * @throws TypeError or RangeError if an option is unknown or of another type; RangeError if there is no such layer
 *
 * @example
 * ```ts
 * import { random } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = random({ seed: 1 }).scoreUnits(model, 'hidden');
 * ```
 */
export function random(
  options: RandomOptions = {},
): Scoring<'scoreUnits' | 'scoreWeights' | 'scoreInputs'> {
  checkOptions('random', options, ['seed']);
  const { seed = 0 } = options;
  const root = createRng(seed);
  const draw = (rng: Rng, n: number) => Float32Array.from({ length: n }, () => rng.next());
  return {
    className: 'random',
    needs: 'model',
    getConfig: () => ({ seed }),
    scoreUnits(model, layerName) {
      const layer = kernelLayerOf('random', model, layerName);
      return draw(root.fork(`units/${model.layers.indexOf(layer)}`), unitCount(layer));
    },
    scoreWeights(model, layerName) {
      const layer = kernelLayerOf('random', model, layerName);
      const shape = layer.kernel.shape as number[];
      const n = shape.reduce((product, length) => product * length, 1);
      return { data: draw(root.fork(`weights/${model.layers.indexOf(layer)}`), n), shape };
    },
    scoreInputs(model) {
      checkBuilt('random', model);
      const shape = model.inputs[0]!.shape.map((length) => length ?? 1);
      return draw(root.fork('inputs'), rowSize({ data: new Float32Array(0), shape }));
    },
  };
}
