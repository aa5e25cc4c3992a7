/** Lists the rows 0 … n − 1. */
export function allRows(n: number): Uint32Array {
  const rows = new Uint32Array(n);
  for (let row = 0; row < n; row++) rows[row] = row;
  return rows;
}

/**
 * Lists all rows but some, copying what lies between them.
 *
 * @param rows 0 … n − 1
 * @param left the rows to leave out, ascending
 */
export function rowsWithout(rows: Uint32Array, left: Uint32Array): Uint32Array {
  const kept = new Uint32Array(rows.length - left.length);
  let start = 0;
  for (let i = 0; i < left.length; i++) {
    kept.set(rows.subarray(start, left[i]), start - i);
    start = left[i]! + 1;
  }
  kept.set(rows.subarray(start), start - left.length);
  return kept;
}
