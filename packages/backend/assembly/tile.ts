import { loadLanes, multiplyAdd, storeLanes } from './simd';

/*
 * The microkernel: a tile of C of up to 6 rows × 8 columns stays in vector registers while k runs.
 *
 *   for p in 0…k−1:  b₀, b₁ = B[p, 0…7]                 two loads
 *                    for i in 0…rows−1: aᵢ = A[i, p]    one load that fills all lanes
 *                      cᵢ₀ += aᵢ·b₀;  cᵢ₁ += aᵢ·b₁
 *   C = c (+ initial)
 *
 * It reads A in one of two ways. By columns: the elements of a column lie side by side and `aStep` bytes lead to the next
 * column; that is a packed panel, and also a transposed A where it lies. By rows: `aStep` bytes lead to the next row; that
 * is a plain A where it lies. B always comes row by row, 8 (or 4) floats side by side, `bStep` bytes apart.
 *
 * `initial` is what the product is added to (0: nothing): C itself, or a bias with `initialStep` 0. Tiles at the right edge
 * write only `columns` columns. `rows`, `wide` and `byRows` are constants, so that each caller below is compiled to its own
 * straight loop.
 */
// @ts-ignore: decorator
@inline
function tile(
  rows: i32, wide: bool, byRows: bool, k: i32, a: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cStep: usize, initial: usize, initialStep: usize, columns: i32,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
  let a0 = a, a1 = a, a2 = a, a3 = a, a4 = a, a5 = a;
  if (byRows) {
    if (rows > 1) a1 = a + aStep;
    if (rows > 2) a2 = a1 + aStep;
    if (rows > 3) a3 = a2 + aStep;
    if (rows > 4) a4 = a3 + aStep;
    if (rows > 5) a5 = a4 + aStep;
  }
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = wide ? v128.load(b, 16) : zero;
    let x = v128.load_splat<f32>(a0);
    c00 = multiplyAdd(x, b0, c00);
    if (wide) c01 = multiplyAdd(x, b1, c01);
    if (rows > 1) {
      x = byRows ? v128.load_splat<f32>(a1) : v128.load_splat<f32>(a0, 4);
      c10 = multiplyAdd(x, b0, c10);
      if (wide) c11 = multiplyAdd(x, b1, c11);
    }
    if (rows > 2) {
      x = byRows ? v128.load_splat<f32>(a2) : v128.load_splat<f32>(a0, 8);
      c20 = multiplyAdd(x, b0, c20);
      if (wide) c21 = multiplyAdd(x, b1, c21);
    }
    if (rows > 3) {
      x = byRows ? v128.load_splat<f32>(a3) : v128.load_splat<f32>(a0, 12);
      c30 = multiplyAdd(x, b0, c30);
      if (wide) c31 = multiplyAdd(x, b1, c31);
    }
    if (rows > 4) {
      x = byRows ? v128.load_splat<f32>(a4) : v128.load_splat<f32>(a0, 16);
      c40 = multiplyAdd(x, b0, c40);
      if (wide) c41 = multiplyAdd(x, b1, c41);
    }
    if (rows > 5) {
      x = byRows ? v128.load_splat<f32>(a5) : v128.load_splat<f32>(a0, 20);
      c50 = multiplyAdd(x, b0, c50);
      if (wide) c51 = multiplyAdd(x, b1, c51);
    }
    if (byRows) {
      a0 += 4;
      if (rows > 1) a1 += 4;
      if (rows > 2) a2 += 4;
      if (rows > 3) a3 += 4;
      if (rows > 4) a4 += 4;
      if (rows > 5) a5 += 4;
    } else {
      a0 += aStep;
    }
    b += bStep;
  }
  storeRow(wide, c, c00, c01, initial, columns);
  if (rows > 1) storeRow(wide, c += cStep, c10, c11, initial += initialStep, columns);
  if (rows > 2) storeRow(wide, c += cStep, c20, c21, initial += initialStep, columns);
  if (rows > 3) storeRow(wide, c += cStep, c30, c31, initial += initialStep, columns);
  if (rows > 4) storeRow(wide, c += cStep, c40, c41, initial += initialStep, columns);
  if (rows > 5) storeRow(wide, c += cStep, c50, c51, initial += initialStep, columns);
}

/** Writes one row of the tile; `initialStep` is 0 where `initial` is, so that 0 keeps meaning none. */
// @ts-ignore: decorator
@inline
function storeRow(wide: bool, c: usize, v0: v128, v1: v128, initial: usize, columns: i32): void {
  if (!wide) return storeEdge(c, v0, initial, columns);
  if (columns < 8) {
    storeEdge(c, v0, initial, 4);
    storeEdge(c + 16, v1, initial ? initial + 16 : 0, columns - 4);
    return;
  }
  v128.store(c, initial ? f32x4.add(v0, v128.load(initial)) : v0);
  v128.store(c, initial ? f32x4.add(v1, v128.load(initial, 16)) : v1, 16);
}

function storeEdge(c: usize, v: v128, initial: usize, columns: i32): void {
  storeLanes(c, initial ? f32x4.add(v, loadLanes(initial, columns)) : v, columns);
}

function columns1x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(1, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns2x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(2, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns3x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(3, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns4x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(4, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns5x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(5, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns6x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(6, true, false, k, a, s, b, t, c, u, d, v, n);
}
function columns1x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(1, false, false, k, a, s, b, t, c, u, d, v, n);
}
function columns2x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(2, false, false, k, a, s, b, t, c, u, d, v, n);
}
function columns3x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(3, false, false, k, a, s, b, t, c, u, d, v, n);
}
function columns4x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(4, false, false, k, a, s, b, t, c, u, d, v, n);
}
function columns5x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(5, false, false, k, a, s, b, t, c, u, d, v, n);
}
function columns6x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(6, false, false, k, a, s, b, t, c, u, d, v, n);
}
function rows1x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(1, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows2x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(2, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows3x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(3, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows4x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(4, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows5x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(5, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows6x8(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(6, true, true, k, a, s, b, t, c, u, d, v, n);
}
function rows1x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(1, false, true, k, a, s, b, t, c, u, d, v, n);
}
function rows2x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(2, false, true, k, a, s, b, t, c, u, d, v, n);
}
function rows3x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(3, false, true, k, a, s, b, t, c, u, d, v, n);
}
function rows4x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(4, false, true, k, a, s, b, t, c, u, d, v, n);
}
function rows5x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(5, false, true, k, a, s, b, t, c, u, d, v, n);
}
function rows6x4(k: i32, a: usize, s: usize, b: usize, t: usize, c: usize, u: usize, d: usize, v: usize, n: i32): void {
  tile(6, false, true, k, a, s, b, t, c, u, d, v, n);
}

/**
 * The most rows of a tile: 6 × 2 sums, 2 of B and 1 of A are all of the 15 registers that V8 gives out; without a fused
 * multiply-add each product needs one more, so that more than 4 rows would spill to the stack at every step.
 */
// @ts-ignore: decorator
@inline
export const TILE_ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;

/** Computes a tile of `rows` (1 to TILE_ROWS) × `columns` (1 to 8); the parameters are described above. */
export function multiplyTile(
  rows: i32, byRows: bool, k: i32, a: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cStep: usize, initial: usize, initialStep: usize, columns: i32,
): void {
  if (byRows && columns > 4) {
    if (TILE_ROWS > 4 && rows == 6) return rows6x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    if (TILE_ROWS > 4 && rows == 5) return rows5x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    switch (rows) {
      case 4: return rows4x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 3: return rows3x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 2: return rows2x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      default: return rows1x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    }
  } else if (byRows) {
    if (TILE_ROWS > 4 && rows == 6) return rows6x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    if (TILE_ROWS > 4 && rows == 5) return rows5x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    switch (rows) {
      case 4: return rows4x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 3: return rows3x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 2: return rows2x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      default: return rows1x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    }
  } else if (columns > 4) {
    if (TILE_ROWS > 4 && rows == 6) return columns6x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    if (TILE_ROWS > 4 && rows == 5) return columns5x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    switch (rows) {
      case 4: return columns4x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 3: return columns3x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 2: return columns2x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      default: return columns1x8(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    }
  } else {
    if (TILE_ROWS > 4 && rows == 6) return columns6x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    if (TILE_ROWS > 4 && rows == 5) return columns5x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    switch (rows) {
      case 4: return columns4x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 3: return columns3x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      case 2: return columns2x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
      default: return columns1x4(k, a, aStep, b, bStep, c, cStep, initial, initialStep, columns);
    }
  }
}
