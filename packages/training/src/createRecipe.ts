import { checkInteger, checkOptions, describe } from '@occam/core';
import { augmentConfigs, type Augmenter } from './augmenter.js';
import { checkClassConfig, type ClassConfig, type ClassOptions } from './checkClassConfig.js';
import { resolveEarlyStopping } from './earlyStopping.js';
import { mlp } from './mlp.js';
import { resolveObjective, type ObjectiveOptions } from './objective.js';
import type { OptimizerOptions } from './optimizers/optimizerConfig.js';
import { resolveOptimizer } from './optimizers/resolveOptimizer.js';
import type { FitDefaults, ModelConfig, Recipe } from './recipe.js';
import { checkSchedule } from './schedules.js';
import { readTopology } from './topology.js';

/** What {@link createRecipe} takes: a recipe in which only the model must be given. */
export interface RecipeOptions {
  /** The version of the format. Default 1, the only one. */
  version?: 1 | undefined;
  /** What the recipe is called, for reports. Default: the template's name, or 'model'. */
  name?: string | undefined;
  /** The modules whose `register()` must be called before the recipe can be used. Default none. */
  uses?: readonly string[] | undefined;
  /** Steps that change the features, in order. Default none. */
  preprocess?: readonly ClassOptions[] | undefined;
  /** The network: a template, as {@link mlp} writes one, or a topology. */
  model: ModelConfig;
  /** What is minimized. Default: the loss that suits the task. */
  objective?: ObjectiveOptions | undefined;
  /** How the weights follow the gradient. Default 'adam'. */
  optimizer?: OptimizerOptions | undefined;
  /** What varies the training rows, in order: `augment([…])` of @occam/augmentation, or its JSON. Default none. */
  augment?: readonly (Augmenter | ClassOptions)[] | undefined;
  /** How long and in what portions. Default 20 epochs of batches of 32. */
  fit?: { [K in keyof FitDefaults]?: FitDefaults[K] | undefined } | undefined;
}

const RECIPE_OPTIONS = [
  'version',
  'name',
  'uses',
  'preprocess',
  'model',
  'objective',
  'optimizer',
  'augment',
  'fit',
] as const satisfies readonly (keyof RecipeOptions)[];

/**
 * Makes a recipe: fills in every default and checks everything that needs no data, so that what it returns says all there
 * is to know, and stays the same when it is made again from its own JSON.
 *
 * @returns plain JSON
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { createRecipe, mlp } from '@occam/training';
 *
 * const recipe = createRecipe({
 *   uses: ['@occam/normalization'],
 *   preprocess: [{ className: 'StandardScaler' }],
 *   model: mlp({ hidden: [64], l2: 1e-4 }),
 *   optimizer: { name: 'adam', learningRate: 3e-3 },
 *   fit: { epochs: 50 },
 * });
 * ```
 */
export function createRecipe(options: RecipeOptions): Recipe {
  checkOptions('createRecipe', options, RECIPE_OPTIONS);
  const { version = 1, uses = [], preprocess = [], model, augment = [], fit = {} } = options;
  if (version !== 1)
    throw new RangeError(`the version of a recipe must be 1, not ${describe(version)}`);
  checkList('uses', uses);
  for (const module of uses) {
    if (typeof module !== 'string')
      throw new TypeError(`uses must hold names of modules, not ${describe(module)}`);
  }
  checkList('augment', augment);
  const network = resolveModel(model);
  const varying = augmentConfigs(augment);
  const { name = 'template' in network ? network.template : 'model' } = options;
  if (typeof name !== 'string') throw new TypeError(`name must be a string, not ${describe(name)}`);
  const recipe: Recipe = {
    version,
    name,
    uses: usesOf(network, uses, varying.uses),
    preprocess: resolvePreprocess(preprocess),
    model: network,
    objective: resolveObjective(options.objective),
    optimizer: resolveOptimizer(options.optimizer ?? 'adam'),
    augment: varying.configs,
    fit: resolveFitDefaults(fit),
  };
  return plainJson(recipe, 'recipe') as Recipe;
}

/** The modules named, and those that the template and augmenters need. */
function usesOf(
  model: ModelConfig,
  uses: readonly string[],
  ofAugment: readonly string[],
): string[] {
  const needed = 'template' in model && model.dropConnect > 0 ? ['@occam/regularizers'] : [];
  return [...new Set([...uses, ...needed, ...ofAugment])];
}

function resolveModel(model: unknown): ModelConfig {
  if (typeof model !== 'object' || model === null) {
    throw new TypeError(
      `model must be a template, as mlp(), or { topology }, not ${describe(model)}`,
    );
  }
  if ('template' in model) {
    const { template, ...options } = model;
    if (template !== 'mlp')
      throw new RangeError(`the template must be 'mlp', not ${describe(template)}`);
    return mlp(options);
  }
  checkOptions('model', model, ['template', 'topology']);
  const { topology } = model as { topology?: unknown };
  readTopology(topology);
  return { topology: topology as Record<string, unknown> };
}

function resolvePreprocess(preprocess: readonly ClassOptions[]): ClassConfig[] {
  checkList('preprocess', preprocess);
  return preprocess.map((step, i) => checkClassConfig(`preprocess[${i}]`, step));
}

function resolveFitDefaults(fit: NonNullable<RecipeOptions['fit']>): FitDefaults {
  checkOptions("the recipe's fit", fit, [
    'epochs',
    'batchSize',
    'earlyStopping',
    'classWeight',
    'learningRateSchedule',
  ]);
  const { epochs = 20, batchSize = 32, earlyStopping, classWeight, learningRateSchedule } = fit;
  checkInteger('epochs', epochs, { min: 1 });
  checkInteger('batchSize', batchSize, { min: 1 });
  if (learningRateSchedule !== undefined) checkSchedule(learningRateSchedule);
  return {
    epochs,
    batchSize,
    ...(earlyStopping ? { earlyStopping: resolveEarlyStopping(earlyStopping) } : {}),
    ...(classWeight === undefined ? {} : { classWeight }),
    ...(learningRateSchedule === undefined ? {} : { learningRateSchedule }),
  };
}

function checkList(option: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value))
    throw new TypeError(`${option} must be a list, not ${describe(value)}`);
}

/** Copies a value that JSON can hold as it is; undefined is left out. */
function plainJson(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, i) => plainJson(item, `${path}[${i}]`));
  if (
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  ) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => [key, plainJson(child, `${path}.${key}`)]),
    );
  }
  throw new TypeError(`a recipe is plain JSON, but ${path} is ${describe(value)}`);
}
