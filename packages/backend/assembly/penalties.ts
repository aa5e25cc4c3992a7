import { horizontalSum } from './simd';

/**
 * l1·Σ|w| + l2·Σw², and to `gradient`, unless it is 0, is added l1·sign w + 2·l2·w; n elements. The derivative of |w| at
 * 0 is 0.
 */
export function l1l2Penalty(n: i32, w: usize, gradient: usize, l1: f32, l2: f32): f64 {
  let sizes: f64 = 0;
  let squares: f64 = 0;
  while (n > 0) {
    const block = min(n, 1024);
    let size: f32 = 0;
    let square: f32 = 0;
    const whole = block & ~3;
    let sizeLanes = f32x4.splat(0);
    let squareLanes = f32x4.splat(0);
    const one = f32x4.splat(1);
    const zero = f32x4.splat(0);
    for (let i = 0; i < whole; i += 4, w += 16) {
      const v = v128.load(w);
      sizeLanes = f32x4.add(sizeLanes, f32x4.abs(v));
      squareLanes = f32x4.add(squareLanes, f32x4.mul(v, v));
      if (gradient) {
        const positive = v128.and(f32x4.gt(v, zero), one);
        const sign = f32x4.sub(positive, v128.and(f32x4.lt(v, zero), one));
        const slope = f32x4.add(
          f32x4.mul(sign, f32x4.splat(l1)),
          f32x4.mul(v, f32x4.splat(2 * l2)),
        );
        v128.store(gradient, f32x4.add(v128.load(gradient), slope));
        gradient += 16;
      }
    }
    size += horizontalSum(sizeLanes);
    square += horizontalSum(squareLanes);
    for (let i = whole; i < block; i++, w += 4) {
      const v = load<f32>(w);
      size += abs(v);
      square += v * v;
      if (gradient) {
        const sign: f32 = v > 0 ? 1 : v < 0 ? -1 : 0;
        store<f32>(gradient, load<f32>(gradient) + (l1 * sign + 2 * l2 * v));
        gradient += 4;
      }
    }
    sizes += size;
    squares += square;
    n -= block;
  }
  return <f64>l1 * sizes + <f64>l2 * squares;
}

/**
 * rate·Σ (w/w₀)² / (1 + (w/w₀)²), and to `gradient`, unless it is 0, is added rate·2·w·w₀² / (w₀² + w²)²; n elements.
 */
export function weightEliminationPenalty(
  n: i32,
  w: usize,
  gradient: usize,
  rate: f32,
  scale: f32,
): f64 {
  let total: f64 = 0;
  const inverse: f32 = 1 / scale;
  const slope: f32 = 2 * rate * inverse;
  while (n > 0) {
    const block = min(n, 1024);
    const whole = block & ~3;
    let lanes = f32x4.splat(0);
    const one = f32x4.splat(1);
    for (let i = 0; i < whole; i += 4, w += 16) {
      // With r = w/w₀ and s = 1 / (1 + r²): r²·s, and its derivative 2·r·s² / w₀.
      const r = f32x4.mul(v128.load(w), f32x4.splat(inverse));
      const square = f32x4.mul(r, r);
      const share = f32x4.div(one, f32x4.add(one, square));
      lanes = f32x4.add(lanes, f32x4.mul(square, share));
      if (gradient) {
        const step = f32x4.mul(f32x4.mul(r, share), f32x4.mul(share, f32x4.splat(slope)));
        v128.store(gradient, f32x4.add(v128.load(gradient), step));
        gradient += 16;
      }
    }
    let sum = horizontalSum(lanes);
    for (let i = whole; i < block; i++, w += 4) {
      const r = load<f32>(w) * inverse;
      const share: f32 = 1 / (1 + r * r);
      sum += r * r * share;
      if (gradient) {
        store<f32>(gradient, load<f32>(gradient) + r * share * (share * slope));
        gradient += 4;
      }
    }
    total += sum;
    n -= block;
  }
  return <f64>rate * total;
}
