import { largestLane, log1, power4 } from './elementary';
import { horizontalSum } from './simd';

/** The largest element of a row; NaN if one is. */
export function largest(width: i32, x: usize): f32 {
  let best: f32 = -Infinity;
  const end = x + (<usize>width << 2);
  let lanes = f32x4.splat(-Infinity);
  for (; x + 16 <= end; x += 16) lanes = f32x4.max(lanes, v128.load(x));
  best = largestLane(lanes);
  for (; x < end; x += 4) best = max(best, load<f32>(x));
  return best;
}

/** y = e^(x − shift), and its sum; y may be x. */
export function exponentials(width: i32, x: usize, shift: f32, y: usize): f32 {
  const end = x + (<usize>width << 2);
  const shifts = f32x4.splat(shift);
  let lanes = f32x4.splat(0);
  for (; x + 16 <= end; x += 16, y += 16) {
    const e = power4(f32x4.sub(v128.load(x), shifts));
    v128.store(y, e);
    lanes = f32x4.add(lanes, e);
  }
  let sum = horizontalSum(lanes);
  for (; x < end; x += 4, y += 4) {
    const e = f32x4.extract_lane(power4(f32x4.splat(load<f32>(x) - shift)), 0);
    store<f32>(y, e);
    sum += e;
  }
  return sum;
}

/** y = softmax(x) of each row; shape [rows, width]; y may be x. */
export function softmaxForward(rows: i32, width: i32, x: usize, y: usize): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    const sum = exponentials(width, x, largest(width, x), y);
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(y + j, load<f32>(y + j) / sum);
  }
}

/** dx = y · (dy − Σ dy·y) of each row; shape [rows, width]; dx may be dy. */
export function softmaxBackward(rows: i32, width: i32, y: usize, dy: usize, dx: usize): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, y += bytes, dy += bytes, dx += bytes) {
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(dy + j) * load<f32>(y + j);
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(dx + j, load<f32>(y + j) * (load<f32>(dy + j) - sum));
    }
  }
}

/** y = x − ln Σ e^x of each row; shape [rows, width]; y must not be x. */
export function logSoftmaxForward(rows: i32, width: i32, x: usize, y: usize): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    const shift = largest(width, x);
    const logarithm = log1(exponentials(width, x, shift, y));
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(y + j, load<f32>(x + j) - shift - logarithm);
    }
  }
}

/** dx = dy − e^y · Σ dy of each row; shape [rows, width]; dx must not be dy. */
export function logSoftmaxBackward(rows: i32, width: i32, y: usize, dy: usize, dx: usize): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, y += bytes, dy += bytes, dx += bytes) {
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(dy + j);
    exponentials(width, y, 0, dx);
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(dx + j, load<f32>(dy + j) - load<f32>(dx + j) * sum);
    }
  }
}
