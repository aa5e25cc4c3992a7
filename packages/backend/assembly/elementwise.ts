/** out = a + b, n elements; out may be a or b. */
export function addArrays(n: i32, a: usize, b: usize, out: usize): void {
  const end = a + (<usize>n << 2);
  for (; a + 16 <= end; a += 16, b += 16, out += 16) {
    v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  }
  for (; a < end; a += 4, b += 4, out += 4) store<f32>(out, load<f32>(a) + load<f32>(b));
}

/** out = a · b, n elements; out may be a or b. */
export function multiplyArrays(n: i32, a: usize, b: usize, out: usize): void {
  const end = a + (<usize>n << 2);
  for (; a + 16 <= end; a += 16, b += 16, out += 16) {
    v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  }
  for (; a < end; a += 4, b += 4, out += 4) store<f32>(out, load<f32>(a) * load<f32>(b));
}

/** out = x · scale + shift + other · factor, n elements; `other` 0 means none; out may be x or other. */
export function combine(
  n: i32,
  x: usize,
  scale: f32,
  shift: f32,
  other: usize,
  factor: f32,
  out: usize,
): void {
  const bytes = <usize>n << 2;
  const scales = f32x4.splat(scale);
  const shifts = f32x4.splat(shift);
  const factors = f32x4.splat(factor);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    let y = f32x4.add(f32x4.mul(v128.load(x + i), scales), shifts);
    if (other) y = f32x4.add(y, f32x4.mul(v128.load(other + i), factors));
    v128.store(out + i, y);
  }
  for (; i < bytes; i += 4) {
    let y = load<f32>(x + i) * scale + shift;
    if (other) y += load<f32>(other + i) * factor;
    store<f32>(out + i, y);
  }
}

/** x ← min(max(x, −limit), limit), n elements in place; NaN stays NaN. */
export function clipArray(n: i32, x: usize, limit: f32): void {
  const bytes = <usize>n << 2;
  const highest = f32x4.splat(limit);
  const lowest = f32x4.splat(-limit);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(x + i, f32x4.min(f32x4.max(v128.load(x + i), lowest), highest));
  }
  for (; i < bytes; i += 4) store<f32>(x + i, min(max(load<f32>(x + i), -limit), limit));
}

/** out[row, step, channel] = x[row, step, channel] · factors[row, channel]; out may be x. */
export function multiplyChannels(
  rows: i32,
  steps: i32,
  channels: i32,
  x: usize,
  factors: usize,
  out: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let row = 0; row < rows; row++, factors += bytes) {
    for (let step = 0; step < steps; step++, x += bytes, out += bytes) {
      multiplyArrays(channels, x, factors, out);
    }
  }
}

/** out[row, column] += x[row, column] · factors[column]; shape [rows, width]. */
export function addScaledColumns(rows: i32, width: i32, x: usize, factors: usize, out: usize): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, x += bytes, out += bytes) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const product = f32x4.mul(v128.load(x + j), v128.load(factors + j));
      v128.store(out + j, f32x4.add(v128.load(out + j), product));
    }
    for (; j < bytes; j += 4) {
      store<f32>(out + j, load<f32>(out + j) + load<f32>(x + j) * load<f32>(factors + j));
    }
  }
}
