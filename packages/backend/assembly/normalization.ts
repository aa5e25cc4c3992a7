import { horizontalSum } from './simd';

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
  memory.fill(mean, 0, bytes);
  memory.fill(variance, 0, bytes);
  for (let row = 0; row < rows; row++) {
    const p = x + <usize>row * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      store<f32>(mean + j, load<f32>(mean + j) + load<f32>(p + j));
    }
  }
  for (let j: usize = 0; j < bytes; j += 4) store<f32>(mean + j, load<f32>(mean + j) * share);
  for (let row = 0; row < rows; row++) {
    const p = x + <usize>row * bytes;
    const q = normalized + <usize>row * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      const d = load<f32>(p + j) - load<f32>(mean + j);
      store<f32>(q + j, d);
      store<f32>(variance + j, load<f32>(variance + j) + d * d);
    }
  }
  for (let j: usize = 0; j < bytes; j += 4) {
    const v = load<f32>(variance + j) * share;
    store<f32>(variance + j, v);
    store<f32>(inverse + j, 1 / sqrt<f32>(v + epsilon));
  }
  for (let row = 0; row < rows; row++) {
    const q = normalized + <usize>row * bytes;
    const out = y + <usize>row * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      const n = load<f32>(q + j) * load<f32>(inverse + j);
      store<f32>(q + j, n);
      const scaled = gamma ? n * load<f32>(gamma + j) : n;
      store<f32>(out + j, beta ? scaled + load<f32>(beta + j) : scaled);
    }
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
    const d = dy + <usize>row * bytes;
    const q = normalized + <usize>row * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      const g = load<f32>(d + j);
      store<f32>(dBeta + j, load<f32>(dBeta + j) + g);
      store<f32>(dGamma + j, load<f32>(dGamma + j) + g * load<f32>(q + j));
    }
  }
  if (!dx) return;
  const share: f32 = 1 / <f32>rows;
  for (let row = 0; row < rows; row++) {
    const d = dy + <usize>row * bytes;
    const q = normalized + <usize>row * bytes;
    const out = dx + <usize>row * bytes;
    for (let j: usize = 0; j < bytes; j += 4) {
      const factor: f32 = (gamma ? load<f32>(gamma + j) : 1) * load<f32>(inverse + j);
      const common = (load<f32>(dBeta + j) + load<f32>(q + j) * load<f32>(dGamma + j)) * share;
      store<f32>(out + j, factor * (load<f32>(d + j) - common));
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
  for (let row = 0; row < rows; row++) {
    let sum: f32 = 0;
    let lanes = f32x4.splat(0);
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) lanes = f32x4.add(lanes, v128.load(x + j));
    sum = horizontalSum(lanes);
    for (; j < bytes; j += 4) sum += load<f32>(x + j);
    const mean = sum * share;
    let squares: f32 = 0;
    for (j = 0; j < bytes; j += 4) {
      const d = load<f32>(x + j) - mean;
      squares += d * d;
    }
    const factor: f32 = 1 / sqrt<f32>(squares * share + epsilon);
    store<f32>(inverse + (<usize>row << 2), factor);
    for (j = 0; j < bytes; j += 4) {
      const n = (load<f32>(x + j) - mean) * factor;
      if (normalized) store<f32>(normalized + j, n);
      const scaled = gamma ? n * load<f32>(gamma + j) : n;
      store<f32>(y + j, beta ? scaled + load<f32>(beta + j) : scaled);
    }
    x += bytes;
    y += bytes;
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
  for (let row = 0; row < rows; row++) {
    let sum: f32 = 0;
    let product: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const g = load<f32>(dy + j);
      const n = load<f32>(normalized + j);
      store<f32>(dBeta + j, load<f32>(dBeta + j) + g);
      store<f32>(dGamma + j, load<f32>(dGamma + j) + g * n);
      const h = gamma ? g * load<f32>(gamma + j) : g;
      sum += h;
      product += h * n;
    }
    if (dx) {
      const factor = load<f32>(inverse + (<usize>row << 2));
      sum *= share;
      product *= share;
      for (let j: usize = 0; j < bytes; j += 4) {
        const g = load<f32>(dy + j);
        const h = gamma ? g * load<f32>(gamma + j) : g;
        store<f32>(dx + j, factor * (h - sum - load<f32>(normalized + j) * product));
      }
      dx += bytes;
    }
    dy += bytes;
    normalized += bytes;
  }
}
