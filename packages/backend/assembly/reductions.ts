import { horizontalSum } from './simd';

/** Σ x², n elements; summed in float64 by blocks, so that a million squares lose nothing. */
export function sumOfSquares(n: i32, x: usize): f64 {
  let total: f64 = 0;
  while (n > 0) {
    const block = min(n, 1024);
    const end = x + (<usize>block << 2);
    let lanes = f32x4.splat(0);
    for (; x + 16 <= end; x += 16) {
      const v = v128.load(x);
      lanes = f32x4.add(lanes, f32x4.mul(v, v));
    }
    let sum = horizontalSum(lanes);
    for (; x < end; x += 4) sum += load<f32>(x) * load<f32>(x);
    total += sum;
    n -= block;
  }
  return total;
}

/** out = Σ of x over the rows, shape [rows, width]; adds to it with `accumulate`. */
export function sumOfRows(rows: i32, width: i32, x: usize, out: usize, accumulate: i32): void {
  const bytes = <usize>width << 2;
  if (!accumulate) memory.fill(out, 0, bytes);
  for (let row = 0; row < rows; row++, x += bytes) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      v128.store(out + j, f32x4.add(v128.load(out + j), v128.load(x + j)));
    }
    for (; j < bytes; j += 4) store<f32>(out + j, load<f32>(out + j) + load<f32>(x + j));
  }
}

/** out = Σ of x² over the rows, shape [rows, width]. */
export function sumOfSquaredColumns(rows: i32, width: i32, x: usize, out: usize): void {
  const bytes = <usize>width << 2;
  memory.fill(out, 0, bytes);
  for (let row = 0; row < rows; row++, x += bytes) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const v = v128.load(x + j);
      v128.store(out + j, f32x4.add(v128.load(out + j), f32x4.mul(v, v)));
    }
    for (; j < bytes; j += 4) {
      const v = load<f32>(x + j);
      store<f32>(out + j, load<f32>(out + j) + v * v);
    }
  }
}
