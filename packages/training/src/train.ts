import { checkNdArray, checkOptions, type NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { recipeAugment, resolveAugment } from './augmenter.js';
import { buildModel } from './buildModel.js';
import { createRecipe } from './createRecipe.js';
import { fit } from './fit.js';
import { FIT_OPTIONS, type FitOptions, type FitResult, type TrainingData } from './fitOptions.js';
import { predict } from './predict.js';
import { applyPreprocessors, fitPreprocessors, type Preprocessor } from './preprocessor.js';
import type { Recipe } from './recipe.js';
import { readTrainingData, type Rows } from './trainingData.js';
import { varyRaw } from './varyRaw.js';

/** What {@link train} takes: whatever is given wins over the recipe. */
export type TrainOptions = FitOptions;

/** A trained network with everything needed to use it. */
export interface TrainResult extends FitResult {
  /** The network: an ordinary tfjs model. */
  model: tf.LayersModel;
  /** The recipe as it was used, with the options of the call; a schedule that is a function, or an augmenter without `toJSON`, is left out. */
  recipe: Recipe;
  /** The steps that change raw features, fitted on the training rows. */
  preprocess: Preprocessor[];
  /**
   * Predicts for raw features, shape [n, …].
   *
   * @returns class probabilities [n, classes] ([n, 2] for two classes), or numbers [n] (or [n, outputs])
   */
  predict(x: NdArray): Promise<NdArray>;
  /** Frees the network's weights. */
  dispose(): void;
}

/**
 * Trains a fresh network by a recipe: fits the preprocessing on the training rows, applies it to the validation rows,
 * builds the network from the seed and fits it.
 *
 * @param data the rows to train on, raw
 * @param options as for {@link fit}; whatever is given wins over the recipe
 * @throws as {@link fit} does; RangeError if a class of the recipe is not registered
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs';
 * import { createRecipe, mlp, train } from '@occam/training';
 *
 * const x = { data: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), shape: [4, 2] };
 * const y = { data: new Int32Array([0, 1, 1, 0]), shape: [4] };
 * const recipe = createRecipe({ model: mlp({ hidden: [8] }), fit: { epochs: 300, batchSize: 4 } });
 * const result = await train(recipe, { x, y, task: 'classification' }, { seed: 1 });
 * console.log((await result.predict(x)).data);
 * result.dispose();
 * ```
 */
export async function train(
  recipe: Recipe,
  data: TrainingData,
  options: TrainOptions = {},
): Promise<TrainResult> {
  checkOptions('train', options, FIT_OPTIONS);
  const used = recipeOfCall(recipe, options);
  const augmenters = resolveAugment(options.augment ?? used.augment);
  const raw = await readTrainingData('the training data', data);
  const rawValidation =
    options.validation && (await readTrainingData('the validation data', options.validation));
  const { preprocess, x } = fitPreprocessors(used.preprocess, raw.x, raw.y);
  const validation = rawValidation && {
    ...rawValidation,
    x: applyPreprocessors(preprocess, rawValidation.x),
  };
  const augment = varyRaw(augmenters, preprocess, raw.x);
  const training: Rows = { ...raw, x };
  const model = buildModel(used, training, options.seed ?? 0);
  try {
    const result = await fit(model, training, {
      ...used.fit,
      ...definedOf(options),
      loss: undefined,
      augment,
      objective: used.objective,
      optimizer: used.optimizer,
      validation,
    });
    return {
      ...result,
      model,
      recipe: used,
      preprocess,
      predict: async (features) => {
        checkNdArray('x', features, { finite: true });
        return predict(model, applyPreprocessors(preprocess, features));
      },
      dispose: () => void model.dispose(),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The recipe with what the options of a call change in it. */
function recipeOfCall(recipe: Recipe, options: TrainOptions): Recipe {
  const { epochs, batchSize, earlyStopping, classWeight, learningRateSchedule } = options;
  const schedule = typeof learningRateSchedule === 'function' ? undefined : learningRateSchedule;
  return createRecipe({
    ...recipe,
    objective: {
      ...recipe.objective,
      ...definedOf({ ...options.objective, loss: options.loss ?? options.objective?.loss }),
    },
    optimizer: options.optimizer ?? recipe.optimizer,
    ...(options.augment !== undefined && { augment: recipeAugment(options.augment) }),
    fit: {
      ...recipe.fit,
      ...definedOf({
        epochs,
        batchSize,
        earlyStopping,
        classWeight,
        learningRateSchedule: schedule,
      }),
    },
  });
}

function definedOf<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
