import { readFile } from 'node:fs/promises';
import type { Dataset } from '@occam/datasets';
import type { OptimizerName, Recipe } from '@occam/training';
import type { Settings } from './checkSettings.js';
import { checkFile } from './loadData.js';
import { UsageError } from './failure.js';
import { longFlag } from './optionTable.js';
import { pipelineFromSettings } from './pipelineFromSettings.js';
import { scaleSteps } from './scaleNames.js';

/** The options that a recipe from a file says itself. */
const OF_RECIPE = [
  'hidden',
  'activation',
  'dropout',
  'dropconnect',
  'noise',
  'batchNorm',
  'layerNorm',
  'l1',
  'l2',
  'maxNorm',
  'scale',
  'augment',
  'labelSmoothing',
  'optimizer',
  'learningRate',
  'weightDecay',
] as const satisfies readonly (keyof Settings)[];

/** The modules that a recipe may name in its `uses`: JSON must never decide what else is loaded. */
const MODULES: Readonly<Record<string, () => Promise<{ register(): void }>>> = {
  '@occam/augmentation': () => import('@occam/augmentation'),
  '@occam/datasets/features': () => import('@occam/datasets/features'),
  '@occam/normalization': () => import('@occam/normalization'),
  '@occam/regularizers': () => import('@occam/regularizers'),
};

/**
 * Makes the recipe that the settings describe, or reads it from their file, and makes what it uses known.
 *
 * @param data what will be trained on
 * @throws UsageError, TypeError or RangeError if the settings contradict each other or the recipe is wrong
 */
export async function recipeFromSettings(
  settings: Settings,
  data: Pick<Dataset, 'task' | 'x' | 'name'>,
): Promise<Recipe> {
  const { task } = data;
  if (task === 'regression' && settings.labelSmoothing) {
    throw new UsageError('--label-smoothing is for classes, and the target is a number');
  }
  if (task === 'regression' && settings.classWeight !== undefined) {
    throw new UsageError('--class-weight is for classes, and the target is a number');
  }
  if (settings.patience !== undefined && settings.validation === undefined) {
    throw new UsageError('--patience needs rows to watch: add --validation 0.2');
  }
  const recipe =
    settings.recipe === undefined
      ? await recipeFromOptions(settings, data)
      : await readRecipe(settings.recipe, settings);
  for (const name of recipe.uses) {
    if (!Object.hasOwn(MODULES, name)) {
      throw new UsageError(
        `the recipe uses '${name}'; the modules that can be used are ${Object.keys(MODULES).join(', ')}`,
      );
    }
    (await MODULES[name]!()).register();
  }
  return recipe;
}

async function recipeFromOptions(
  settings: Settings,
  data: Pick<Dataset, 'x' | 'name'>,
): Promise<Recipe> {
  const { createRecipe, mlp } = await import('@occam/training');
  const { hidden, activation, dropout, dropconnect, noise, l1, l2, maxNorm } = settings;
  const { batchNorm, layerNorm, scale, labelSmoothing } = settings;
  const { optimizer = 'adam', learningRate, weightDecay } = settings;
  const pipeline =
    settings.augment === undefined
      ? undefined
      : await pipelineFromSettings('augment', settings, data);
  return createRecipe({
    model: mlp({
      hidden,
      activation,
      dropout,
      dropConnect: dropconnect,
      noise,
      batchNorm,
      layerNorm,
      l1,
      l2,
      maxNorm,
    }),
    ...(scale && { uses: ['@occam/normalization'], preprocess: scaleSteps(scale) }),
    ...(pipeline && { augment: [pipeline] }),
    ...(labelSmoothing !== undefined && { objective: { labelSmoothing } }),
    optimizer: {
      name: optimizer as OptimizerName,
      ...(learningRate !== undefined && { learningRate }),
      ...(weightDecay !== undefined && { weightDecay: { l2: weightDecay } }),
    },
    fit: fitFromSettings(settings),
  });
}

async function readRecipe(path: string, settings: Settings): Promise<Recipe> {
  const contradiction = OF_RECIPE.find((option) => settings[option] !== undefined);
  if (contradiction !== undefined) {
    throw new UsageError(
      `${longFlag(contradiction)} cannot stand beside --recipe, which says it already: change '${path}' instead`,
    );
  }
  checkFile('recipe', path);
  const { createRecipe } = await import('@occam/training');
  let json: { recipe?: Recipe } & Recipe;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new UsageError(`--recipe: '${path}' is no JSON: ${(cause as Error).message}`, { cause });
  }
  const recipe = json?.recipe ?? json;
  return createRecipe({ ...recipe, fit: { ...recipe?.fit, ...fitFromSettings(settings) } });
}

/** What of the settings belongs to a recipe's `fit`. */
function fitFromSettings({ epochs, batchSize, patience, classWeight }: Settings) {
  return {
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(patience !== undefined && { earlyStopping: { patience } }),
    ...(classWeight !== undefined && { classWeight }),
  };
}
