/**
 * Reads a cell as a plain decimal number with an optional exponent; spaces around it are allowed. The value
 * is exactly that of `Number(text)`; up to 2⁵³ in the digits and 10±²² in the exponent one correctly
 * rounded multiplication or division of two exact numbers gives it (Clinger, 1990), the rest is left
 * to `Number`.
 *
 * @returns NaN if the cell is anything else, such as `0x10`, `1_000`, `inf` or nothing
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && (bytes[start] === SPACE || bytes[start] === TAB)) start++;
  while (start < end && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--;
  let i = start;
  const negative = bytes[i] === MINUS;
  if (negative || bytes[i] === PLUS) i++;
  let digits = 0;
  let mantissa = 0;
  for (; i < end; i++, digits++) {
    const digit = bytes[i]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    mantissa = mantissa * 10 + digit;
  }
  let exponent = 0;
  if (i < end && bytes[i] === DOT) {
    const fraction = ++i;
    for (; i < end; i++) {
      const digit = bytes[i]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      mantissa = mantissa * 10 + digit;
    }
    exponent = fraction - i;
    digits -= exponent;
  }
  if (digits === 0) return NaN;
  if (i < end && (bytes[i]! | 0x20) === LETTER_E) {
    i++;
    const negativeExponent = bytes[i] === MINUS;
    if (negativeExponent || bytes[i] === PLUS) i++;
    if (i === end) return NaN;
    let written = 0;
    for (; i < end; i++) {
      const digit = bytes[i]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      written = Math.min(written * 10 + digit, 1_000_000);
    }
    exponent += negativeExponent ? -written : written;
  }
  if (i < end) return NaN;
  if (mantissa > Number.MAX_SAFE_INTEGER || exponent < -22 || exponent > 22) {
    return Number(asciiText(bytes, start, end));
  }
  const value = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
  return negative ? -value : value;
}

/** Whether a cell holds nothing, or one of the usual words for it. */
export function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 16) return false;
  const text = asciiText(bytes, start, end).trim();
  return text === '' || MISSING.has(text.toLowerCase());
}

/** Whether a cell holds a word for infinity. */
export function isInfinite(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= 16 && /^\s*[+-]?inf(inity)?\s*$/i.test(asciiText(bytes, start, end));
}

/** The text of a cell in UTF-8, without spaces around it. */
export function cellText(bytes: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if (bytes[i]! >= 0x80) return new TextDecoder().decode(bytes.slice(start, end)).trim();
  }
  return asciiText(bytes, start, end).trim();
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 4096) return new TextDecoder('latin1').decode(bytes.slice(start, end));
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

const TAB = 0x09;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MISSING = new Set(['na', 'n/a', 'nan', 'null', 'none', '?']);
