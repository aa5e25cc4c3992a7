import { checkNumber } from '@occam/core';
import { incompleteBeta, logBeta } from './incompleteBeta.js';

/**
 * Computes the quantile of Student's t distribution: the t with P(T ≤ t) = p. To 1e-10 of SciPy's for
 * 1 to 100,000 degrees of freedom.
 *
 * The upper tail is P(T > t) = ½·I_x(ν/2, ½) with x = ν/(ν + t²). It is convex for t > 0, so Newton's
 * method from t = 0 climbs to the solution and never past it.
 *
 * @param p the probability, above 0 and below 1
 * @param degreesOfFreedom ν, above 0; need not be whole
 * @throws TypeError or RangeError if one is out of range
 *
 * @example
 * ```ts
 * import { studentTQuantile } from '@occam/evaluation';
 *
 * studentTQuantile(0.975, 9); // 2.262…
 * ```
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  checkNumber('p', p, { above: 0, below: 1 });
  checkNumber('degreesOfFreedom', degreesOfFreedom, { above: 0 });
  const v = degreesOfFreedom;
  const wanted = Math.min(p, 1 - p);
  const logScale = logBeta(v / 2, 0.5) + Math.log(v) / 2;
  let t = 0;
  let step: number;
  do {
    const square = t * t;
    const tail = incompleteBeta(v / (v + square), v / 2, 0.5, square / (v + square)) / 2;
    const density = Math.exp(-((v + 1) / 2) * Math.log1p(square / v) - logScale);
    step = (tail - wanted) / density;
    t += step;
  } while (step > 1e-14 * Math.max(1, t));
  return p < 0.5 ? -t : t;
}
