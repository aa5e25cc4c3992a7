import { select } from './elementary';

// Philox 4×32-10 (Salmon et al. 2011), four blocks at a time, with the same numbers as fillUniform and fillNormal of
// @occam/core, bit for bit: only + − × ÷ √ in float32, in the same order, never fused.

// @ts-ignore: decorator
@inline
function f(x: f32): v128 {
  return f32x4.splat(x);
}

/** The high halves of four 64-bit products, of which `low` holds two and `high` two. */
// @ts-ignore: decorator
@inline
function highHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** The low halves of the same. */
// @ts-ignore: decorator
@inline
function lowHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/**
 * Four blocks of Philox at the indices start … start + 3, written to `out` as 16 words in order.
 *
 * @param start the index of the first block
 */
function philoxBlocks(
  out: usize,
  start: u64,
  stepLow: u32,
  stepHigh: u32,
  key0: u32,
  key1: u32,
): void {
  let c0 = i32x4.add(i32x4.splat(<i32>start), i32x4(0, 1, 2, 3));
  const carry = v128.and(
    i32x4.lt_u(c0, i32x4.splat(<i32>start)),
    i32x4.splat(1),
  );
  let c1 = i32x4.add(i32x4.splat(<i32>(start >> 32)), carry);
  let c2 = i32x4.splat(stepLow);
  let c3 = i32x4.splat(stepHigh);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const a0 = i64x2.extmul_low_i32x4_u(c0, m0);
    const b0 = i64x2.extmul_high_i32x4_u(c0, m0);
    const a1 = i64x2.extmul_low_i32x4_u(c2, m1);
    const b1 = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(highHalves(a1, b1), v128.xor(c1, i32x4.splat(k0)));
    c1 = lowHalves(a1, b1);
    c2 = v128.xor(highHalves(a0, b0), v128.xor(c3, i32x4.splat(k1)));
    c3 = lowHalves(a0, b0);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  // Lanes are blocks: transpose, so that each block's four words lie together.
  const a = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<i32>(a, b, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<i32>(c, d, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<i32>(c, d, 2, 3, 6, 7), 48);
}

/** ln p of a positive normal number, as normalFromBits has it. */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  let exponent = i32x4.sub(v128.and(i32x4.shr_u(x, 23), i32x4.splat(0xff)), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f(0.70710678));
  exponent = i32x4.add(exponent, low);
  m = select(low, f32x4.add(m, m), m);
  m = f32x4.sub(m, f(1));
  const square = f32x4.mul(m, m);
  let y = f(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, m), f(-1.151461031e-1));
  y = f32x4.add(f32x4.mul(y, m), f(1.167699874e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, m), f(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, m), f(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, m), f(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, m), f(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), square);
  const e = f32x4.convert_i32x4_s(exponent);
  y = f32x4.add(y, f32x4.mul(e, f(-2.121944400546906e-4)));
  y = f32x4.sub(y, f32x4.mul(f(0.5), square));
  return f32x4.add(f32x4.add(m, y), f32x4.mul(e, f(0.693359375)));
}

// @ts-ignore: decorator
@inline
function cubic(x: v128, a0: f32, a1: f32, a2: f32, a3: f32): v128 {
  let y = f32x4.add(f32x4.mul(f(a3), x), f(a2));
  y = f32x4.add(f32x4.mul(y, x), f(a1));
  return f32x4.add(f32x4.mul(y, x), f(a0));
}

/** normalFromBits of @occam/core: PPND7 of Wichura (1988), algorithm AS 241. */
function normals(bits: v128): v128 {
  const tailBits = v128.or(i32x4.shl(bits, 1), i32x4.splat(1));
  const p = f32x4.mul(f32x4.convert_i32x4_u(tailBits), f(2.3283064365386963e-10 * 0.5));
  const q = f32x4.sub(f(0.5), p);
  const r = f32x4.sub(f(0.180625), f32x4.mul(q, q));
  const middle = f32x4.le(q, f(0.425));
  const s = f32x4.sub(f32x4.sqrt(f32x4.neg(logarithm(p))), f(1.6));
  const above = select(
    middle,
    f32x4.mul(q, cubic(r, 3.3871327179, 50.434271938, 159.29113202, 59.10937472)),
    cubic(s, 1.4234372777, 2.75681539, 1.3067284816, 0.17023821103),
  );
  const below = select(
    middle,
    cubic(r, 1, 17.895169469, 78.757757664, 67.1875636),
    cubic(s, 1, 0.7370016425, 0.12021132975, 0),
  );
  const z = f32x4.div(above, below);
  return v128.xor(z, v128.and(bits, i32x4.splat(0x80000000)));
}

const UNIFORM: i32 = 0;
const NORMAL: i32 = 1;
const MASK: i32 = 2;

/** Turns four words at an address into numbers; `kind` is a constant where this is inlined. */
// @ts-ignore: decorator
@inline
function convert(kind: i32, at: usize, rate: f32, scale: f32): void {
  const bits = v128.load(at);
  if (kind == NORMAL) {
    v128.store(at, normals(bits));
    return;
  }
  const uniform = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(bits, 8)), f(5.9604644775390625e-8));
  v128.store(at, kind == UNIFORM ? uniform : v128.and(f32x4.ge(uniform, f(rate)), f(scale)));
}

// @ts-ignore: decorator
@inline
function convertAll(kind: i32, n: i32, out: usize, rate: f32, scale: f32): void {
  for (let i = 0; i < n; i += 4, out += 16) convert(kind, out, rate, scale);
}

/**
 * Fills n float32 elements with random numbers, addressed as fillUniform and fillNormal address them.
 *
 * @param kind 0 uniform from [0, 1), 1 standard normal, 2 a mask: `scale` where the uniform number is at least `rate`, else 0
 * @param out room for n elements, rounded up to a multiple of 16
 * @param stepHigh the high half of the step, without the bit that sets counters apart
 * @param block the index of the first element, divided by 4
 */
export function fillRandom(
  kind: i32,
  n: i32,
  out: usize,
  key0: u32,
  key1: u32,
  stepLow: u32,
  stepHigh: u32,
  block: f64,
  rate: f32,
  scale: f32,
): void {
  let index = <u64>block;
  // In portions that stay in the first-level cache between the two passes.
  while (n > 0) {
    const portion = min(n, 1024);
    for (let i = 0; i < portion; i += 16, index += 4) {
      philoxBlocks(out + (<usize>i << 2), index, stepLow, stepHigh | 0x80000000, key0, key1);
    }
    if (kind == UNIFORM) convertAll(UNIFORM, portion, out, rate, scale);
    else if (kind == NORMAL) convertAll(NORMAL, portion, out, rate, scale);
    else convertAll(MASK, portion, out, rate, scale);
    out += 4096;
    n -= portion;
  }
}
