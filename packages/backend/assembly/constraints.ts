/** w ← max(w, 0), n elements. */
export function nonNegativeConstraint(n: i32, w: usize): void {
  const end = w + (<usize>n << 2);
  for (; w + 16 <= end; w += 16) v128.store(w, f32x4.max(v128.load(w), f32x4.splat(0)));
  for (; w < end; w += 4) store<f32>(w, max<f32>(load<f32>(w), 0));
}

/** What a vector with this sum of squares is multiplied by. */
// @ts-ignore: decorator
@inline
function scaleOf(sum: f64, low: f32, high: f32, rate: f32): f32 {
  const norm = <f32>sqrt(sum);
  const desired = rate * min(max(norm, low), high) + (1 - rate) * norm;
  return desired / (<f32>1e-7 + norm);
}

/**
 * Scales the vectors along one axis: w ← w · (rate · clip(‖w‖, low, high) + (1 − rate) · ‖w‖) / (1e-7 + ‖w‖); shape
 * [outer, length, inner], the norm over `length`. Max-norm has low 0 and rate 1, unit-norm low = high = 1 and rate 1.
 */
export function normConstraint(
  outer: i32,
  length: i32,
  inner: i32,
  w: usize,
  low: f32,
  high: f32,
  rate: f32,
): void {
  const stride = <usize>inner << 2;
  for (let i = 0; i < outer; i++, w += <usize>length * stride) {
    let first = w;
    let left = inner;
    for (; left >= 4; left -= 4, first += 16) {
      let lower = f64x2.splat(0);
      let upper = f64x2.splat(0);
      let p = first;
      for (let k = 0; k < length; k++, p += stride) {
        const v = v128.load(p);
        const a = f64x2.promote_low_f32x4(v);
        const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
        lower = f64x2.add(lower, f64x2.mul(a, a));
        upper = f64x2.add(upper, f64x2.mul(b, b));
      }
      let scales = f32x4.splat(scaleOf(f64x2.extract_lane(lower, 0), low, high, rate));
      scales = f32x4.replace_lane(scales, 1, scaleOf(f64x2.extract_lane(lower, 1), low, high, rate));
      scales = f32x4.replace_lane(scales, 2, scaleOf(f64x2.extract_lane(upper, 0), low, high, rate));
      scales = f32x4.replace_lane(scales, 3, scaleOf(f64x2.extract_lane(upper, 1), low, high, rate));
      p = first;
      for (let k = 0; k < length; k++, p += stride) v128.store(p, f32x4.mul(v128.load(p), scales));
    }
    for (; left > 0; left--, first += 4) {
      let sum: f64 = 0;
      let p = first;
      for (let k = 0; k < length; k++, p += stride) {
        const v = <f64>load<f32>(p);
        sum += v * v;
      }
      const scale = scaleOf(sum, low, high, rate);
      p = first;
      for (let k = 0; k < length; k++, p += stride) store<f32>(p, load<f32>(p) * scale);
    }
  }
}
