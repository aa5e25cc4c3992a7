import type { OptimizerOptions } from './optimizers/optimizerConfig.js';
import type { ClassConfig, FitDefaults, ModelConfig, ObjectiveConfig, Recipe } from './recipe.js';

/** What {@link createRecipe} takes: a recipe in which only the model must be given. */
export interface RecipeOptions {
  /** The network. */
  model: ModelConfig;
  /** What the recipe is called, for reports. Default: the template's name, or 'model'. */
  name?: string | undefined;
  /** The modules whose `register()` must be called before the recipe can be used. Default none. */
  uses?: readonly string[] | undefined;
  /** Steps that change the features, in order. Default none. */
  preprocess?: readonly ClassConfig[] | undefined;
  /** What is minimized. Default: the loss that suits the task. */
  objective?: Partial<ObjectiveConfig> | undefined;
  /** How the weights follow the gradient. Default 'adam'. */
  optimizer?: OptimizerOptions | undefined;
  /** Transforms that vary the training rows. Default none. */
  augment?: readonly ClassConfig[] | undefined;
  /** How long and in what portions. Default 20 epochs of batches of 32. */
  fit?: Partial<FitDefaults> | undefined;
}

/** Creates. */
export function createRecipe(_options: RecipeOptions): Recipe {
  throw new Error('not built yet');
}
