import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/metrics.json' with { type: 'json' };
import { accuracy } from './accuracy.js';
import { balancedAccuracy } from './balancedAccuracy.js';
import { brier } from './brier.js';
import { logLoss } from './logLoss.js';
import { macroF1 } from './macroF1.js';
import { mae } from './mae.js';
import type { MetricFunction } from './metric.js';
import { mse } from './mse.js';
import { r2 } from './r2.js';
import { rmse } from './rmse.js';
import { rocAuc } from './rocAuc.js';

const classification = { accuracy, balancedAccuracy, macroF1, logLoss, brier, rocAuc };
const regression = { mse, rmse, mae, r2 };

/** Asserts a score to 1e-12 relative (1e-6 where scikit-learn counted in float32); null stands for NaN. */
function expectScore(score: number, expected: number | null, dtype = 'float64'): void {
  if (expected === null) {
    expect(score).toBeNaN();
  } else {
    const tolerance = dtype === 'float32' ? 1e-6 : 1e-12;
    const error = Math.abs(score - expected) / Math.max(1, Math.abs(expected));
    expect(error, `${score} instead of ${expected}`).toBeLessThanOrEqual(tolerance);
  }
}

describe.each(fixture.classification)(
  'on $name, as scikit-learn:',
  ({ targets, predictions, dtype, scores }) => {
    it.each(Object.entries(classification))('%s', (name, metric) => {
      const typed =
        dtype === 'float32' ? new Float32Array(predictions) : new Float64Array(predictions);
      const expected = scores[name as keyof typeof scores];
      expectScore(metric(Int32Array.from(targets), typed), expected, dtype);
    });
  },
);

describe.each(fixture.regression)(
  'on $name, as scikit-learn:',
  ({ targets, predictions, scores }) => {
    it.each(Object.entries(regression))('%s', (name, metric) => {
      const expected = scores[name as keyof typeof scores];
      expectScore(metric(new Float64Array(targets), new Float64Array(predictions)), expected);
    });
  },
);

describe('a metric of classes', () => {
  it('takes the first of equal probabilities for the predicted class', () => {
    expect(accuracy([0, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0.5);
  });

  it('counts a tie in the ROC as half a pair', () => {
    expect(rocAuc([0, 1, 0], [0.5, 0.5, 0.5, 0.5, 0.9, 0.1])).toBe(0.75);
  });

  it('allows a probability that float32 rounding put past 1, and no further', () => {
    expect(logLoss([0], [1.0000001, 0])).toBeCloseTo(0, 12);
    expect(() => brier([0], [1.1, 0])).toThrow(
      'predictions must hold probabilities from 0 to 1, not 1.1 (row 0)',
    );
  });

  it.each(Object.entries(classification))(
    '%s names what does not fit',
    (_, metric: MetricFunction) => {
      expect(() => metric([], [])).toThrow('a metric needs at least one row, not 0');
      expect(() => metric([0, 1], [0, 1])).toThrow(
        'predictions must hold a probability for each class of each row, [n × classes] with at least 2 classes, but has 2 numbers for 2 targets',
      );
      expect(() => metric([0, 2], [1, 0, 1, 0])).toThrow(
        'targets must hold class indices from 0 to 1, not 2 (row 1)',
      );
      expect(() => metric([0, 1], [1, 0, NaN, 0])).toThrow(
        'predictions must hold probabilities from 0 to 1, not NaN (row 1)',
      );
    },
  );
});

describe('a metric of numbers', () => {
  it.each(Object.entries(regression))('%s names what does not fit', (_, metric: MetricFunction) => {
    expect(() => metric([], [])).toThrow('a metric needs at least one row, not 0');
    expect(() => metric([1, 2], [1])).toThrow(
      'predictions must hold one number for each target, but has 1 for 2',
    );
    expect(() => metric([1, Infinity], [1, 2])).toThrow(
      'targets must be finite, not Infinity (row 1)',
    );
    expect(() => metric([1, 2], [1, NaN])).toThrow('predictions must be finite, not NaN (row 1)');
  });
});
