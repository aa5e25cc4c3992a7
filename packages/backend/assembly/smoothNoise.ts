import { loadLanes, storeLanes } from './simd';

// Never fused: both SIMD variants and JavaScript give the same bits.

/** Sixteen sums w[0]·s[i] + Σ w[k]·(s[i − k] + s[i + k]), `step` bytes between neighbours, four vectors one `next` after the other. */
// @ts-ignore: decorator
@inline
function smooth(p: usize, weights: usize, radius: i32, step: usize, next: usize, out: usize, scale: v128): void {
  let w = v128.load32_splat(weights);
  let a = f32x4.mul(w, v128.load(p));
  let b = f32x4.mul(w, v128.load(p + next));
  let c = f32x4.mul(w, v128.load(p + 2 * next));
  let d = f32x4.mul(w, v128.load(p + 3 * next));
  let low = p, high = p;
  for (let k = 1; k <= radius; k++) {
    low -= step;
    high += step;
    w = v128.load32_splat(weights + (<usize>k << 2));
    a = f32x4.add(a, f32x4.mul(w, f32x4.add(v128.load(low), v128.load(high))));
    b = f32x4.add(b, f32x4.mul(w, f32x4.add(v128.load(low + next), v128.load(high + next))));
    c = f32x4.add(c, f32x4.mul(w, f32x4.add(v128.load(low + 2 * next), v128.load(high + 2 * next))));
    d = f32x4.add(d, f32x4.mul(w, f32x4.add(v128.load(low + 3 * next), v128.load(high + 3 * next))));
  }
  v128.store(out, f32x4.mul(scale, a));
  v128.store(out, f32x4.mul(scale, b), 16);
  v128.store(out, f32x4.mul(scale, c), 32);
  v128.store(out, f32x4.mul(scale, d), 48);
}

/**
 * Turns uniform numbers u from [0, 1) into smooth noise in place: scale · G ∗ (2u − 1), with zero beyond the border; shape
 * [height, width].
 *
 * @param weights the middle and the right half of G along one axis, radius + 1 floats
 * @param scratch room for 4 · max(height, width) + 8 · radius + 64 floats
 */
export function smoothNoise(
  image: usize, height: i32, width: i32, weights: usize, radius: i32, scale: f32, scratch: usize,
): void {
  const one = f32x4.splat(1), two = f32x4.splat(2);
  const border = <usize>radius << 2;
  const line = <usize>width << 2;
  memory.fill(scratch, 0, (<usize>(max(height, width) << 2) + <usize>(radius << 3) + 64) << 2);
  for (let row = 0, p = image; row < height; row++, p += line) {
    const inside = scratch + border;
    for (let x = 0; x < width; x += 4) {
      const lanes = width - x, at = <usize>x << 2;
      const u = loadLanes(p + at, lanes);
      storeLanes(inside + at, f32x4.sub(f32x4.mul(two, u), one), lanes);
    }
    const out = scratch + line + 2 * border + 64;
    for (let x = 0; x < width; x += 16) {
      const at = <usize>x << 2;
      smooth(inside + at, weights, radius, 4, 16, out, one);
      memory.copy(p + at, out, <usize>min(16, width - x) << 2);
    }
  }
  // Columns, four at a time: each vector is a row of the strip.
  memory.fill(scratch, 0, (<usize>(max(height, width) << 2) + <usize>(radius << 3) + 64) << 2);
  const inside = scratch + (border << 2);
  const out = inside + (<usize>height << 4) + (border << 2) + 64;
  for (let x = 0; x < width; x += 4) {
    const lanes = width - x, start = image + (<usize>x << 2);
    for (let y = 0, p = start; y < height; y++, p += line) v128.store(inside + (<usize>y << 4), loadLanes(p, lanes));
    for (let y = 0, p = start; y < height; y += 4) {
      smooth(inside + (<usize>y << 4), weights, radius, 16, 16, out, f32x4.splat(scale));
      const rows = min(4, height - y);
      for (let i = 0; i < rows; i++, p += line) storeLanes(p, v128.load(out + (<usize>i << 4)), lanes);
    }
  }
}
