/** w ← max(w, 0), n elements. */
export function nonNegativeConstraint(n: i32, w: usize): void {
  const end = w + (<usize>n << 2);
  for (; w + 16 <= end; w += 16) v128.store(w, f32x4.max(v128.load(w), f32x4.splat(0)));
  for (; w < end; w += 4) store<f32>(w, max<f32>(load<f32>(w), 0));
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
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const first = w + (<usize>j << 2);
      let sum: f64 = 0;
      let p = first;
      for (let k = 0; k < length; k++, p += stride) {
        const v = <f64>load<f32>(p);
        sum += v * v;
      }
      const norm = <f32>sqrt(sum);
      const desired = rate * min(max(norm, low), high) + (1 - rate) * norm;
      const scale = desired / (<f32>1e-7 + norm);
      p = first;
      for (let k = 0; k < length; k++, p += stride) store<f32>(p, load<f32>(p) * scale);
    }
    w += <usize>length * stride;
  }
}
