import { describe, didYouMean } from '@occam/core';
import * as z from 'zod';
import type { OccamConfig } from './defineConfig.js';
import { UsageError } from './failure.js';
import { SCALE_NAMES } from './scaleNames.js';
import { SPLITTER_NAMES } from './splitterKinds.js';

/** Options of a run, from the command line and the config file together. */
export type Settings = OccamConfig;

/**
 * Checks options by themselves, wherever they come from.
 *
 * @param nameOf what an option is called where it was written, for the message
 * @throws UsageError naming the option, what was expected and what was given
 */
export function checkSettings(values: unknown, nameOf: (key: string) => string): Settings {
  const result = SETTINGS.safeParse(values);
  if (result.success) return values as Settings;
  const issue = result.error.issues[0]!;
  const key = String(issue.path[0] ?? '');
  if (issue.code === 'unrecognized_keys') {
    const [unknown] = issue.keys as [string];
    const known = Object.keys(SETTINGS.shape);
    throw new UsageError(
      `${nameOf(unknown)} is no option${didYouMean(unknown, known)}; there are ${known.join(', ')}`,
    );
  }
  const given: unknown = issue.path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown>)[step],
    values,
  );
  const owner = issue.path.length > 1 ? `each entry of ${nameOf(key)}` : nameOf(key);
  throw new UsageError(`${owner} must be ${issue.message}, not ${describe(given)}`);
}

/** Checks with zod, and says in words of ours what was expected. */
function expecting(words: string, schema: z.ZodType): z.ZodType {
  return z.custom((value) => schema.safeParse(value).success, words);
}

const wholeFrom = (min: number) => expecting(`a whole number from ${min}`, z.int().min(min));
const oneOf = (names: readonly string[]) => expecting(`one of ${names.join(', ')}`, z.enum(names));
const text = (words: string) => expecting(words, z.string().min(1));
const numberFrom0 = expecting('a number from 0', z.number().min(0));
const numberAbove0 = expecting('a number above 0', z.number().gt(0));
const shareBelow1 = expecting('a number from 0 and below 1', z.number().min(0).lt(1));
const shareWithin = expecting('a number above 0 and below 1', z.number().gt(0).lt(1));
const trueOrFalse = expecting('true or false', z.boolean());
const column = expecting(
  'the name of a column or its index from 0',
  z.union([z.string().min(1), z.int().min(0)]),
);

const pipeline = expecting(
  'a preset, the path of a JSON file, a pipeline, its JSON or a list of transforms',
  z.union([z.string().min(1), z.array(z.looseObject({})), z.looseObject({})]),
);

const ACTIVATIONS = [
  'elu',
  'gelu',
  'hardSigmoid',
  'linear',
  'mish',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'swish',
  'tanh',
];

const SETTINGS = z
  .strictObject(
    {
      data: expecting(
        "a path, an address, 'digits', 'mnist', 'fashion-mnist', a Dataset or a function that makes one",
        z.union([
          z.string().min(1),
          z.looseObject({ select: z.function() }),
          z.custom((value) => typeof value === 'function'),
        ]),
      ),
      labels: text('the path of an IDX or NPY file'),
      features: text('the name of an array'),
      target: column,
      task: oneOf(['classification', 'regression']),
      time: column,
      groups: column,
      lags: wholeFrom(1),
      dedupe: oneOf(['group', 'drop']),
      distance: numberFrom0,
      ignore: z.array(column, 'a list of columns'),
      take: wholeFrom(1),
      missing: expecting(
        'error, mean, median, mostFrequent or a number',
        z.union([z.enum(['error', 'mean', 'median', 'mostFrequent']), z.number()]),
      ),
      categorical: oneOf(['error', 'oneHot', 'integer']),
      delimiter: expecting('one character', z.string().length(1)),
      header: trueOrFalse,
      imageShape: expecting(
        'height, width and channels from 1, as 28x28x1 (in a config file [28, 28, 1])',
        z.array(z.int().min(1)).length(3),
      ),
      hidden: z.array(wholeFrom(1), 'a list of units, as [128, 64]'),
      activation: oneOf(ACTIVATIONS),
      dropout: shareBelow1,
      dropconnect: shareBelow1,
      noise: numberFrom0,
      batchNorm: trueOrFalse,
      layerNorm: trueOrFalse,
      l1: numberFrom0,
      l2: numberFrom0,
      maxNorm: numberAbove0,
      recipe: text('the path of a JSON file'),
      scale: expecting(
        `true, false or one of ${SCALE_NAMES.join(', ')}`,
        z.union([z.boolean(), z.enum(SCALE_NAMES)]),
      ),
      augment: pipeline,
      pipeline,
      labelSmoothing: shareBelow1,
      optimizer: oneOf([
        'sgd',
        'momentum',
        'nesterov',
        'sgdw',
        'rmsprop',
        'adagrad',
        'adam',
        'adamw',
      ]),
      learningRate: numberAbove0,
      weightDecay: numberFrom0,
      batchSize: wholeFrom(1),
      epochs: wholeFrom(1),
      validation: shareWithin,
      patience: wholeFrom(0),
      classWeight: oneOf(['balanced']),
      criterion: text('the name of a criterion'),
      criterionOptions: expecting(
        `an object, as '{"of":"weights"}'`,
        z.record(z.string(), z.unknown()),
      ),
      pruningTarget: oneOf(['weights', 'units', 'inputs']),
      step: shareWithin,
      schedule: oneOf(['oneShot', 'linear', 'cubic', 'polynomial']),
      sparsity: shareWithin,
      rounds: wholeFrom(1),
      fineTune: wholeFrom(1),
      untilError: numberFrom0,
      untilParameters: wholeFrom(1),
      rewind: expecting(
        'none, initial, random or the number of an epoch from 1',
        z.union([z.enum(['none', 'initial', 'random']), z.int().min(1)]),
      ),
      splitter: oneOf(SPLITTER_NAMES),
      folds: wholeFrom(1),
      repeats: wholeFrom(1),
      leave: wholeFrom(1),
      stratifyBins: wholeFrom(2),
      testSize: expecting(
        'a share above 0 and below 1, or a whole number from 1',
        z.union([z.number().gt(0).lt(1), z.int().min(1)]),
      ),
      gap: wholeFrom(0),
      maxTrainSize: wholeFrom(1),
      metrics: z.array(text('the name of a metric'), 'a list of names'),
      seed: expecting('an integer or a text', z.union([z.string(), z.int()])),
      backend: oneOf(['auto', 'wasm', 'webgl', 'webgpu', 'cpu']),
      write: oneOf(['rows', 'data']),
      format: oneOf(['csv', 'json', 'parquet']),
      accelerate: trueOrFalse,
      engine: oneOf(['auto', 'tfjs', 'fused']),
    },
    'an object of options',
  )
  .partial();
