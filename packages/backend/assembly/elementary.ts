import { activate4, SIGMOID, TANH } from './activation';
import { exp4, expm14 } from './exp';

// Relatives of exp on four float32 lanes, from Cephes' polynomials (Moshier 1989). NaN stays NaN. Never a fused multiply-add:
// both SIMD variants give the same bits.

// @ts-ignore: decorator
@inline
function f(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
export function select(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

/** ln x for positive x; −∞ at 0, NaN below. */
export function log4(x: v128): v128 {
  // Subnormal numbers are lifted into the normal range first.
  const tiny = f32x4.lt(x, f(1.17549435e-38));
  const lifted = select(tiny, f32x4.mul(x, f(16777216)), x);
  let exponent = i32x4.sub(v128.and(i32x4.shr_u(lifted, 23), i32x4.splat(0xff)), i32x4.splat(126));
  exponent = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(24)));
  let m = v128.or(v128.and(lifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f(0.70710678));
  exponent = i32x4.add(exponent, low);
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), f(1));
  const square = f32x4.mul(m, m);
  let y = f(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, m), f(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, m), f(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, m), f(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, m), f(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, m), f(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), square);
  const e = f32x4.convert_i32x4_s(exponent);
  y = f32x4.add(y, f32x4.mul(e, f(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(f(0.5), square));
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f(0.693359375)));
  y = select(f32x4.gt(x, f(3.4028235e38)), x, y);
  y = select(f32x4.eq(x, f(0)), f(-Infinity), y);
  return select(f32x4.ge(x, f(0)), y, f(NaN));
}

/** ln(1 + x) for 0 ≤ x ≤ 1: the rounding of 1 + x is taken back (Kahan). */
export function log1p4(x: v128): v128 {
  const u = f32x4.add(x, f(1));
  const rounded = f32x4.sub(u, f(1));
  const exact = f32x4.mul(log4(u), f32x4.div(x, rounded));
  return select(f32x4.eq(rounded, f(0)), x, exact);
}

/** 1 / (1 + e^−x). */
export function sigmoid4(x: v128): v128 {
  return activate4(SIGMOID, x);
}

/** e^x, called and not inlined: where a kernel needs it often, its code would be repeated. */
export function power4(x: v128): v128 {
  return exp4(x);
}

/** e^x − 1 for x ≤ 0, called and not inlined. */
export function powerMinusOne4(x: v128): v128 {
  return expm14(x);
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|). */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f(0)), log1p4(power4(f32x4.neg(f32x4.abs(x)))));
}

/** The hyperbolic tangent. */
export function tanh4(x: v128): v128 {
  return activate4(TANH, x);
}

/** The error function as tfjs has it: Abramowitz and Stegun, 7.1.26; the error is at most 1.5e-7. */
export function erf4(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = f32x4.div(f(1), f32x4.add(f(1), f32x4.mul(f(0.3275911), size)));
  let y = f(1.061405429);
  y = f32x4.add(f32x4.mul(y, t), f(-1.453152027));
  y = f32x4.add(f32x4.mul(y, t), f(1.421413741));
  y = f32x4.add(f32x4.mul(y, t), f(-0.284496736));
  y = f32x4.add(f32x4.mul(y, t), f(0.254829592));
  y = f32x4.mul(f32x4.mul(y, t), power4(f32x4.neg(f32x4.mul(x, x))));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.or(f32x4.sub(f(1), y), sign);
}

/** The largest of four lanes; NaN if one is. */
// @ts-ignore: decorator
@inline
export function largestLane(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** The logarithm of one number. */
// @ts-ignore: decorator
@inline
export function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f(x)), 0);
}
