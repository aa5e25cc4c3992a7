/**
 * Adds up the rows of `x` that carry the same number: out[ids[i], j] = Σ x[i, j].
 *
 * `x` is count × places × inner floats, `ids` count × places int32 numbers, `out` segments × places × inner
 * floats. Rows whose number is negative or too high are left out.
 */
export function segmentSum(x: usize, ids: usize, count: i32, places: i32, inner: i32, segments: i32, out: usize): void {
  const step = <usize>inner << 2;
  memory.fill(out, 0, <usize>(segments * places) * step);
  for (let i = 0; i < count; i++) {
    for (let place = 0; place < places; place++, ids += 4, x += step) {
      const id = load<i32>(ids);
      if (id < 0 || id >= segments) continue;
      const target = out + <usize>(id * places + place) * step;
      let j: usize = 0;
      for (; j + 16 <= step; j += 16) v128.store(target + j, f32x4.add(v128.load(target + j), v128.load(x + j)));
      for (; j < step; j += 4) store<f32>(target + j, load<f32>(target + j) + load<f32>(x + j));
    }
  }
}
