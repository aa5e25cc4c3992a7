import { addArrays, multiplyArrays } from './elementwise';
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

/** Replaces each number by `share` times the sum of its group: `size` neighbours. */
function pool(channels: i32, size: i32, p: usize, share: f32): void {
  const bytes = <usize>size << 2;
  for (const end = p + (<usize>channels << 2); p < end; p += bytes) {
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(p + j);
    sum *= share;
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(p + j, sum);
  }
}

/**
 * Normalizes x, shape [rows, channels], by the mean and biased variance of all rows of each group of `size` neighbouring
 * channels; writes both and 1 / √(σ² + ε) for each channel, x̂ = (x − μ) / √(σ² + ε), and y = γ·x̂ + β.
 */
function normalizeColumns(
  rows: i32,
  channels: i32,
  size: i32,
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
  const share: f32 = 1 / (<f32>rows * <f32>size);
  sumOfRows(rows, channels, x, mean, 0);
  pool(channels, size, mean, share);

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
  pool(channels, size, variance, share);
  for (let j: usize = 0; j < bytes; j += 4) {
    store<f32>(inverse + j, 1 / sqrt<f32>(load<f32>(variance + j) + epsilon));
  }

  for (let row = 0; row < rows; row++, normalized += bytes, y += bytes) {
    multiplyArrays(channels, normalized, inverse, normalized);
    scaleRow(bytes, normalized, gamma, beta, y);
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
  normalizeColumns(
    rows,
    channels,
    1,
    x,
    gamma,
    beta,
    epsilon,
    mean,
    variance,
    inverse,
    normalized,
    y,
  );
}

/**
 * Group normalization of x, shape [rows, steps, channels]: each row and each group of `size` neighbouring channels by its
 * own mean and biased variance over the steps. x̂ and y as in batchNormForward; normalized may be y.
 *
 * @param scratch 2 · channels numbers
 * @param inverse receives 1 / √(σ² + ε), shape [rows, channels]
 */
export function groupNormForward(
  rows: i32,
  steps: i32,
  channels: i32,
  size: i32,
  x: usize,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  scratch: usize,
  inverse: usize,
  normalized: usize,
  y: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * <usize>steps * bytes;
    normalizeColumns(
      steps,
      channels,
      size,
      x + at,
      gamma,
      beta,
      epsilon,
      scratch,
      scratch + bytes,
      inverse + <usize>row * bytes,
      normalized + at,
      y + at,
    );
  }
}

/**
 * dβ = Σ dy and dγ = Σ dy·x̂ over rows and steps, and with h = γ·dy in each group of a row
 * dx = (h − mean(h) − x̂·mean(h·x̂)) / √(σ² + ε). dx 0 skips the last; dx may be dy.
 *
 * @param scratch 2 · channels numbers
 * @param dGamma receives dγ; scratch if the layer has no γ
 * @param dBeta receives dβ; scratch if the layer has no β
 */
export function groupNormBackward(
  rows: i32,
  steps: i32,
  channels: i32,
  size: i32,
  normalized: usize,
  gamma: usize,
  inverse: usize,
  dy: usize,
  scratch: usize,
  dGamma: usize,
  dBeta: usize,
  dx: usize,
): void {
  const bytes = <usize>channels << 2;
  const share: f32 = 1 / (<f32>steps * <f32>size);
  const along = scratch + bytes;
  memory.fill(dGamma, 0, bytes);
  memory.fill(dBeta, 0, bytes);
  for (let row = 0; row < rows; row++, inverse += bytes) {
    memory.fill(scratch, 0, bytes << 1);
    for (let step = 0; step < steps; step++) {
      const at = <usize>step * bytes;
      addRowGradients(bytes, normalized + at, dy + at, along, scratch);
    }
    addArrays(channels, dBeta, scratch, dBeta);
    addArrays(channels, dGamma, along, dGamma);
    if (dx && gamma) {
      multiplyArrays(channels, scratch, gamma, scratch);
      multiplyArrays(channels, along, gamma, along);
    }
    pool(channels, size, scratch, share);
    pool(channels, size, along, share);
    for (let step = 0; step < steps; step++, dy += bytes, normalized += bytes) {
      if (!dx) continue;
      let j: usize = 0;
      for (; j + 16 <= bytes; j += 16) {
        const h = f32x4.mul(v128.load(dy + j), lanes(gamma, j, 1));
        const common = f32x4.mul(v128.load(normalized + j), v128.load(along + j));
        const rest = f32x4.sub(f32x4.sub(h, v128.load(scratch + j)), common);
        v128.store(dx + j, f32x4.mul(rest, v128.load(inverse + j)));
      }
      for (; j < bytes; j += 4) {
        const h = load<f32>(dy + j) * one(gamma, j, 1);
        const common = load<f32>(normalized + j) * load<f32>(along + j);
        store<f32>(dx + j, (h - load<f32>(scratch + j) - common) * load<f32>(inverse + j));
      }
      dx += bytes;
    }
  }
}

/**
 * What batch renormalization makes of a batch's statistics, for each channel: with σ = √(σ² + ε)
 *
 *     r = min(max(σ_B / σ, 1 / rMax), rMax)      d = min(max((μ_B − μ) / σ, −dMax), dMax)
 *     y = (x̂·r + d)·γ + β = x̂·factor + shift
 */
export function batchRenormFactors(
  channels: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  mean: usize,
  variance: usize,
  movingMean: usize,
  movingVariance: usize,
  rMax: f32,
  dMax: f32,
  r: usize,
  d: usize,
  factor: usize,
  shift: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let j: usize = 0; j < bytes; j += 4) {
    const deviation = sqrt<f32>(load<f32>(movingVariance + j) + epsilon);
    const ratio = sqrt<f32>(load<f32>(variance + j) + epsilon) / deviation;
    const distance = (load<f32>(mean + j) - load<f32>(movingMean + j)) / deviation;
    const ofRow = min(max(ratio, 1 / rMax), rMax);
    const ofMean = min(max(distance, -dMax), dMax);
    const scale = one(gamma, j, 1);
    store<f32>(r + j, ofRow);
    store<f32>(d + j, ofMean);
    store<f32>(factor + j, ofRow * scale);
    store<f32>(shift + j, ofMean * scale + one(beta, j, 0));
  }
}

/** y = x·factor + shift, shape [rows, channels]; y may be x. */
export function scaleColumns(
  rows: i32,
  channels: i32,
  x: usize,
  factor: usize,
  shift: usize,
  y: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let row = 0; row < rows; row++, x += bytes, y += bytes) scaleRow(bytes, x, factor, shift, y);
}

/** moving ← moving − (moving − value)·(1 − momentum), n elements. */
export function movingAverage(n: i32, moving: usize, value: usize, decay: f32): void {
  for (let i = 0; i < n; i++, moving += 4, value += 4) {
    const old = load<f32>(moving);
    store<f32>(moving, old - (old - load<f32>(value)) * decay);
  }
}

/**
 * y = γ·(x − μ) / √(σ² + ε) + β with given mean and variance; shape [rows, channels]. `gamma`, `beta` and `mean` may be 0:
 * 1, 0 and 0; y may be x.
 */
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
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const deviation = f32x4.sqrt(f32x4.add(v128.load(variance + j), f32x4.splat(epsilon)));
    const factor = f32x4.div(lanes(gamma, j, 1), deviation);
    const shift = lanes(beta, j, 0);
    const centre = lanes(mean, j, 0);
    let p = x + j;
    let q = y + j;
    for (let row = 0; row < rows; row++, p += bytes, q += bytes) {
      const d = f32x4.sub(v128.load(p), centre);
      v128.store(q, f32x4.add(f32x4.mul(d, factor), shift));
    }
  }
  for (; j < bytes; j += 4) {
    const factor: f32 = one(gamma, j, 1) / sqrt<f32>(load<f32>(variance + j) + epsilon);
    const shift = one(beta, j, 0);
    const centre = one(mean, j, 0);
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

// How a row is normalized; see layerNormForward.
const LAYER = 0;
const UNIT = 2;

/**
 * Normalizes each row of x, shape [rows, width], and writes y = γ·x̂ + β:
 *
 *     kind 0   layer             x̂ = (x − μ) / √(σ² + ε)
 *     kind 1   root mean square  x̂ = x / √(mean(x²) + ε)
 *     kind 2   unit length       x̂ = x / max(√Σx², ε)
 *
 * @param inverse receives what each row was multiplied by
 */
export function layerNormForward(
  kind: i32,
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
    let mean: f32 = 0;
    let j: usize = 0;
    if (kind == LAYER) {
      let lanesSum = f32x4.splat(0);
      for (; j + 16 <= bytes; j += 16) lanesSum = f32x4.add(lanesSum, v128.load(x + j));
      mean = horizontalSum(lanesSum);
      for (; j < bytes; j += 4) mean += load<f32>(x + j);
      mean *= share;
    }

    let squareLanes = f32x4.splat(0);
    for (j = 0; j + 16 <= bytes; j += 16) {
      const d = f32x4.sub(v128.load(x + j), f32x4.splat(mean));
      squareLanes = f32x4.add(squareLanes, f32x4.mul(d, d));
    }
    let squares = horizontalSum(squareLanes);
    for (; j < bytes; j += 4) squares += (load<f32>(x + j) - mean) * (load<f32>(x + j) - mean);
    const length: f32 =
      kind == UNIT ? max(sqrt<f32>(squares), epsilon) : sqrt<f32>(squares * share + epsilon);
    const factor: f32 = 1 / length;
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
 * dβ = Σ dy and dγ = Σ dy·x̂ over the rows, and with h = γ·dy of each row dx = (h − mean(h) − x̂·mean(h·x̂)) · inverse; without
 * mean(h) for kinds 1 and 2, and with Σ h·x̂ for kind 2. dx 0 skips the last; dx may be dy.
 *
 * @param dGamma receives dγ; scratch if the layer has no γ
 * @param dBeta receives dβ; scratch if the layer has no β
 */
export function layerNormBackward(
  kind: i32,
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
  const share: f32 = kind == UNIT ? 1 : 1 / <f32>width;
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
    sum = kind == LAYER ? sum * share : 0;
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
