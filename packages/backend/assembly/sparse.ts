import { activate, LINEAR } from './activation';
import { packPanel } from './pack';
import { horizontalSum, multiplyAdd } from './simd';

/*
 * C = act(A·W + bias) for a W of which most weights are 0. For each unit, a column of W, there are the values of its weights
 * and for each how many inputs it lies behind the one before (src/kernels/sparseMatMul.ts packs them):
 *
 *   for each panel of up to 32 rows of A, transposed:     a row of the panel is one input of all its rows
 *     for each unit j: sums ← bias_j
 *       for each of its weights: at ← at + skip;  sums += value · panel[at]
 *       column j of C ← sums                              through a transposed scratch
 *
 * One row needs no panel: its inputs are gathered four at a time, for four weights of the unit.
 */

// Rows of A side by side in a panel: 8 sums in registers.
// @ts-ignore: decorator
@inline
const PANEL: i32 = 32;

/** The rows of a panel for what is left: few sizes, so that little code. */
// @ts-ignore: decorator
@inline
function panelWidth(rows: i32): i32 {
  return rows > 16 ? 32 : rows > 8 ? 16 : rows > 4 ? 8 : 4;
}

/** Bytes of scratch that `sparseProduct` needs for a shape. */
export function sparseScratch(m: i32, n: i32, k: i32): i32 {
  return m == 1 ? 0 : (panelWidth(min(m, PANEL)) * (n + k)) << 2;
}

/**
 * The product C = act(A·W + bias) of row-major float32 matrices, W with few weights other than 0.
 *
 * A has m rows of k, C m rows of n. `counts` is the address of n int32: how many weights each unit has; `values` that of all of them,
 * unit by unit; `skips` that of as many bytes: how many inputs each lies behind the one before, the first behind input 0. `bias`
 * is the address of n floats or 0; `activation` is a number of ./activation; `scratch` has room for `sparseScratch` bytes. C must
 * overlap nothing.
 */
export function sparseProduct(
  m: i32, n: i32, k: i32, a: usize, counts: usize, values: usize, skips: usize, c: usize, bias: usize, activation: i32,
  scratch: usize,
): void {
  if (m == 1) {
    oneRow(n, a, counts, values, skips, c, bias);
  } else {
    for (let i = 0; i < m; i += PANEL) {
      const rows = min(PANEL, m - i), width = panelWidth(rows), sums = scratch + (<usize>(width * k) << 2);
      packPanel(false, k, rows, a + (<usize>(i * k) << 2), <usize>k << 2, scratch, width);
      if (width == 32) panel32(n, scratch, counts, values, skips, sums, bias);
      else if (width == 16) panel16(n, scratch, counts, values, skips, sums, bias);
      else if (width == 8) panel8(n, scratch, counts, values, skips, sums, bias);
      else panel4(n, scratch, counts, values, skips, sums, bias);
      packPanel(false, rows, n, sums, <usize>width << 2, c + (<usize>(i * n) << 2), n);
    }
  }
  if (activation != LINEAR) activate(activation, c, m * n);
}

function oneRow(n: i32, a: usize, counts: usize, values: usize, skips: usize, c: usize, bias: usize): void {
  for (let j = 0; j < n; j++, c += 4) {
    const count = load<i32>(counts + (<usize>j << 2)), end = skips + count, whole = skips + (count & ~3);
    let at = a, s = f32x4.splat(0);
    for (; skips < whole; skips += 4, values += 16) {
      at += <usize>load<u8>(skips) << 2;
      let x = v128.load_zero<f32>(at);
      at += <usize>load<u8>(skips, 1) << 2;
      x = v128.load_lane<f32>(at, x, 1);
      at += <usize>load<u8>(skips, 2) << 2;
      x = v128.load_lane<f32>(at, x, 2);
      at += <usize>load<u8>(skips, 3) << 2;
      x = v128.load_lane<f32>(at, x, 3);
      s = multiplyAdd(v128.load(values), x, s);
    }
    let sum = horizontalSum(s);
    for (; skips < end; skips++, values += 4) {
      at += <usize>load<u8>(skips) << 2;
      sum += load<f32>(values) * load<f32>(at);
    }
    store<f32>(c, bias ? sum + load<f32>(bias + (<usize>j << 2)) : sum);
  }
}

/** The sums of a panel of `width` rows; `width` is a constant where this is inlined. */
// @ts-ignore: decorator
@inline
function panel(width: i32, shift: usize, n: i32, x: usize, counts: usize, values: usize, skips: usize, sums: usize, bias: usize): void {
  for (let j = 0; j < n; j++, sums += <usize>width << 2) {
    const end = skips + load<i32>(counts + (<usize>j << 2));
    const zero = bias ? v128.load_splat<f32>(bias + (<usize>j << 2)) : f32x4.splat(0);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    let at = x;
    for (; skips < end; skips++, values += 4) {
      at += <usize>load<u8>(skips) << shift;
      const w = v128.load_splat<f32>(values);
      s0 = multiplyAdd(w, v128.load(at), s0);
      if (width > 4) s1 = multiplyAdd(w, v128.load(at, 16), s1);
      if (width > 8) {
        s2 = multiplyAdd(w, v128.load(at, 32), s2);
        s3 = multiplyAdd(w, v128.load(at, 48), s3);
      }
      if (width > 16) {
        s4 = multiplyAdd(w, v128.load(at, 64), s4);
        s5 = multiplyAdd(w, v128.load(at, 80), s5);
        s6 = multiplyAdd(w, v128.load(at, 96), s6);
        s7 = multiplyAdd(w, v128.load(at, 112), s7);
      }
    }
    v128.store(sums, s0);
    if (width > 4) v128.store(sums, s1, 16);
    if (width > 8) {
      v128.store(sums, s2, 32);
      v128.store(sums, s3, 48);
    }
    if (width > 16) {
      v128.store(sums, s4, 64);
      v128.store(sums, s5, 80);
      v128.store(sums, s6, 96);
      v128.store(sums, s7, 112);
    }
  }
}

function panel32(n: i32, x: usize, counts: usize, values: usize, skips: usize, sums: usize, bias: usize): void {
  panel(32, 7, n, x, counts, values, skips, sums, bias);
}
function panel16(n: i32, x: usize, counts: usize, values: usize, skips: usize, sums: usize, bias: usize): void {
  panel(16, 6, n, x, counts, values, skips, sums, bias);
}
function panel8(n: i32, x: usize, counts: usize, values: usize, skips: usize, sums: usize, bias: usize): void {
  panel(8, 5, n, x, counts, values, skips, sums, bias);
}
function panel4(n: i32, x: usize, counts: usize, values: usize, skips: usize, sums: usize, bias: usize): void {
  panel(4, 4, n, x, counts, values, skips, sums, bias);
}
