import { horizontalSum, loadLanes, multiplyAdd, storeLanes } from './simd';

/** y = x·B (+ initial) for a plain B of k rows and n columns: 32 columns at a time, 8 running sums. */
export function vectorMatrix(k: i32, n: i32, x: usize, xStep: usize, b: usize, bStep: usize, y: usize, initial: usize): void {
  let j = 0;
  for (; j + 32 <= n; j += 32, b += 128, y += 128) {
    const zero = f32x4.splat(0);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    let q = b, r = x;
    for (let p = 0; p < k; p++, q += bStep, r += xStep) {
      const v = v128.load_splat<f32>(r);
      s0 = multiplyAdd(v, v128.load(q), s0);
      s1 = multiplyAdd(v, v128.load(q, 16), s1);
      s2 = multiplyAdd(v, v128.load(q, 32), s2);
      s3 = multiplyAdd(v, v128.load(q, 48), s3);
      s4 = multiplyAdd(v, v128.load(q, 64), s4);
      s5 = multiplyAdd(v, v128.load(q, 80), s5);
      s6 = multiplyAdd(v, v128.load(q, 96), s6);
      s7 = multiplyAdd(v, v128.load(q, 112), s7);
    }
    if (initial) {
      const i = initial + (<usize>j << 2);
      s0 = f32x4.add(s0, v128.load(i));
      s1 = f32x4.add(s1, v128.load(i, 16));
      s2 = f32x4.add(s2, v128.load(i, 32));
      s3 = f32x4.add(s3, v128.load(i, 48));
      s4 = f32x4.add(s4, v128.load(i, 64));
      s5 = f32x4.add(s5, v128.load(i, 80));
      s6 = f32x4.add(s6, v128.load(i, 96));
      s7 = f32x4.add(s7, v128.load(i, 112));
    }
    v128.store(y, s0);
    v128.store(y, s1, 16);
    v128.store(y, s2, 32);
    v128.store(y, s3, 48);
    v128.store(y, s4, 64);
    v128.store(y, s5, 80);
    v128.store(y, s6, 96);
    v128.store(y, s7, 112);
  }
  for (; j < n; j += 4, b += 16, y += 16) {
    const count = min(4, n - j);
    let s = f32x4.splat(0);
    let q = b, r = x;
    for (let p = 0; p < k; p++, q += bStep, r += xStep) {
      s = multiplyAdd(v128.load_splat<f32>(r), count == 4 ? v128.load(q) : loadLanes(q, count), s);
    }
    if (initial) s = f32x4.add(s, loadLanes(initial + (<usize>j << 2), count));
    storeLanes(y, s, count);
  }
}

/** yⱼ = x·Bⱼ (+ initialⱼ) for the n rows Bⱼ of k floats, `bStep` bytes apart: four scalar products at a time. */
export function rowProducts(k: i32, n: i32, x: usize, b: usize, bStep: usize, y: usize, initial: usize): void {
  const whole = k & ~3, rest = k & 3;
  for (let j = 0; j < n; j += 4, b += 4 * bStep, y += 16) {
    const count = min(4, n - j);
    // Rows that are not there repeat the first one.
    const b1 = count > 1 ? b + bStep : b, b2 = count > 2 ? b + 2 * bStep : b, b3 = count > 3 ? b + 3 * bStep : b;
    const zero = f32x4.splat(0);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    let at: usize = 0;
    for (let p = 0; p < whole; p += 4, at += 16) {
      const v = v128.load(x + at);
      s0 = multiplyAdd(v, v128.load(b + at), s0);
      s1 = multiplyAdd(v, v128.load(b1 + at), s1);
      s2 = multiplyAdd(v, v128.load(b2 + at), s2);
      s3 = multiplyAdd(v, v128.load(b3 + at), s3);
    }
    if (rest) {
      const v = loadLanes(x + at, rest);
      s0 = multiplyAdd(v, loadLanes(b + at, rest), s0);
      s1 = multiplyAdd(v, loadLanes(b1 + at, rest), s1);
      s2 = multiplyAdd(v, loadLanes(b2 + at, rest), s2);
      s3 = multiplyAdd(v, loadLanes(b3 + at, rest), s3);
    }
    let sums = f32x4.splat(horizontalSum(s0));
    sums = f32x4.replace_lane(sums, 1, horizontalSum(s1));
    sums = f32x4.replace_lane(sums, 2, horizontalSum(s2));
    sums = f32x4.replace_lane(sums, 3, horizontalSum(s3));
    if (initial) sums = f32x4.add(sums, loadLanes(initial + (<usize>j << 2), count));
    storeLanes(y, sums, count);
  }
}
