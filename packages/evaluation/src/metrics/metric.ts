import { checkOneOf, describe } from '@occam/core';
import { accuracy } from './accuracy.js';
import { balancedAccuracy } from './balancedAccuracy.js';
import { brier } from './brier.js';
import { logLoss } from './logLoss.js';
import { macroF1 } from './macroF1.js';
import { mae } from './mae.js';
import { mse } from './mse.js';
import { r2 } from './r2.js';
import { rmse } from './rmse.js';
import { rocAuc } from './rocAuc.js';

/**
 * Scores predictions against targets. For classes: targets are class indices [n], predictions
 * probabilities [n × classes], row after row. For numbers: both [n]. NaN means "undefined on these rows".
 */
export type MetricFunction = (targets: ArrayLike<number>, predictions: ArrayLike<number>) => number;

const CLASSIFICATION = { accuracy, balancedAccuracy, macroF1, logLoss, brier, rocAuc };
const REGRESSION = { mse, rmse, mae, r2 };
const METRICS = { classification: CLASSIFICATION, regression: REGRESSION };

/**
 * The metrics that go by name: 'accuracy', 'balancedAccuracy', 'macroF1', 'logLoss', 'brier' and 'rocAuc' for
 * classes; 'mse', 'rmse', 'mae' and 'r2' for numbers.
 */
export type MetricName = keyof typeof CLASSIFICATION | keyof typeof REGRESSION;

/** A metric by name, or a function, whose `name` then stands in the results. */
export type Metric = MetricName | MetricFunction;

const DEFAULTS = { classification: ['accuracy', 'logLoss'], regression: ['rmse', 'r2'] } as const;

/**
 * Lists the metrics to use for a task, each under its name.
 *
 * @param metrics default: accuracy and log loss for classes, RMSE and R² for numbers
 * @throws TypeError or RangeError if one is unknown, does not fit the task, has no name or comes twice
 */
export function resolveMetrics(
  task: keyof typeof METRICS,
  metrics: readonly Metric[] = DEFAULTS[task],
): ReadonlyMap<string, MetricFunction> {
  if (!Array.isArray(metrics)) {
    throw new TypeError(`metrics must be a list of names or functions, not ${describe(metrics)}`);
  }
  if (metrics.length === 0) throw new RangeError('metrics must name at least one metric, not none');
  const resolved = new Map<string, MetricFunction>();
  for (const metric of metrics as readonly Metric[]) {
    const name = typeof metric === 'function' ? metric.name : metric;
    if (name === '') {
      throw new TypeError(
        'a metric function must have a name, to stand in the results: declare it as a named function',
      );
    }
    if (resolved.has(name))
      throw new RangeError(`metrics has '${name}' twice: each once is enough`);
    resolved.set(name, typeof metric === 'function' ? metric : lookupMetric(task, metric));
  }
  return resolved;
}

function lookupMetric(task: keyof typeof METRICS, name: string): MetricFunction {
  const byName: Readonly<Record<string, MetricFunction>> = METRICS[task];
  checkOneOf(`a metric for ${task}`, name, Object.keys(byName));
  return byName[name]!;
}
