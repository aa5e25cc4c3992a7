import { checkInteger, type Seed } from '@occam/core';
import type { Task } from '@occam/datasets';
import type * as tf from '@tensorflow/tfjs';
import { mlpTopology, type NetworkEnds } from './mlpTopology.js';
import type { Recipe } from './recipe.js';
import { modelFromTopology, readTopology } from './topology.js';

/** What {@link buildModel} needs to know of the data; every Dataset knows it. */
export interface ModelData {
  /** The features, of which only the shape matters. */
  readonly x: {
    /** The shape, [n, …]. */
    readonly shape: readonly number[];
  };
  /** The targets, of which only the shape matters. Default: one output. */
  readonly y?:
    | {
        /** The shape, [n]; for regression on several outputs, [n, outputs]. */
        readonly shape: readonly number[];
      }
    | undefined;
  /** What the targets are. */
  readonly task: Task;
  /** How many classes there are, at least 2; 0 for regression. */
  readonly classCount: number;
}

/**
 * Builds the network of a recipe: an ordinary tfjs model with initial weights that depend on the seed alone. A
 * template gets its input and output sizes from the data.
 *
 * @param seed any integer or string, 0 too; other labels of it decide the shuffling and masks of {@link train}
 * @throws RangeError if the data's shape leaves no network, or tfjs cannot build the topology
 *
 * @example
 * ```ts
 * import { buildModel, createRecipe, mlp } from '@occam/training';
 *
 * const recipe = createRecipe({ model: mlp({ hidden: [16] }) });
 * const model = buildModel(recipe, { x: { shape: [150, 4] }, task: 'classification', classCount: 3 }, 1);
 * model.summary();
 * ```
 */
export function buildModel(recipe: Recipe, data: ModelData, seed: Seed): tf.LayersModel {
  const { model } = recipe;
  const topology =
    'template' in model
      ? mlpTopology(model, networkEnds(recipe, data))
      : readTopology(model.topology);
  return modelFromTopology(topology, seed);
}

function networkEnds(recipe: Recipe, { x, y, task, classCount }: ModelData): NetworkEnds {
  const inputShape = x.shape.slice(1);
  if (inputShape.length === 0 || inputShape.includes(0)) {
    throw new RangeError(
      `x must have rows of at least one feature, shape [n, features], not [${x.shape.join(', ')}]`,
    );
  }
  if (task === 'regression') {
    return { inputShape, units: y?.shape[1] ?? 1, activation: 'linear' };
  }
  checkInteger('the number of classes', classCount, { min: 2 });
  if (recipe.objective.loss === 'binaryCrossEntropy') {
    return { inputShape, units: classCount === 2 ? 1 : classCount, activation: 'sigmoid' };
  }
  return { inputShape, units: classCount, activation: 'softmax' };
}
