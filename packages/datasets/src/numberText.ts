/**
 * The shortest decimal that reads back as a float32: 0.1 for the number that float64 calls
 * 0.10000000149011612. Whole numbers are written in full; −0 keeps its sign.
 *
 * Nine digits always do; fewer are tried first, by one multiplication and one division where the powers of
 * ten are exact (10⁰ … 10²²).
 */
export function float32Text(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 53) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  for (let digits = 6; digits <= 9; digits++) {
    const power = POWERS[digits - 1 - exponent];
    const rounded =
      power === undefined ? Number(value.toPrecision(digits)) : Math.round(value * power) / power;
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** The shortest decimal that reads back as the same number of its type; −0 keeps its sign. */
export function numberText(value: number, type: 'float32' | 'float64' | 'int32' | 'text'): string {
  if (type === 'float32') return float32Text(value);
  return Object.is(value, -0) ? '-0' : String(value);
}
