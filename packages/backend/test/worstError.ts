/** The largest |got − want| / (abs + |want|) over two arrays; infinite where NaN or infinity differ. */
export function worstError(got: readonly number[], want: readonly number[], abs = 1): number {
  let worst = got.length === want.length ? 0 : Infinity;
  got.forEach((value, i) => {
    const target = want[i]!;
    if (Object.is(value, target) || value === target) return;
    const error = Math.abs(value - target) / (abs + Math.abs(target));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  });
  return worst;
}
