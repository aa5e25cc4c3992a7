import { activate4, ELU, LINEAR, RELU, RELU6, SIGMOID, TANH } from './activation';
import {
  erf4,
  power4,
  powerMinusOne4,
  select,
  sigmoid4,
  softplus4,
  tanh4,
} from './elementary';

// The activations that `gemm` does not apply. The derivatives of HARD_SIGMOID and up are computed from the activation's
// input, those of all others from its output.
const LEAKY_RELU: i32 = 6;
const SELU: i32 = 7;
const SOFTPLUS: i32 = 8;
const SOFTSIGN: i32 = 9;
const HARD_SIGMOID: i32 = 16;
const SWISH: i32 = 17;
const MISH: i32 = 18;
const GELU: i32 = 19;
const GELU_TANH: i32 = 20;

const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_ALPHA: f32 = 1.6732632423543772;

// @ts-ignore: decorator
@inline
function f(x: f32): v128 {
  return f32x4.splat(x);
}

/** tanh(√(2/π)·(x + 0.044715·x³)). */
// @ts-ignore: decorator
@inline
function geluTanh(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  return tanh4(f32x4.mul(f(0.7978845608028654), f32x4.add(x, f32x4.mul(f(0.044715), cube))));
}

function activate(kind: i32, x: v128, alpha: f32): v128 {
  switch (kind) {
    case RELU:
      return activate4(RELU, x);
    case RELU6:
      return activate4(RELU6, x);
    case SIGMOID:
      return sigmoid4(x);
    case TANH:
      return tanh4(x);
    case ELU:
      return select(f32x4.gt(x, f(0)), x, powerMinusOne4(x));
    case LEAKY_RELU:
      return select(f32x4.lt(x, f(0)), f32x4.mul(x, f(alpha)), x);
    case SELU: {
      const below = f32x4.mul(f(SELU_SCALE * SELU_ALPHA), powerMinusOne4(x));
      return select(f32x4.ge(x, f(0)), f32x4.mul(f(SELU_SCALE), x), below);
    }
    case SOFTPLUS:
      return softplus4(x);
    case SOFTSIGN:
      return f32x4.div(x, f32x4.add(f(1), f32x4.abs(x)));
    case HARD_SIGMOID:
      return f32x4.min(f32x4.max(f32x4.add(f32x4.mul(f(0.2), x), f(0.5)), f(0)), f(1));
    case SWISH:
      return f32x4.mul(x, sigmoid4(x));
    case MISH:
      return f32x4.mul(x, tanh4(softplus4(x)));
    case GELU: {
      const share = f32x4.add(f(1), erf4(f32x4.mul(x, f(0.7071067811865476))));
      return f32x4.mul(x, f32x4.mul(f(0.5), share));
    }
    case GELU_TANH:
      return f32x4.mul(f(0.5), f32x4.mul(x, f32x4.add(f(1), geluTanh(x))));
    default:
      return x;
  }
}

/** The gradient before an activation from the one behind it; v is the activation's output, or input for some. */
function differentiate(kind: i32, v: v128, dy: v128, alpha: f32): v128 {
  switch (kind) {
    case RELU:
      return f32x4.mul(dy, v128.and(f32x4.gt(v, f(0)), f(1)));
    case RELU6: {
      const inside = v128.and(f32x4.gt(v, f(0)), f32x4.lt(v, f(6)));
      return f32x4.mul(dy, v128.and(inside, f(1)));
    }
    case SIGMOID:
      return f32x4.mul(dy, f32x4.mul(v, f32x4.sub(f(1), v)));
    case TANH:
      return f32x4.mul(dy, f32x4.sub(f(1), f32x4.mul(v, v)));
    case ELU:
      return select(f32x4.ge(v, f(0)), dy, f32x4.mul(dy, f32x4.add(v, f(1))));
    case LEAKY_RELU:
      return select(f32x4.gt(v, f(0)), dy, f32x4.mul(dy, f(alpha)));
    case SELU: {
      const below = f32x4.mul(dy, f32x4.add(v, f(SELU_SCALE * SELU_ALPHA)));
      return select(f32x4.gt(v, f(0)), f32x4.mul(dy, f(SELU_SCALE)), below);
    }
    case SOFTPLUS:
      return f32x4.mul(dy, f32x4.neg(powerMinusOne4(f32x4.neg(v))));
    case SOFTSIGN: {
      const rest = f32x4.sub(f(1), f32x4.abs(v));
      return f32x4.mul(dy, f32x4.mul(rest, rest));
    }
    case HARD_SIGMOID: {
      const y = f32x4.add(f32x4.mul(f(0.2), v), f(0.5));
      const inside = v128.and(f32x4.ge(y, f(0)), f32x4.le(y, f(1)));
      return f32x4.mul(dy, v128.and(inside, f(0.2)));
    }
    case SWISH: {
      const s = sigmoid4(v);
      return f32x4.mul(dy, f32x4.mul(s, f32x4.add(f(1), f32x4.mul(v, f32x4.sub(f(1), s)))));
    }
    case MISH: {
      const t = tanh4(softplus4(v));
      const slope = f32x4.mul(f32x4.sub(f(1), f32x4.mul(t, t)), sigmoid4(v));
      return f32x4.mul(dy, f32x4.add(t, f32x4.mul(v, slope)));
    }
    case GELU: {
      const share = f32x4.add(f(1), erf4(f32x4.mul(v, f(0.7071067811865476))));
      const density = f32x4.mul(f(0.3989422804014327), power4(f32x4.mul(f(-0.5), f32x4.mul(v, v))));
      return f32x4.mul(dy, f32x4.add(f32x4.mul(f(0.5), share), f32x4.mul(v, density)));
    }
    case GELU_TANH: {
      const t = geluTanh(v);
      const square = f32x4.mul(v, v);
      const inner = f32x4.mul(
        f(0.7978845608028654),
        f32x4.add(f(1), f32x4.mul(f(0.134145), square)),
      );
      const slope = f32x4.mul(f32x4.mul(v, f32x4.sub(f(1), f32x4.mul(t, t))), inner);
      return f32x4.mul(dy, f32x4.mul(f(0.5), f32x4.add(f32x4.add(f(1), t), slope)));
    }
    default:
      return dy;
  }
}

/** y = activation(x), n elements; y may be x. */
export function activationForward(kind: i32, n: i32, x: usize, y: usize, alpha: f32): void {
  const end = x + (<usize>n << 2);
  for (; x + 16 <= end; x += 16, y += 16) v128.store(y, activate(kind, v128.load(x), alpha));
  for (; x < end; x += 4, y += 4) {
    store<f32>(y, f32x4.extract_lane(activate(kind, f(load<f32>(x)), alpha), 0));
  }
}

/** dx = dy · activation′, n elements; `source` is the activation's output or input; dx may be dy. */
export function activationBackward(
  kind: i32,
  n: i32,
  source: usize,
  dy: usize,
  dx: usize,
  alpha: f32,
): void {
  const end = source + (<usize>n << 2);
  for (; source + 16 <= end; source += 16, dy += 16, dx += 16) {
    v128.store(dx, differentiate(kind, v128.load(source), v128.load(dy), alpha));
  }
  for (; source < end; source += 4, dy += 4, dx += 4) {
    const one = differentiate(kind, f(load<f32>(source)), f(load<f32>(dy)), alpha);
    store<f32>(dx, f32x4.extract_lane(one, 0));
  }
}

/**
 * dy ← dy · activation′ in place and db = Σ over the rows, in one pass; shape [rows, width]. Adds to db with `accumulate`.
 */
export function activationBackwardBias(
  kind: i32,
  rows: i32,
  width: i32,
  source: usize,
  dy: usize,
  db: usize,
  accumulate: i32,
): void {
  const bytes = <usize>width << 2;
  if (!accumulate) memory.fill(db, 0, bytes);
  if (kind > LEAKY_RELU) {
    activationBackward(kind, rows * width, source, dy, dy, 0);
    kind = LINEAR;
  }
  for (let row = 0; row < rows; row++) {
    let j: usize = 0;
    if (kind == LINEAR) {
      for (; j + 16 <= bytes; j += 16) {
        v128.store(db + j, f32x4.add(v128.load(db + j), v128.load(dy + j)));
      }
    } else if (kind == RELU) {
      for (; j + 16 <= bytes; j += 16) {
        const d = differentiate(RELU, v128.load(source + j), v128.load(dy + j), 0);
        v128.store(dy + j, d);
        v128.store(db + j, f32x4.add(v128.load(db + j), d));
      }
    } else {
      for (; j + 16 <= bytes; j += 16) {
        const d = differentiate(kind, v128.load(source + j), v128.load(dy + j), 0);
        v128.store(dy + j, d);
        v128.store(db + j, f32x4.add(v128.load(db + j), d));
      }
    }
    for (; j < bytes; j += 4) {
      const v = kind == LINEAR ? f(0) : f(load<f32>(source + j));
      const d = f32x4.extract_lane(differentiate(kind, v, f(load<f32>(dy + j)), 0), 0);
      if (kind != LINEAR) store<f32>(dy + j, d);
      store<f32>(db + j, load<f32>(db + j) + d);
    }
    source += bytes;
    dy += bytes;
  }
}
