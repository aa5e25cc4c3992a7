/**
 * The cubic spline through anchors at equal distances, "not a knot" at both ends, as SciPy's CubicSpline: what Um et al. draw
 * smooth random curves with.
 *
 *     second derivatives M at distance 1:  M[i−1] + 4·M[i] + M[i+1] = 6·(y[i−1] − 2·y[i] + y[i+1])
 *     not a knot:  M[0] − 2·M[1] + M[2] = 0, so that 6·M[1] is the right side at 1; and so at the other end
 *     between i and i+1, t from 0 to 1:
 *       y[i] + t·(y[i+1] − y[i]) + M[i]/6·((1−t)³ − (1−t)) + M[i+1]/6·(t³ − t)
 *
 * Two anchors make a line, three a parabola. Equal anchors make exactly that number.
 *
 * @param anchors at least 2 numbers, the first at step 0
 * @param steps at how many steps the curve is wanted: 0, 1, …
 * @param end the step of the last anchor
 * @returns the curve, shape [steps]
 */
export function smoothCurve(anchors: readonly number[], steps: number, end: number): Float64Array {
  const y = anchors;
  const last = y.length - 1;
  const m = secondDerivatives(y);
  const curve = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    const position = end === 0 ? 0 : (step * last) / end;
    const i = Math.min(Math.floor(position), last - 1);
    const t = position - i;
    const s = 1 - t;
    const bend = (m[i]! * (s * s * s - s) + m[i + 1]! * (t * t * t - t)) / 6;
    curve[step] = y[i]! + t * (y[i + 1]! - y[i]!) + bend;
  }
  return curve;
}

function secondDerivatives(y: readonly number[]): Float64Array {
  const last = y.length - 1;
  const m = new Float64Array(y.length);
  if (last < 2) return m;
  const difference = (i: number) => y[i - 1]! - 2 * y[i]! + y[i + 1]!;
  if (last === 2) return m.fill(difference(1));
  m[1] = difference(1);
  m[last - 1] = difference(last - 1);
  // The tridiagonal system between them, by elimination downwards and substitution upwards.
  const ratio = new Float64Array(y.length);
  for (let i = 2; i < last - 1; i++) {
    const pivot = 4 - ratio[i - 1]!;
    ratio[i] = 1 / pivot;
    m[i] = (6 * difference(i) - m[i - 1]!) / pivot;
  }
  for (let i = last - 2; i > 1; i--) m[i]! -= ratio[i]! * m[i + 1]!;
  m[0] = 2 * m[1]! - m[2]!;
  m[last] = 2 * m[last - 1]! - m[last - 2]!;
  return m;
}
