import { inlineExecutor, TaskError } from '@occam/execution';
import { collectFolds } from './collectFolds.js';
import { checkCrossValidateOptions, type CrossValidateOptions } from './crossValidateOptions.js';
import { summarizeFolds, type CrossValidationResult } from './crossValidationResult.js';
import { defaultSplitter } from './defaultSplitter.js';
import { foldInputs } from './foldInputs.js';
import type { FoldResult } from './foldResult.js';
import { foldTask, type FoldOutput, type FoldProgress } from './foldTask.js';
import { resolveMetrics, type MetricName } from './metrics/metric.js';

/**
 * Cross-validates a network: for each fold, builds a fresh one, trains it on the fold's training rows and
 * scores it on these and on the test rows. All splits are made and checked before the first training; a
 * fold's randomness is forked from the seed by the fold's index, so the same seed gives the same numbers
 * in whatever order the folds run.
 *
 * Preprocessing is fitted on the rows that the network is fitted on. A metric that is undefined on a fold
 * (ROC AUC where a class has no rows, R² of one row) is NaN there, and mean, deviation and interval are
 * over the other folds, with a warning that names it: whether it is defined depends on the targets alone,
 * so leaving it out favours no network. No tensor is left behind, however the run ends.
 *
 * @throws TypeError or RangeError before any training if an option, the data or a split is wrong; a fold
 *   that fails rejects with an error that names it, with the fold's own error as `cause`
 *
 * @example
 * ```ts
 * import { digits } from '@occam/datasets';
 * import { crossValidate } from '@occam/evaluation';
 * import { createRecipe, mlp } from '@occam/training';
 *
 * const recipe = createRecipe({ model: mlp({ hidden: [32] }), fit: { epochs: 5 } });
 * const { mean, interval } = await crossValidate({ recipe, data: digits(200), seed: 1 });
 * ```
 */
export async function crossValidate(options: CrossValidateOptions): Promise<CrossValidationResult> {
  checkCrossValidateOptions(options);
  const { data, recipe, seed = 0, executor = inlineExecutor(), onProgress, signal } = options;
  const metrics = [...resolveMetrics(data.task, options.metrics).keys()];
  const splitter = options.splitter ?? defaultSplitter(data, seed);
  const folds = collectFolds(splitter, data);
  const inputs = foldInputs(folds, {
    ...options,
    metrics: options.metrics ?? (metrics as MetricName[]),
    latest: data.times !== undefined || CHRONOLOGICAL.includes(splitter.toJSON().className),
  });
  signal?.throwIfAborted();

  const position = (fold: number) => ({ fold, folds: folds.length });
  const outputs = await executor
    .map(foldTask, inputs, {
      shared: {
        x: data.x.data,
        y: data.y.data,
        ...(options.fit?.sampleWeight && { sampleWeight: options.fit.sampleWeight }),
      },
      signal,
      onProgress: (progress, fold) =>
        onProgress?.({ ...position(fold), ...(progress as FoldProgress) }),
      onResult: (output, fold) =>
        onProgress?.({ type: 'foldEnd', ...position(fold), result: receive(output) }),
    })
    .catch((error: unknown) => {
      throw error instanceof TaskError ? nameFold(error) : error;
    });
  const results = outputs.map(receive);
  const { engine, engineReason } = outputs[0]!;
  return {
    folds: results,
    metrics,
    ...summarizeFolds(results, metrics),
    splitter: splitter.toJSON(),
    seed,
    engine,
    engineReason,
    ...(recipe && { recipe }),
  };
}

/** The splitters whose training rows come before the test's, also where the data have no times. */
const CHRONOLOGICAL = ['TimeSeriesSplit', 'GroupTimeSeriesSplit'];

/** A fold's result as it came back: JSON, on whatever way it came, has null for NaN. */
function receive({ result }: FoldOutput): FoldResult {
  const withNaN = (scores: Readonly<Record<string, number | null>>) =>
    Object.fromEntries(Object.entries(scores).map(([metric, score]) => [metric, score ?? NaN]));
  return { ...result, train: withNaN(result.train), test: withNaN(result.test) };
}

/** Says which fold failed; wrong input stays a TypeError or RangeError. */
function nameFold({ index, cause }: TaskError): Error {
  const message = `folds[${index}]: ${cause instanceof Error ? cause.message : String(cause)}`;
  if (cause instanceof RangeError) return new RangeError(message, { cause });
  if (cause instanceof TypeError) return new TypeError(message, { cause });
  return new Error(message, { cause });
}
