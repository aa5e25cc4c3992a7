// @ts-ignore: decorator
@inline
const LOG2E: f32 = 1.44269504088896341;
// ln 2 in two parts, the first short enough that n·LN2_HIGH is exact.
// @ts-ignore: decorator
@inline
const LN2_HIGH: f32 = 0.693359375;
// @ts-ignore: decorator
@inline
const LN2_LOW: f32 = -2.12194440e-4;

// eˣ = 2ⁿ·(1 + m) with x = n·ln 2 + r, |r| ≤ ½ ln 2 and m = eʳ − 1 by a polynomial of degree 7.

/** n = round(x / ln 2) as floats. */
// @ts-ignore: decorator
@inline
function quotient(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2E)));
}

/** eʳ − 1 for r = x − n·ln 2; relative error below 1.2e-7 (coefficients of Cephes' expf, Moshier 1989). */
// @ts-ignore: decorator
@inline
function remainderPower(x: v128, n: v128): v128 {
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let q = f32x4.splat(1.9875691500e-4);
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.3981999507e-3));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(8.3334519073e-3));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(4.1665795894e-2));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.6666665459e-1));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(5.0000001201e-1));
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q));
}

/** 2ⁿ for whole n from −126 to 127 (a NaN gives 1). */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/**
 * eˣ in each lane, within 2 units in the last place; NaN stays NaN, +∞ above 88.73, subnormal results below −87.3 are rounded
 * in two steps. Never a fused multiply-add: both SIMD variants give the same bits.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(89)), f32x4.splat(-104));
  const n = quotient(clamped);
  const power = f32x4.add(f32x4.splat(1), remainderPower(clamped, n));
  // In two factors, so that neither overflows nor is subnormal.
  const half = f32x4.nearest(f32x4.mul(n, f32x4.splat(0.5)));
  return f32x4.mul(f32x4.mul(power, powerOfTwo(half)), powerOfTwo(f32x4.sub(n, half)));
}

/** eˣ − 1 in each lane, exact to float32 rounding also near 0; for x ≤ 88. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expm14(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(88)), f32x4.splat(-80));
  const n = quotient(clamped);
  const scale = powerOfTwo(n);
  return f32x4.add(f32x4.mul(scale, remainderPower(clamped, n)), f32x4.sub(scale, f32x4.splat(1)));
}
