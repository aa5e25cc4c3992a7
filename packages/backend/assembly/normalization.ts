import { multiplyArrays } from './elementwise';
import { sumOfRows } from './reductions';
import { horizontalSum } from './simd';

// @ts-ignore: decorator
@inline
function add(p: usize, x: v128): void {
  v128.store(p, f32x4.add(v128.load(p), x));
}

// @ts-ignore: decorator
@inline
function addOne(p: usize, x: f32): void {
  store<f32>(p, load<f32>(p) + x);
}

/** γ or β of four channels, or what stands for it where there is none. */
// @ts-ignore: decorator
@inline
function lanes(p: usize, j: usize, otherwise: f32): v128 {
  return p ? v128.load(p + j) : f32x4.splat(otherwise);
}

// @ts-ignore: decorator
@inline
function one(p: usize, j: usize, otherwise: f32): f32 {
  return p ? load<f32>(p + j) : otherwise;
}

/** y = x̂·γ + β of one row, which may be x̂ itself. */
function scaleRow(bytes: usize, normalized: usize, gamma: usize, beta: usize, y: usize): void {
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const scaled = f32x4.mul(v128.load(normalized + j), lanes(gamma, j, 1));
    v128.store(y + j, f32x4.add(scaled, lanes(beta, j, 0)));
  }
  for (; j < bytes; j += 4) {
    store<f32>(y + j, load<f32>(normalized + j) * one(gamma, j, 1) + one(beta, j, 0));
  }
}

/** dβ += dy and dγ += dy·x̂ of one row. */
function addRowGradients(
  bytes: usize,
  normalized: usize,
  dy: usize,
  dGamma: usize,
  dBeta: usize,
): void {
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const g = v128.load(dy + j);
    add(dBeta + j, g);
    add(dGamma + j, f32x4.mul(g, v128.load(normalized + j)));
  }
  for (; j < bytes; j += 4) {
    const g = load<f32>(dy + j);
    addOne(dBeta + j, g);
    addOne(dGamma + j, g * load<f32>(normalized + j));
  }
}

/**
 * Batch normalization of x, shape [rows, channels], by the batch's own mean and biased variance; writes both, the
 * normalized x̂ = (x − μ) / √(σ² + ε), and y = γ·x̂ + β. `gamma` and `beta` may be 0: 1 and 0.
 *
 * @param inverse receives 1 / √(σ² + ε)
 */
export function batchNormForward(
  rows: i32,
  channels: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  mean: usize,
  variance: usize,
  inverse: usize,
  normalized: usize,
  y: usize,
): void {
  const bytes = <usize>channels << 2;
  const share: f32 = 1 / <f32>rows;
  sumOfRows(rows, channels, x, mean, 0);
  for (let j: usize = 0; j < bytes; j += 4) store<f32>(mean + j, load<f32>(mean + j) * share);

  memory.fill(variance, 0, bytes);
  for (let row = 0, q = normalized; row < rows; row++, x += bytes, q += bytes) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const d = f32x4.sub(v128.load(x + j), v128.load(mean + j));
      v128.store(q + j, d);
      add(variance + j, f32x4.mul(d, d));
    }
    for (; j < bytes; j += 4) {
      const d = load<f32>(x + j) - load<f32>(mean + j);
      store<f32>(q + j, d);
      addOne(variance + j, d * d);
    }
  }
  for (let j: usize = 0; j < bytes; j += 4) {
    const v = load<f32>(variance + j) * share;
    store<f32>(variance + j, v);
    store<f32>(inverse + j, 1 / sqrt<f32>(v + epsilon));
  }

  for (let row = 0; row < rows; row++, normalized += bytes, y += bytes) {
    multiplyArrays(channels, normalized, inverse, normalized);
    scaleRow(bytes, normalized, gamma, beta, y);
  }
}

/** moving ← moving − (moving − value)·(1 − momentum), n elements. */
export function movingAverage(n: i32, moving: usize, value: usize, decay: f32): void {
  for (let i = 0; i < n; i++, moving += 4, value += 4) {
    const old = load<f32>(moving);
    store<f32>(moving, old - (old - load<f32>(value)) * decay);
  }
}

/** y = γ·(x − μ) / √(σ² + ε) + β with given mean and variance; shape [rows, channels]. */
export function batchNormInference(
  rows: i32,
  channels: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  mean: usize,
  variance: usize,
  y: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let j: usize = 0; j < bytes; j += 4) {
    const factor: f32 =
      (gamma ? load<f32>(gamma + j) : 1) / sqrt<f32>(load<f32>(variance + j) + epsilon);
    const shift: f32 = beta ? load<f32>(beta + j) : 0;
    const centre = load<f32>(mean + j);
    let p = x + j;
    let q = y + j;
    for (let row = 0; row < rows; row++, p += bytes, q += bytes) {
      store<f32>(q, (load<f32>(p) - centre) * factor + shift);
    }
  }
}

/**
 * With N rows: dβ = Σ dy, dγ = Σ dy·x̂, dx = γ/√(σ² + ε) · (dy − (dβ + x̂·dγ)/N). dx 0 skips the last; dx may be dy.
 *
 * @param dGamma receives dγ; scratch if the layer has no γ
 * @param dBeta receives dβ; scratch if the layer has no β
 */
export function batchNormBackward(
  rows: i32,
  channels: i32,
  normalized: usize,
  gamma: usize,
  inverse: usize,
  dy: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
): void {
  const bytes = <usize>channels << 2;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * bytes;
    addRowGradients(bytes, normalized + at, dy + at, dGamma, dBeta);
  }
  if (!dx) return;
  const share: f32 = 1 / <f32>rows;
  for (let row = 0; row < rows; row++, dy += bytes, normalized += bytes, dx += bytes) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const factor = f32x4.mul(lanes(gamma, j, 1), v128.load(inverse + j));
      const along = f32x4.mul(v128.load(normalized + j), v128.load(dGamma + j));
      const common = f32x4.mul(f32x4.add(v128.load(dBeta + j), along), f32x4.splat(share));
      v128.store(dx + j, f32x4.mul(factor, f32x4.sub(v128.load(dy + j), common)));
    }
    for (; j < bytes; j += 4) {
      const factor = one(gamma, j, 1) * load<f32>(inverse + j);
      const along = load<f32>(normalized + j) * load<f32>(dGamma + j);
      const common = (load<f32>(dBeta + j) + along) * share;
      store<f32>(dx + j, factor * (load<f32>(dy + j) - common));
    }
  }
}

/** Layer normalization of each row of x, shape [rows, width]: x̂ = (x − μ) / √(σ² + ε), y = γ·x̂ + β. */
export function layerNormForward(
  rows: i32,
  width: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  inverse: usize,
  normalized: usize,
  y: usize,
): void {
  const bytes = <usize>width << 2;
  const share: f32 = 1 / <f32>width;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) {
    let lanesSum = f32x4.splat(0);
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) lanesSum = f32x4.add(lanesSum, v128.load(x + j));
    let sum = horizontalSum(lanesSum);
    for (; j < bytes; j += 4) sum += load<f32>(x + j);
    const mean = sum * share;

    let squareLanes = f32x4.splat(0);
    for (j = 0; j + 16 <= bytes; j += 16) {
      const d = f32x4.sub(v128.load(x + j), f32x4.splat(mean));
      squareLanes = f32x4.add(squareLanes, f32x4.mul(d, d));
    }
    let squares = horizontalSum(squareLanes);
    for (; j < bytes; j += 4) squares += (load<f32>(x + j) - mean) * (load<f32>(x + j) - mean);
    const factor: f32 = 1 / sqrt<f32>(squares * share + epsilon);
    store<f32>(inverse + (<usize>row << 2), factor);

    const to = normalized ? normalized : y;
    for (j = 0; j + 16 <= bytes; j += 16) {
      const d = f32x4.sub(v128.load(x + j), f32x4.splat(mean));
      v128.store(to + j, f32x4.mul(d, f32x4.splat(factor)));
    }
    for (; j < bytes; j += 4) store<f32>(to + j, (load<f32>(x + j) - mean) * factor);
    scaleRow(bytes, to, gamma, beta, y);
    if (normalized) normalized += bytes;
  }
}

/**
 * dβ = Σ dy and dγ = Σ dy·x̂ over the rows, and with h = γ·dy of each row dx = (h − mean(h) − x̂·mean(h·x̂)) / √(σ² + ε).
 * dx 0 skips the last; dx may be dy.
 *
 * @param dGamma receives dγ; scratch if the layer has no γ
 * @param dBeta receives dβ; scratch if the layer has no β
 */
export function layerNormBackward(
  rows: i32,
  width: i32,
  normalized: usize,
  gamma: usize,
  inverse: usize,
  dy: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
): void {
  const bytes = <usize>width << 2;
  const share: f32 = 1 / <f32>width;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++, dy += bytes, normalized += bytes) {
    addRowGradients(bytes, normalized, dy, dGamma, dBeta);
    if (!dx) continue;
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const h = f32x4.mul(v128.load(dy + j), lanes(gamma, j, 1));
      sums = f32x4.add(sums, h);
      products = f32x4.add(products, f32x4.mul(h, v128.load(normalized + j)));
    }
    let sum = horizontalSum(sums);
    let product = horizontalSum(products);
    for (; j < bytes; j += 4) {
      const h = load<f32>(dy + j) * one(gamma, j, 1);
      sum += h;
      product += h * load<f32>(normalized + j);
    }
    sum *= share;
    product *= share;
    const factor = load<f32>(inverse + (<usize>row << 2));
    for (j = 0; j + 16 <= bytes; j += 16) {
      const h = f32x4.mul(v128.load(dy + j), lanes(gamma, j, 1));
      const along = f32x4.mul(v128.load(normalized + j), f32x4.splat(product));
      const rest = f32x4.sub(f32x4.sub(h, f32x4.splat(sum)), along);
      v128.store(dx + j, f32x4.mul(rest, f32x4.splat(factor)));
    }
    for (; j < bytes; j += 4) {
      const h = load<f32>(dy + j) * one(gamma, j, 1);
      store<f32>(dx + j, factor * (h - sum - load<f32>(normalized + j) * product));
    }
    dx += bytes;
  }
}
