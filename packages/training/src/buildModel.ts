import type { Seed } from '@occam/core';
import type { Task } from '@occam/datasets';
import type * as tf from '@tensorflow/tfjs';
import type { Recipe } from './recipe.js';

/** What {@link buildModel} needs to know of the data; every Dataset knows it. */
export interface ModelData {
  /** The shape of the features, [n, …]. */
  readonly x: { readonly shape: readonly number[] };
  /** The shape of the targets; for regression on several outputs, [n, outputs]. Default: one output. */
  readonly y?: { readonly shape: readonly number[] } | undefined;
  /** What the targets are. */
  readonly task: Task;
  /** How many classes there are; 0 for regression. */
  readonly classCount: number;
}

/** Builds. */
export function buildModel(_recipe: Recipe, _data: ModelData, _seed: Seed): tf.LayersModel {
  throw new Error('not built yet');
}
