import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/metrics.json' with { type: 'json' };
import { correctedInterval } from './correctedInterval.js';
import { incompleteBeta } from './incompleteBeta.js';
import { mean } from './mean.js';
import { standardDeviation } from './standardDeviation.js';
import { studentTQuantile } from './studentTQuantile.js';

/** Asserts agreement to a relative tolerance, absolute below 1. */
function expectClose(value: number, expected: number, tolerance: number): void {
  const error = Math.abs(value - expected) / Math.max(1, Math.abs(expected));
  expect(error, `${value} instead of ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('mean and standardDeviation', () => {
  it('equal known values', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(Math.sqrt(32 / 7));
    const { scores, mean: center, standardDeviation: spread } = fixture.correctedInterval;
    expectClose(mean(scores), center, 1e-15);
    expectClose(standardDeviation(scores), spread, 1e-15);
  });

  it('are NaN where there is nothing to average', () => {
    expect(mean([])).toBeNaN();
    expect(standardDeviation([3])).toBeNaN();
  });
});

describe('incompleteBeta', () => {
  it("equals SciPy's betainc", () => {
    for (const { x, a, b, value } of fixture.incompleteBeta) {
      expectClose(incompleteBeta(x, a, b), value, 1e-13);
    }
  });

  it('is 0 and 1 at the ends', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });
});

describe('studentTQuantile', () => {
  it("equals SciPy's t.ppf to 1e-10", () => {
    for (const { p, df, t } of fixture.studentTQuantile) {
      const error = Math.abs(studentTQuantile(p, df) - t) / Math.abs(t);
      expect(error, `p ${p}, ${df} degrees of freedom`).toBeLessThan(1e-10);
    }
  });

  it('is 0 at one half, odd, and the tangent for one degree of freedom', () => {
    expect(studentTQuantile(0.5, 7)).toBe(0);
    expect(studentTQuantile(0.25, 7)).toBe(-studentTQuantile(0.75, 7));
    expectClose(studentTQuantile(0.9, 1), Math.tan(0.4 * Math.PI), 1e-13);
  });

  it('names what is out of range', () => {
    expect(() => studentTQuantile(1, 3)).toThrow(/p must be a number above 0 and below 1, not 1/);
    expect(() => studentTQuantile(0.5, 0)).toThrow(/degreesOfFreedom must be a number above 0/);
  });
});

describe('correctedInterval', () => {
  const { scores, testTrainRatio, levels } = fixture.correctedInterval;

  it("equals SciPy's t interval with the corrected variance", () => {
    for (const { level, interval } of levels) {
      const [low, high] = correctedInterval(scores, { testTrainRatio, level });
      expectClose(low, interval[0]!, 1e-12);
      expectClose(high, interval[1]!, 1e-12);
    }
  });

  it('is at the level 0.95 unless told otherwise', () => {
    expect(correctedInterval(scores, { testTrainRatio })).toEqual(
      correctedInterval(scores, { testTrainRatio, level: 0.95 }),
    );
  });

  it('can be checked by hand: two scores, t(1; 0.75) = 1', () => {
    // s² = 2, (1/2 + 1)·2 = 3.
    const [low, high] = correctedInterval([1, 3], { testTrainRatio: 1, level: 0.5 });
    expectClose(low, 2 - Math.sqrt(3), 1e-12);
    expectClose(high, 2 + Math.sqrt(3), 1e-12);
  });

  it('is NaN for one score and a point for equal ones', () => {
    expect(correctedInterval([0.9], { testTrainRatio: 0.5 })).toEqual([NaN, NaN]);
    expect(correctedInterval([0.5, 0.5, 0.5], { testTrainRatio: 0.5 })).toEqual([0.5, 0.5]);
  });

  it('names what is wrong with an option', () => {
    expect(() => correctedInterval(scores, { testTrainRatio: 0 })).toThrow(
      'testTrainRatio must be a number above 0, not 0',
    );
    expect(() => correctedInterval(scores, { testTrainRatio: 1, level: 95 })).toThrow(
      'level must be a number above 0 and below 1, not 95',
    );
    expect(() => correctedInterval(scores, { testTrainRatio: 1, alpha: 0.05 } as never)).toThrow(
      "correctedInterval has no option 'alpha'",
    );
  });
});
