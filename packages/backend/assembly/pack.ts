/** Where the transposed 4 × 4 block lies: 4 rows from `s`, `step` bytes apart, go to 4 columns from `d`, `width` bytes apart. */
// @ts-ignore: decorator
@inline
function transpose4(s: usize, step: usize, d: usize, width: usize): void {
  const r0 = v128.load(s), r1 = v128.load(s + step), r2 = v128.load(s + 2 * step), r3 = v128.load(s + 3 * step);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(d, v128.shuffle<f64>(t0, t1, 0, 2));
  v128.store(d + width, v128.shuffle<f64>(t0, t1, 1, 3));
  v128.store(d + 2 * width, v128.shuffle<f64>(t2, t3, 0, 2));
  v128.store(d + 3 * width, v128.shuffle<f64>(t2, t3, 1, 3));
}

/**
 * Packs a panel: k columns of `count` elements each, side by side, `width` floats apart; what `count` leaves free of the
 * width is zero.
 *
 * With `contiguous` the `count` elements lie side by side in the source and `step` bytes lead from one of the k to the next
 * (a transposed A, a plain B); otherwise the k elements lie side by side and `step` leads to the next of the `count`
 * (a plain A, a transposed B).
 */
export function packPanel(contiguous: bool, k: i32, count: i32, source: usize, step: usize, target: usize, width: i32): void {
  const widthBytes = <usize>width << 2;
  if (contiguous) {
    for (let p = 0; p < k; p++) {
      let i = 0;
      for (; i + 4 <= count; i += 4) v128.store(target + (<usize>i << 2), v128.load(source + (<usize>i << 2)));
      if (i < count) packRest(source + (<usize>i << 2), target + (<usize>i << 2), count - i, width - i);
      source += step;
      target += widthBytes;
    }
    return;
  }
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    let s = source + <usize>i * step, d = target + (<usize>i << 2), p = 0;
    for (; p + 4 <= k; p += 4, s += 16, d += 4 * widthBytes) transpose4(s, step, d, widthBytes);
    for (; p < k; p++, s += 4, d += widthBytes) {
      store<f32>(d, load<f32>(s));
      store<f32>(d, load<f32>(s + step), 4);
      store<f32>(d, load<f32>(s + 2 * step), 8);
      store<f32>(d, load<f32>(s + 3 * step), 12);
    }
  }
  for (; i < width; i++) {
    let s = source + <usize>i * step, d = target + (<usize>i << 2);
    for (let p = 0; p < k; p++, s += 4, d += widthBytes) store<f32>(d, i < count ? load<f32>(s) : 0);
  }
}

/** Copies `count` (1 to 3) floats and fills up with zeros to `width` (at least count, at most 7). */
// @ts-ignore: decorator
@inline
function packRest(source: usize, target: usize, count: i32, width: i32): void {
  for (let i = 0; i < width; i++) {
    store<f32>(target + (<usize>i << 2), i < count ? load<f32>(source + (<usize>i << 2)) : 0);
  }
}
