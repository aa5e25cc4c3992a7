const f = Math.fround;
const LN2_HIGH = f(0.693359375);
const LN2_LOW = f(-2.121944400546906e-4);
const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);

/**
 * Turns 32 random bits into a standard normal float32 by the inverse of the distribution function,
 * PPND7 of Wichura (1988), "Algorithm AS 241". Bit 31 is the sign (set: negative); the rest is the
 * tail probability p = (bits + ½)·2⁻³², so both tails are resolved down to p = 2⁻³³ (|z| ≤ 6.34).
 *
 * Only + − × ÷ √, fixed polynomials and one conversion of an unsigned integer are used, in float32 and
 * in a fixed order, so that a kernel in WebAssembly or a shader without fast math gives the same bits.
 * The error is below 3e-7·(1 + |z|), rounding of p included.
 */
export function normalFromBits(bits: number): number {
  const p = f(f(((bits << 1) | 1) >>> 0) * f(2 ** -33));
  const q = f(f(0.5) - p);
  const z = q <= f(0.425) ? central(q) : tail(f(Math.sqrt(f(-logarithm(p)))));
  return bits >>> 31 ? -z : z;
}

function central(q: number): number {
  const r = f(f(0.180625) - f(q * q));
  const above = polynomial(r, 3.3871327179, 50.434271938, 159.29113202, 59.10937472);
  return f(f(q * above) / polynomial(r, 1, 17.895169469, 78.757757664, 67.1875636));
}

// AS 241 has another branch for r > 5, where p < 1.4e-11: smaller than any p here.
function tail(r: number): number {
  const s = f(r - f(1.6));
  const above = polynomial(s, 1.4234372777, 2.75681539, 1.3067284816, 0.17023821103);
  return f(above / polynomial(s, 1, 0.7370016425, 0.12021132975, 0));
}

function polynomial(x: number, a0: number, a1: number, a2: number, a3: number): number {
  return f(f(f(f(f(f(f(a3) * x) + f(a2)) * x) + f(a1)) * x) + f(a0));
}

/** The natural logarithm of a positive normal float32: exponent and Cephes' `logf` polynomial. */
function logarithm(x: number): number {
  floats[0] = x;
  let exponent = ((words[0]! >>> 23) & 0xff) - 126;
  words[0] = (words[0]! & 0x007fffff) | 0x3f000000;
  let m = floats[0]!;
  if (m < f(0.70710678)) {
    exponent -= 1;
    m = f(m + m);
  }
  m = f(m - 1);
  const square = f(m * m);
  let y = f(7.0376836292e-2);
  for (const c of LOG_COEFFICIENTS) y = f(f(y * m) + c);
  y = f(f(y * m) * square);
  y = f(y + f(exponent * LN2_LOW));
  y = f(y - f(f(0.5) * square));
  return f(f(m + y) + f(exponent * LN2_HIGH));
}

const LOG_COEFFICIENTS = new Float32Array([
  -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);
