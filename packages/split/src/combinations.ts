/** Yields each way to choose p of n things, each ascending, in lexicographic order. */
export function* combinations(n: number, p: number): Generator<Uint32Array> {
  const chosen = Uint32Array.from({ length: p }, (_, i) => i);
  for (;;) {
    yield chosen.slice();
    let i = p - 1;
    while (i >= 0 && chosen[i] === n - p + i) i--;
    if (i < 0) return;
    chosen[i]!++;
    for (let later = i + 1; later < p; later++) chosen[later] = chosen[later - 1]! + 1;
  }
}

/**
 * Counts the ways to choose p of n things, n!/(p!·(n − p)!), exactly.
 *
 * @returns undefined if there are more than 2⁵³ − 1
 */
export function countCombinations(n: number, p: number): number | undefined {
  let count = 1n;
  for (let i = 1; i <= Math.min(p, n - p); i++) {
    count = (count * BigInt(n - Math.min(p, n - p) + i)) / BigInt(i);
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return Number(count);
}
