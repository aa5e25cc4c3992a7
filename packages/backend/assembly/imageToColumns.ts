/*
 * A convolution as a matrix product: row r of `columns` is output position r (images, then rows, then columns of the output)
 * and holds the patch of the image that it sees, kernelHeight × kernelWidth × channels floats in the order of a filter, zero
 * where the patch reaches over the edge. Images are NHWC, so that a row of a patch is one run of floats in the image.
 *
 * Both functions go through the output positions of one output row and one kernel row at a time.
 */

/** Copies the patches of `count` output positions from `first` on to `columns`. */
export function imageToColumns(
  image: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, first: i32, count: i32, columns: usize,
): void {
  const run = kernelWidth * channels, rowFloats = width * channels, step = strideWidth * channels;
  const patchBytes = <usize>(kernelHeight * run) << 2;
  for (let r = first, end = first + count; r < end;) {
    const row = r / outWidth, ox = r - row * outWidth, batch = row / outHeight;
    const y0 = (row - batch * outHeight) * strideHeight - padTop, x0 = (ox * strideWidth - padLeft) * channels;
    const n = min(outWidth - ox, end - r);
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = y0 + ky, target = columns + (<usize>(ky * run) << 2);
      if (y < 0 || y >= height) zeroRuns(target, patchBytes, n, run);
      else copyRuns(image + (<usize>((batch * height + y) * rowFloats) << 2), rowFloats, x0, step, target, patchBytes, n, run);
    }
    columns += <usize>n * patchBytes;
    r += n;
  }
}

/** Adds the patches of `count` output positions from `first` on back to the image: the transpose of `imageToColumns`. */
export function columnsToImage(
  columns: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, first: i32, count: i32, image: usize,
): void {
  const run = kernelWidth * channels, rowFloats = width * channels, step = strideWidth * channels;
  const patchBytes = <usize>(kernelHeight * run) << 2;
  for (let r = first, end = first + count; r < end;) {
    const row = r / outWidth, ox = r - row * outWidth, batch = row / outHeight;
    const y0 = (row - batch * outHeight) * strideHeight - padTop, x0 = (ox * strideWidth - padLeft) * channels;
    const n = min(outWidth - ox, end - r);
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = y0 + ky, source = columns + (<usize>(ky * run) << 2);
      if (y < 0 || y >= height) continue;
      addRuns(image + (<usize>((batch * height + y) * rowFloats) << 2), rowFloats, x0, step, source, patchBytes, n, run);
    }
    columns += <usize>n * patchBytes;
    r += n;
  }
}

/** Copies n runs of an image row, `step` floats apart from `x` on, to `target`; what lies outside the row is zero. */
function copyRuns(row: usize, rowFloats: i32, x: i32, step: i32, target: usize, patchBytes: usize, n: i32, run: i32): void {
  for (; n > 0; n--, x += step, target += patchBytes) {
    const from = max(0, -x), to = min(run, rowFloats - x);
    if (from == 0 && to == run) {
      copy(target, row + (<usize>x << 2), run);
    } else {
      zero(target, run);
      if (from < to) copy(target + (<usize>from << 2), row + (<usize>(x + from) << 2), to - from);
    }
  }
}

/** Adds n runs to an image row, `step` floats apart from `x` on; what lies outside the row is left out. */
function addRuns(row: usize, rowFloats: i32, x: i32, step: i32, source: usize, patchBytes: usize, n: i32, run: i32): void {
  for (; n > 0; n--, x += step, source += patchBytes) {
    const from = max(0, -x), to = min(run, rowFloats - x);
    if (from < to) add(row + (<usize>(x + from) << 2), source + (<usize>from << 2), to - from);
  }
}

function zeroRuns(target: usize, patchBytes: usize, n: i32, run: i32): void {
  for (; n > 0; n--, target += patchBytes) zero(target, run);
}

// @ts-ignore: decorator
@inline
function copy(target: usize, source: usize, n: i32): void {
  for (; n >= 4; n -= 4, source += 16, target += 16) v128.store(target, v128.load(source));
  if (n > 0) store<f32>(target, load<f32>(source));
  if (n > 1) store<f32>(target, load<f32>(source, 4), 4);
  if (n > 2) store<f32>(target, load<f32>(source, 8), 8);
}

// @ts-ignore: decorator
@inline
function add(target: usize, source: usize, n: i32): void {
  for (; n >= 4; n -= 4, source += 16, target += 16) v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
  if (n > 0) store<f32>(target, load<f32>(target) + load<f32>(source));
  if (n > 1) store<f32>(target, load<f32>(target, 4) + load<f32>(source, 4), 4);
  if (n > 2) store<f32>(target, load<f32>(target, 8) + load<f32>(source, 8), 8);
}

// @ts-ignore: decorator
@inline
function zero(target: usize, n: i32): void {
  for (; n >= 4; n -= 4, target += 16) v128.store(target, f32x4.splat(0));
  for (; n > 0; n--, target += 4) store<f32>(target, 0);
}
