/**
 * The natural logarithm, within 3 units of the last place, from + − × ÷ and a fixed series alone, so that every JavaScript engine
 * gives the same bits: `Math.log` may differ from one to the next.
 *
 *     x = 2^e · m, √½ ≤ m ≤ √2;  s = (m − 1) / (m + 1);  ln x = e · ln 2 + 2 · (s + s³/3 + s⁵/5 + …)
 *
 * @param x positive and finite
 */
export function log(x: number): number {
  let exponent = 0;
  let m = x;
  for (; m > Math.SQRT2; m /= 2) exponent++;
  for (; m < Math.SQRT1_2; m *= 2) exponent--;
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let power = LAST_POWER; power > 1; power -= 2) sum = (sum + 1 / power) * square;
  return exponent * Math.LN2 + 2 * (s + s * sum);
}

/**
 * The exponential function, within 1e-15 of its size for |x| ≤ 50, from + − × ÷ and a fixed series alone; see {@link log}.
 *
 *     x = k · ln 2 + r, |r| ≤ ½ ln 2;  e^x = 2^k · (1 + r + r²/2! + …)
 */
export function exp(x: number): number {
  if (x > 709) return Infinity;
  if (x < -745) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = LAST_TERM; n > 0; n--) sum = 1 + (sum * r) / n;
  for (let i = 0; i < k; i++) sum *= 2;
  for (let i = 0; i > k; i--) sum /= 2;
  return sum;
}

/** s ≤ 0.172, so the first term left out is below 1e-18. */
const LAST_POWER = 23;
/** |r| ≤ 0.347, so the first term left out is below 1e-17. */
const LAST_TERM = 14;
/** ln 2 in two parts, the first so short that k times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
