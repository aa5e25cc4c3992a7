import { warn, type Seed } from '@occam/core';
import type { FitResult, Recipe } from '@occam/training';
import type { FoldResult } from './foldResult.js';
import { correctedInterval } from './statistics/correctedInterval.js';
import { mean } from './statistics/mean.js';
import { standardDeviation } from './statistics/standardDeviation.js';

/** Numbers by metric. */
type ByMetric<T = number> = Record<string, T>;

/** What {@link crossValidate} found. All numbers are of the test rows unless they stand under `train`. */
export interface CrossValidationResult extends Pick<FitResult, 'engine' | 'engineReason'> {
  /** What came of each fold, by index. */
  readonly folds: readonly FoldResult[];
  /** The names of the metrics, in the order asked for. */
  readonly metrics: readonly string[];
  /** The mean over folds, by metric. */
  readonly mean: Readonly<ByMetric>;
  /** The sample standard deviation over folds (k − 1), by metric; NaN for one fold. */
  readonly std: Readonly<ByMetric>;
  /** The 95 % interval of the mean, by metric, for overlapping training sets: see {@link correctedInterval}. */
  readonly interval: Readonly<ByMetric<[low: number, high: number]>>;
  /** The scores on the rows that the networks were fitted on. No interval: there is no sound one for them. */
  readonly train: {
    /** The mean over folds, by metric. */
    readonly mean: Readonly<ByMetric>;
    /** The sample standard deviation over folds (k − 1), by metric. */
    readonly std: Readonly<ByMetric>;
  };
  /** The splitter, as its `toJSON` tells it. */
  readonly splitter: {
    /** The name of its class. */
    readonly className: string;
    /** Its options. */
    readonly config: object;
  };
  /** The seed of the run. */
  readonly seed: Seed;
  /** The recipe, where one was given. */
  readonly recipe?: Recipe;
}

/**
 * Summarizes the scores of folds. A metric that is undefined (NaN) on some folds is summarized over the
 * others, with a warning that names them.
 */
export function summarizeFolds(
  folds: readonly FoldResult[],
  metrics: readonly string[],
): Pick<CrossValidationResult, 'mean' | 'std' | 'interval' | 'train'> {
  const summary = {
    mean: {} as ByMetric,
    std: {} as ByMetric,
    interval: {} as ByMetric<[number, number]>,
    train: { mean: {} as ByMetric, std: {} as ByMetric },
  };
  for (const metric of metrics) {
    const tested = definedFolds(folds, 'test', metric);
    const scores = tested.map(({ test }) => test[metric]!);
    summary.mean[metric] = mean(scores);
    summary.std[metric] = standardDeviation(scores);
    // Held-out validation rows count as training rows: the procedure that is judged used them.
    const testTrainRatio = mean(
      folds.map(
        ({ testSize, trainSize, validationSize }) => testSize / (trainSize + validationSize),
      ),
    );
    summary.interval[metric] = correctedInterval(scores, { testTrainRatio });
    const trainScores = definedFolds(folds, 'train', metric).map(({ train }) => train[metric]!);
    summary.train.mean[metric] = mean(trainScores);
    summary.train.std[metric] = standardDeviation(trainScores);
  }
  return summary;
}

function definedFolds(
  folds: readonly FoldResult[],
  side: 'train' | 'test',
  metric: string,
): readonly FoldResult[] {
  const defined = folds.filter((fold) => !Number.isNaN(fold[side][metric]));
  if (defined.length < folds.length) {
    const undefinedOn = folds
      .filter((fold) => Number.isNaN(fold[side][metric]))
      .map(({ index }) => `folds[${index}]`);
    warn(
      `${metric} is undefined on the ${side} rows of ${undefinedOn.join(', ')} (too few rows, or a class without ` +
        `any), so its mean, deviation and interval are over the other ${defined.length} of ${folds.length} folds`,
    );
  }
  return defined;
}
