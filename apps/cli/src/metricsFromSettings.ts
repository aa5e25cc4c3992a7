import { checkOneOf } from '@occam/core';
import type { Task } from '@occam/datasets';
import * as evaluation from '@occam/evaluation';
import type { Settings } from './checkSettings.js';

const { accuracy, balancedAccuracy, macroF1, logLoss, brier, rocAuc, mse, rmse, mae, r2 } =
  evaluation;

const METRICS: Readonly<Record<Task, Readonly<Record<string, evaluation.MetricFunction>>>> = {
  classification: { accuracy, balancedAccuracy, macroF1, logLoss, brier, rocAuc },
  regression: { mse, rmse, mae, r2 },
};
const DEFAULTS = { classification: ['accuracy', 'logLoss'], regression: ['rmse', 'r2'] } as const;

/**
 * Looks up the metrics of the settings, with the defaults of `crossValidate`.
 *
 * @throws RangeError if one is unknown or does not fit the task
 */
export function metricsFromSettings(
  { metrics }: Settings,
  task: Task,
): ReadonlyMap<string, evaluation.MetricFunction> {
  const known = METRICS[task];
  return new Map(
    (metrics ?? DEFAULTS[task]).map((name) => {
      checkOneOf(`a metric for ${task}`, name, Object.keys(known));
      return [name, known[name]!];
    }),
  );
}
