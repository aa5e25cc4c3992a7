import { exp4, expm14 } from './exp';
import { loadLanes, storeLanes } from './simd';

// The numbers of the activations, as every kernel takes them; src/kernels/activations.ts has the names.
// @ts-ignore: decorator
@inline
export const LINEAR = 0;
// @ts-ignore: decorator
@inline
export const RELU = 1;
// @ts-ignore: decorator
@inline
export const RELU6 = 2;
// @ts-ignore: decorator
@inline
export const SIGMOID = 3;
// @ts-ignore: decorator
@inline
export const TANH = 4;
// @ts-ignore: decorator
@inline
export const ELU = 5;

/** One activation of four values; `kind` is a constant where this is inlined. NaN gives NaN. */
// @ts-ignore: decorator
@inline
export function activate4(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == RELU) return f32x4.max(x, zero);
  if (kind == RELU6) return f32x4.min(f32x4.max(x, zero), f32x4.splat(6));
  if (kind == SIGMOID) return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
  if (kind == TANH) {
    // tanh x = (e²ˣ − 1) / (e²ˣ + 1), odd; at |x| > 10 it is 1 in float32.
    const magnitude = f32x4.min(f32x4.abs(x), f32x4.splat(10));
    const e = expm14(f32x4.add(magnitude, magnitude));
    const sign = v128.and(x, f32x4.splat(-0.0));
    return v128.or(f32x4.div(e, f32x4.add(e, f32x4.splat(2))), sign);
  }
  if (kind == ELU) return v128.bitselect(x, expm14(f32x4.min(x, zero)), f32x4.gt(x, zero));
  return x;
}

// @ts-ignore: decorator
@inline
function activateAll(kind: i32, p: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, p += 16) v128.store(p, activate4(kind, v128.load(p)));
  if (i < n) storeLanes(p, activate4(kind, loadLanes(p, n - i)), n - i);
}

/** Applies an activation in place to `n` floats from `p`. */
export function activate(kind: i32, p: usize, n: i32): void {
  switch (kind) {
    case RELU: return activateAll(RELU, p, n);
    case RELU6: return activateAll(RELU6, p, n);
    case SIGMOID: return activateAll(SIGMOID, p, n);
    case TANH: return activateAll(TANH, p, n);
    case ELU: return activateAll(ELU, p, n);
  }
}
