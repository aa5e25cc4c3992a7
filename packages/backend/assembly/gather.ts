/** out[i] = source[indices[i]], rows of `width` elements of four bytes. */
export function gatherRows(
  rows: i32,
  width: i32,
  source: usize,
  indices: usize,
  out: usize,
): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < rows; row++, indices += 4, out += bytes) {
    memory.copy(out, source + <usize>load<u32>(indices) * bytes, bytes);
  }
}

/** out[i] = the unit vector of labels[indices[i]], shape [rows, units]. */
export function gatherOneHot(
  rows: i32,
  units: i32,
  labels: usize,
  indices: usize,
  out: usize,
): void {
  const bytes = <usize>units << 2;
  memory.fill(out, 0, <usize>rows * bytes);
  for (let row = 0; row < rows; row++, indices += 4, out += bytes) {
    const label = load<i32>(labels + (<usize>load<u32>(indices) << 2));
    store<f32>(out + (<usize>label << 2), 1);
  }
}

/** Copies columns between rows: out[row, outStart + j] = x[row, start + j], j < columns. */
export function copyColumns(
  rows: i32,
  columns: i32,
  x: usize,
  width: i32,
  start: i32,
  out: usize,
  outWidth: i32,
  outStart: i32,
): void {
  const bytes = <usize>columns << 2;
  x += <usize>start << 2;
  out += <usize>outStart << 2;
  for (let row = 0; row < rows; row++) {
    memory.copy(out, x, bytes);
    x += <usize>width << 2;
    out += <usize>outWidth << 2;
  }
}
