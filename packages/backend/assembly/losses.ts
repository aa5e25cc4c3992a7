import { log1, log1p4, power4 } from './elementary';
import { exponentials, largest } from './softmax';

// Each loss reads outputs and targets of shape [rows, units], and writes three float64 sums over the rows to `result`:
//   0  Σ ℓ, the plain loss      1  how many rows came out right      2  Σ w·ℓ′, with the row's weight and smoothed targets
// and to `gradient`, unless it is 0, ∂/∂outputs of factor · Σ w·ℓ′; `gradient` may be `outputs`. `weights` 0 means all 1.

const EPSILON: f32 = 1e-7;

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, row: i32): f32 {
  return weights ? load<f32>(weights + (<usize>row << 2)) : 1;
}

// @ts-ignore: decorator
@inline
function finish(result: usize, loss: f64, right: i32, weighted: f64): void {
  store<f64>(result, loss);
  store<f64>(result, <f64>right, 8);
  store<f64>(result, weighted, 16);
}

/** The index of the largest element, the first of equals, as tfjs' argMax. */
function argMax(width: i32, x: usize): i32 {
  let best = 0;
  let value = load<f32>(x);
  for (let j = 1; j < width; j++) {
    const other = load<f32>(x + (<usize>j << 2));
    if (other > value) {
      value = other;
      best = j;
    }
  }
  return best;
}

/** Whether a row's class is the target's: the largest output, or for one unit its side of the threshold. */
function isRight(units: i32, outputs: usize, targets: usize, threshold: f32): i32 {
  if (units == 1) return i32(load<f32>(outputs) > threshold == load<f32>(targets) > 0.5);
  return i32(argMax(units, outputs) == argMax(units, targets));
}

/** Cross-entropy from logits z: ℓ = Σ t·(ln Σ e^z − z); K classes, t′ = (1 − s)·t + s/K. */
export function softmaxCrossEntropy(
  rows: i32,
  units: i32,
  outputs: usize,
  targets: usize,
  weights: usize,
  smoothing: f32,
  factor: f32,
  gradient: usize,
  scratch: usize,
  result: usize,
): void {
  const bytes = <usize>units << 2;
  const uniform = smoothing / <f32>units;
  const keep: f32 = 1 - smoothing;
  let loss: f64 = 0;
  let weighted: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += isRight(units, outputs, targets, 0);
    const shift = largest(units, outputs);
    const sum = exponentials(units, outputs, shift, scratch);
    const logSum = log1(sum);
    let plain: f32 = 0;
    let smoothed: f32 = 0;
    let total: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const t = load<f32>(targets + j);
      const surprise = logSum - (load<f32>(outputs + j) - shift);
      plain += t * surprise;
      smoothed += (t * keep + uniform) * surprise;
      total += t * keep + uniform;
    }
    const weight = weightOf(weights, row);
    loss += plain;
    weighted += weight * (smoothing > 0 ? smoothed : plain);
    if (gradient) {
      const scale = factor * weight;
      const share = total / sum;
      for (let j: usize = 0; j < bytes; j += 4) {
        const t = load<f32>(targets + j) * keep + uniform;
        store<f32>(gradient + j, scale * (load<f32>(scratch + j) * share - t));
      }
      gradient += bytes;
    }
    outputs += bytes;
    targets += bytes;
  }
  finish(result, loss, right, weighted);
}

/** Cross-entropy from non-negative outputs o: ℓ = −Σ t·ln p, p = o / Σo clipped to [1e-7, 1 − 1e-7]. */
export function crossEntropy(
  rows: i32,
  units: i32,
  outputs: usize,
  targets: usize,
  weights: usize,
  smoothing: f32,
  factor: f32,
  gradient: usize,
  scratch: usize,
  result: usize,
): void {
  const bytes = <usize>units << 2;
  const uniform = smoothing / <f32>units;
  const keep: f32 = 1 - smoothing;
  let loss: f64 = 0;
  let weighted: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += isRight(units, outputs, targets, 0.5);
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(outputs + j);
    const divisor = max<f32>(sum, EPSILON);
    const weight = weightOf(weights, row);
    const scale = factor * weight;
    let plain: f32 = 0;
    let smoothed: f32 = 0;
    let coupled: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const t = load<f32>(targets + j);
      const share = load<f32>(outputs + j) / divisor;
      const clipped = min<f32>(max<f32>(share, EPSILON), 1 - EPSILON);
      const logarithm = log1(clipped);
      const target = t * keep + uniform;
      plain -= t * logarithm;
      smoothed -= target * logarithm;
      // NaN is not outside: it goes on.
      const outside = share < EPSILON || share > 1 - EPSILON;
      const slope: f32 = outside ? 0 : (-scale * target) / clipped;
      coupled += slope * share;
      store<f32>(scratch + j, slope);
    }
    loss += plain;
    weighted += weight * (smoothing > 0 ? smoothed : plain);
    if (gradient) {
      if (sum < EPSILON) coupled = 0;
      for (let j: usize = 0; j < bytes; j += 4) {
        store<f32>(gradient + j, (load<f32>(scratch + j) - coupled) / divisor);
      }
      gradient += bytes;
    }
    outputs += bytes;
    targets += bytes;
  }
  finish(result, loss, right, weighted);
}

/** Binary cross-entropy from logits z, the mean over the units of max(z, 0) − z·t + ln(1 + e^−|z|). */
export function sigmoidCrossEntropy(
  rows: i32,
  units: i32,
  outputs: usize,
  targets: usize,
  weights: usize,
  smoothing: f32,
  factor: f32,
  gradient: usize,
  result: usize,
): void {
  const bytes = <usize>units << 2;
  const uniform = smoothing / 2;
  const keep: f32 = 1 - smoothing;
  const mean: f32 = 1 / <f32>units;
  let loss: f64 = 0;
  let weighted: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += isRight(units, outputs, targets, 0);
    const weight = weightOf(weights, row);
    const scale = factor * weight * mean;
    let plain: f32 = 0;
    let smoothed: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const z = load<f32>(outputs + j);
      const t = load<f32>(targets + j);
      const target = t * keep + uniform;
      const e = power4(f32x4.splat(-abs(z)));
      const base = max<f32>(z, 0) + f32x4.extract_lane(log1p4(e), 0);
      plain += base - z * t;
      smoothed += base - z * target;
      if (gradient) {
        const one: f32 = f32x4.extract_lane(e, 0);
        const p: f32 = (z >= 0 ? 1 : one) / (1 + one);
        store<f32>(gradient + j, scale * (p - target));
      }
    }
    loss += plain * mean;
    weighted += weight * (smoothing > 0 ? smoothed : plain) * mean;
    if (gradient) gradient += bytes;
    outputs += bytes;
    targets += bytes;
  }
  finish(result, loss, right, weighted);
}

/** Binary cross-entropy from probabilities p, clipped to [1e-7, 1 − 1e-7]: the mean of −t·ln p − (1 − t)·ln(1 − p). */
export function binaryCrossEntropy(
  rows: i32,
  units: i32,
  outputs: usize,
  targets: usize,
  weights: usize,
  smoothing: f32,
  factor: f32,
  gradient: usize,
  result: usize,
): void {
  const bytes = <usize>units << 2;
  const uniform = smoothing / 2;
  const keep: f32 = 1 - smoothing;
  const mean: f32 = 1 / <f32>units;
  let loss: f64 = 0;
  let weighted: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += isRight(units, outputs, targets, 0.5);
    const weight = weightOf(weights, row);
    const scale = factor * weight * mean;
    let plain: f32 = 0;
    let smoothed: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const output = load<f32>(outputs + j);
      const t = load<f32>(targets + j);
      const target = t * keep + uniform;
      const p = min<f32>(max<f32>(output, EPSILON), 1 - EPSILON);
      const yes = log1(p);
      const no = log1(1 - p);
      plain -= t * yes + (1 - t) * no;
      smoothed -= target * yes + (1 - target) * no;
      if (gradient) {
        const outside = output < EPSILON || output > 1 - EPSILON;
        const slope: f32 = outside ? 0 : (1 - target) / (1 - p) - target / p;
        store<f32>(gradient + j, scale * slope);
      }
    }
    loss += plain * mean;
    weighted += weight * (smoothing > 0 ? smoothed : plain) * mean;
    if (gradient) gradient += bytes;
    outputs += bytes;
    targets += bytes;
  }
  finish(result, loss, right, weighted);
}

/** The mean over the units of d² (kind 0), |d| (kind 1), or Huber's ½d² up to 1 and |d| − ½ beyond (kind 2); d = o − t. */
export function distanceLoss(
  kind: i32,
  rows: i32,
  units: i32,
  outputs: usize,
  targets: usize,
  weights: usize,
  factor: f32,
  gradient: usize,
  threshold: f32,
  result: usize,
): void {
  const bytes = <usize>units << 2;
  const mean: f32 = 1 / <f32>units;
  let loss: f64 = 0;
  let weighted: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    right += isRight(units, outputs, targets, threshold);
    const weight = weightOf(weights, row);
    const scale = factor * weight * mean;
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const d = load<f32>(outputs + j) - load<f32>(targets + j);
      const size = abs(d);
      let slope: f32;
      if (kind == 0) {
        sum += d * d;
        slope = 2 * d;
      } else if (kind == 1) {
        sum += size;
        slope = d > 0 ? 1 : d < 0 ? -1 : d;
      } else {
        const near = min<f32>(size, 1);
        sum += <f32>0.5 * near * near + (size - near);
        slope = min<f32>(max<f32>(d, -1), 1);
      }
      if (gradient) store<f32>(gradient + j, scale * slope);
    }
    loss += sum * mean;
    weighted += weight * sum * mean;
    if (gradient) gradient += bytes;
    outputs += bytes;
    targets += bytes;
  }
  finish(result, loss, right, weighted);
}
