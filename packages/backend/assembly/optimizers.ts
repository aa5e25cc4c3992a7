import { loadLanes, storeLanes } from './simd';

// One pass over a weight, its gradient and the optimizer's state. With g′ = scale · g the clipped gradient, each does
//
//     w ← w − α · (direction(g′) + l2·w + l1·sign w)
//
// in the order of operations that the tfjs engine has, so that both give the same numbers.

// @ts-ignore: decorator
@inline
function f(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
function read(p: usize, count: i32): v128 {
  return count == 4 ? v128.load(p) : loadLanes(p, count);
}

// @ts-ignore: decorator
@inline
function write(p: usize, x: v128, count: i32): void {
  if (count == 4) v128.store(p, x);
  else storeLanes(p, x, count);
}

// @ts-ignore: decorator
@inline
function signOf(w: v128): v128 {
  const positive = v128.and(f32x4.gt(w, f(0)), f(1));
  return f32x4.sub(positive, v128.and(f32x4.lt(w, f(0)), f(1)));
}

/** w − α · (direction + l2·w + l1·sign w) at an address. */
// @ts-ignore: decorator
@inline
function update(count: i32, w: usize, direction: v128, rate: f32, l2: f32, l1: f32): void {
  const weight = read(w, count);
  let d = direction;
  if (l2 > 0) d = f32x4.add(d, f32x4.mul(weight, f(l2)));
  if (l1 > 0) d = f32x4.add(d, f32x4.mul(signOf(weight), f(l1)));
  write(w, f32x4.sub(weight, f32x4.mul(d, f(rate))), count);
}

/** direction = g′. */
export function sgdStep(
  n: i32,
  w: usize,
  g: usize,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  for (; n >= 4; n -= 4, w += 16, g += 16) {
    update(4, w, f32x4.mul(v128.load(g), f(scale)), rate, l2, l1);
  }
  if (n > 0) update(n, w, f32x4.mul(loadLanes(g, n), f(scale)), rate, l2, l1);
}

// @ts-ignore: decorator
@inline
function momentumLanes(
  count: i32,
  w: usize,
  g: usize,
  velocity: usize,
  momentum: f32,
  nesterov: i32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  const gradient = f32x4.mul(read(g, count), f(scale));
  const next = f32x4.add(f32x4.mul(read(velocity, count), f(momentum)), gradient);
  write(velocity, next, count);
  const direction = nesterov ? f32x4.add(gradient, f32x4.mul(next, f(momentum))) : next;
  update(count, w, direction, rate, l2, l1);
}

/** v ← μ·v + g′; direction = v, or g′ + μ·v with `nesterov`. */
export function momentumStep(
  n: i32,
  w: usize,
  g: usize,
  velocity: usize,
  momentum: f32,
  nesterov: i32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  for (; n >= 4; n -= 4, w += 16, g += 16, velocity += 16) {
    momentumLanes(4, w, g, velocity, momentum, nesterov, scale, rate, l2, l1);
  }
  if (n > 0) momentumLanes(n, w, g, velocity, momentum, nesterov, scale, rate, l2, l1);
}

// @ts-ignore: decorator
@inline
function rootMeanSquareLanes(
  count: i32,
  w: usize,
  g: usize,
  squares: usize,
  rho: f32,
  share: f32,
  epsilon: f32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  const gradient = f32x4.mul(read(g, count), f(scale));
  const square = f32x4.mul(f32x4.mul(gradient, gradient), f(share));
  const next = f32x4.add(f32x4.mul(read(squares, count), f(rho)), square);
  write(squares, next, count);
  const direction = f32x4.div(gradient, f32x4.add(f32x4.sqrt(next), f(epsilon)));
  update(count, w, direction, rate, l2, l1);
}

/** s ← ρ·s + share·g′²; direction = g′ / (√s + ε). RMSprop has share 1 − ρ; Adagrad has ρ = 1 and share 1. */
export function rootMeanSquareStep(
  n: i32,
  w: usize,
  g: usize,
  squares: usize,
  rho: f32,
  share: f32,
  epsilon: f32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  for (; n >= 4; n -= 4, w += 16, g += 16, squares += 16) {
    rootMeanSquareLanes(4, w, g, squares, rho, share, epsilon, scale, rate, l2, l1);
  }
  if (n > 0) rootMeanSquareLanes(n, w, g, squares, rho, share, epsilon, scale, rate, l2, l1);
}

// @ts-ignore: decorator
@inline
function adamLanes(
  count: i32,
  w: usize,
  g: usize,
  mean: usize,
  squares: usize,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  correction: f32,
  epsilon: f32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  const gradient = f32x4.mul(read(g, count), f(scale));
  const oldMean = f32x4.mul(read(mean, count), f(beta1));
  const nextMean = f32x4.add(oldMean, f32x4.mul(gradient, f(rest1)));
  const square = f32x4.mul(f32x4.mul(gradient, gradient), f(rest2));
  const nextSquares = f32x4.add(f32x4.mul(read(squares, count), f(beta2)), square);
  write(mean, nextMean, count);
  write(squares, nextSquares, count);
  const root = f32x4.add(f32x4.sqrt(nextSquares), f(epsilon));
  update(count, w, f32x4.div(f32x4.mul(nextMean, f(correction)), root), rate, l2, l1);
}

/**
 * m ← β₁·m + rest₁·g′, s ← β₂·s + rest₂·g′²; direction = correction·m / (√s + ε). The caller puts both bias corrections
 * into `correction` and `epsilon`.
 */
export function adamStep(
  n: i32,
  w: usize,
  g: usize,
  mean: usize,
  squares: usize,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  correction: f32,
  epsilon: f32,
  scale: f32,
  rate: f32,
  l2: f32,
  l1: f32,
): void {
  for (; n >= 4; n -= 4, w += 16, g += 16, mean += 16, squares += 16) {
    adamLanes(4, w, g, mean, squares, beta1, rest1, beta2, rest2, correction, epsilon, scale, rate, l2, l1);
  }
  if (n > 0) {
    adamLanes(n, w, g, mean, squares, beta1, rest1, beta2, rest2, correction, epsilon, scale, rate, l2, l1);
  }
}
