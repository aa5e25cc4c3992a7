import { activate, LINEAR } from './activation';
import { rowProducts, vectorMatrix } from './gemv';
import { packPanel } from './pack';
import { multiplyTile, TILE_ROWS } from './tile';

/*
 * C = act(op(A)·op(B) + bias (+ C)) after Goto and van de Geijn (2008), "Anatomy of high-performance matrix multiplication":
 *
 *   for each block of NC columns, for each block of kc of K:
 *     for each block of MC rows:                        its part of A stays in the level-2 cache
 *       for each panel of 8 columns and of up to 6 rows, packed at its first use where that pays:
 *         C[6 × 8] += A panel · B panel                 the microkernel; one of the panels stays in the level-1 cache
 *
 * Rows are shared out evenly: 32 rows are panels of 6, 6, 5, 5, 5, 5 and not 6, 6, 6, 6, 6, 2, since a low panel takes
 * nearly as long as a high one. A sum over k is cut into equal blocks as well, each summed in order of k: the result depends
 * on the shape and the SIMD variant, and on nothing else.
 */

// Floats: a panel of B (8·KC) fills half of a level-1 cache of 32 kB with room for A's, A's block (MC·KC) half of 512 kB.
// @ts-ignore: decorator
@inline
const KC: i32 = 384;
// @ts-ignore: decorator
@inline
const MC: i32 = 168;
// @ts-ignore: decorator
@inline
const NC: i32 = 2048;

// Floats of B that stay in the level-2 cache beside the rest.
// @ts-ignore: decorator
@inline
const NEAR: i32 = 1 << 15;

// Sums of so few terms are not worth a tile's call: each row is a vector times B.
// @ts-ignore: decorator
@inline
const SHORT: i32 = 8;

/** Into how many equal blocks of at most `limit` a length is cut; at least one. */
// @ts-ignore: decorator
@inline
function blockCount(length: i32, limit: i32): i32 {
  return max(1, (length + limit - 1) / limit);
}

/** Where block `i` of `count` equal ones begins; with `i` = count the end. */
// @ts-ignore: decorator
@inline
function blockStart(length: i32, count: i32, i: i32): i32 {
  return (length / count) * i + min(i, length % count);
}

/** Whether packing A pays: when its panels are read more than a few times. */
// @ts-ignore: decorator
@inline
function packsA(n: i32): bool {
  return n > 64;
}

/** Whether B must or should be packed: when transposed, or when its panels are read more than a few times. */
// @ts-ignore: decorator
@inline
function packsB(transB: bool, m: i32): bool {
  return transB || m > 48;
}

/** Bytes of scratch that `gemm` needs for a shape. */
export function gemmScratch(transA: i32, transB: i32, m: i32, n: i32, k: i32): i32 {
  const kc = min(k, KC);
  const panels = packsB(transB != 0, m) ? (min(n, NC) + 7) & ~7 : 8;
  const rows = packsA(n) ? min(m, MC) : 0;
  return (kc * (panels + rows)) << 2;
}

/**
 * The matrix product C = act(op(A)·op(B) + bias), or … + C where `accumulate` is set, of row-major float32 matrices.
 *
 * op(A) has m rows and k columns, op(B) k rows and n columns; a transposed operand lies in memory as its transpose. `lda`, `ldb`
 * and `ldc` are the distances between rows in floats. `bias` is the address of n floats or 0; `activation` is a number of
 * ./activation; `scratch` has room for `gemmScratch` bytes. C must not overlap A, B or the scratch. With k = 0 the product is zero.
 */
export function gemm(
  transA: i32, transB: i32, m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  bias: usize, activation: i32, accumulate: i32, scratch: usize,
): void {
  if (m <= 0 || n <= 0) return;
  const aStep = <usize>lda << 2, bStep = <usize>ldb << 2, cStep = <usize>ldc << 2;
  // What the first block over k is added to; a bias that comes on top of C is added at the end.
  const initial = accumulate ? c : bias;
  if (m == 1 && !transB) {
    vectorMatrix(k, n, a, transA ? aStep : 4, b, bStep, c, initial);
  } else if (!transB && k <= SHORT && n >= 32) {
    const xStep = transA ? aStep : 4, row = transA ? <usize>4 : aStep;
    for (let i = 0; i < m; i++) {
      const at = <usize>i * cStep;
      vectorMatrix(k, n, a + <usize>i * row, xStep, b, bStep, c + at, accumulate ? c + at : bias);
    }
  } else if (m == 1 && (!transA || lda == 1)) {
    rowProducts(k, n, a, b, bStep, c, initial);
  } else if (n == 1 && ldc == 1 && transA && (accumulate || !bias)) {
    vectorMatrix(k, m, b, transB ? 4 : bStep, a, aStep, c, initial);
  } else if (n == 1 && ldc == 1 && !transA && (transB || ldb == 1) && (accumulate || !bias)) {
    rowProducts(k, m, b, a, aStep, c, initial);
  } else {
    blocked(transA != 0, transB != 0, m, n, k, a, aStep, b, bStep, c, cStep, initial, accumulate ? cStep : 0, scratch);
  }
  if (accumulate && bias) addBias(m, n, c, cStep, bias);
  if (activation != LINEAR) {
    if (ldc == n) activate(activation, c, m * n);
    else for (let i = 0; i < m; i++) activate(activation, c + <usize>i * cStep, n);
  }
}

function blocked(
  transA: bool, transB: bool, m: i32, n: i32, k: i32, a: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cStep: usize, initial: usize, initialStep: usize, scratch: usize,
): void {
  const packA = packsA(n), packB = packsB(transB, m);
  const kBlocks = blockCount(k, KC), mBlocks = blockCount(m, MC);
  const aRow = transA ? <usize>4 : aStep, aColumn = transA ? aStep : <usize>4;
  const bRow = transB ? <usize>4 : bStep, bColumn = transB ? bStep : <usize>4;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc), columnPanels = (nc + 7) >> 3;
    for (let pb = 0; pb < kBlocks; pb++) {
      const pc = blockStart(k, kBlocks, pb), kc = blockStart(k, kBlocks, pb + 1) - pc;
      const packedA = scratch, packedB = packA ? scratch + (<usize>(min(m, MC) * kc) << 2) : scratch;
      // Along the rows of C where B's block is small enough to stay near, else along its columns.
      const rowByRow = kc * nc <= NEAR;
      for (let ib = 0; ib < mBlocks; ib++) {
        const ic = blockStart(m, mBlocks, ib), mc = blockStart(m, mBlocks, ib + 1) - ic;
        const rowPanels = blockCount(mc, TILE_ROWS), height = mc / rowPanels, higher = mc - height * rowPanels;
        const tiles = rowPanels * columnPanels;
        let ip = 0, jp = 0;
        for (let t = 0; t < tiles; t++) {
          const i = height * ip + min(ip, higher), rows = ip < higher ? height + 1 : height;
          const j = jp << 3, columns = min(8, nc - j), width = columns > 4 ? 8 : 4;
          let bPanel = b + <usize>pc * bRow + <usize>(jc + j) * bColumn, bPanelStep = bStep;
          if (packB || columns < width) {
            const target = packB ? packedB + (<usize>(j * kc) << 2) : packedB;
            if (ib == 0 && ip == 0) packPanel(!transB, kc, columns, bPanel, bStep, target, width);
            bPanel = target;
            bPanelStep = <usize>width << 2;
          }
          let aPanel = a + <usize>(ic + i) * aRow + <usize>pc * aColumn, aPanelStep = aStep;
          if (packA) {
            const target = packedA + (<usize>(i * kc) << 2);
            if (jp == 0) packPanel(transA, kc, rows, aPanel, aStep, target, rows);
            aPanel = target;
            aPanelStep = <usize>rows << 2;
          }
          const at = <usize>(ic + i) * cStep + (<usize>(jc + j) << 2);
          let from: usize = 0, fromStep: usize = 0;
          if (pb > 0) {
            from = c + at;
            fromStep = cStep;
          } else if (initial) {
            from = initialStep ? initial + at : initial + (<usize>(jc + j) << 2);
            fromStep = initialStep;
          }
          const byRows = !transA && !packA;
          multiplyTile(rows, byRows, kc, aPanel, aPanelStep, bPanel, bPanelStep, c + at, cStep, from, fromStep, columns);
          if (rowByRow) {
            if (++jp == columnPanels) jp = 0, ip++;
          } else {
            if (++ip == rowPanels) ip = 0, jp++;
          }
        }
      }
    }
  }
}

function addBias(m: i32, n: i32, c: usize, cStep: usize, bias: usize): void {
  for (let i = 0; i < m; i++, c += cStep) {
    for (let j = 0; j < n; j++) {
      const at = <usize>j << 2;
      store<f32>(c + at, load<f32>(c + at) + load<f32>(bias + at));
    }
  }
}
