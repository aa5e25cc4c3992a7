/**
 * The shortest decimal that reads back as a float32: 0.1 for the number that float64 calls
 * 0.10000000149011612. Also right for integers up to 2⁵³; −0 keeps its sign.
 */
export function float32Text(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 53) {
    return Object.is(value, -0) ? '-0' : String(value);
  }
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
