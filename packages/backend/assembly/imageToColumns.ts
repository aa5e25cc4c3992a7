/*
 * A convolution as a matrix product: row r of `columns` is output position r (images, then rows, then columns of the output)
 * and holds the patch of the image that it sees, kernelHeight × kernelWidth × channels floats in the order of a filter, zero
 * where the patch reaches over the edge. Images are NHWC; a patch row is one run of floats in the image.
 */

/** Copies the patches of `count` output positions from `first` on to `columns`. */
export function imageToColumns(
  image: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, first: i32, count: i32, columns: usize,
): void {
  const run = kernelWidth * channels;
  for (let r = first; r < first + count; r++) {
    const outY = r / outWidth, x0 = (r - outY * outWidth) * strideWidth - padLeft;
    const batch = outY / outHeight, y0 = (outY - batch * outHeight) * strideHeight - padTop;
    // The part of a patch row that lies inside the image, in floats.
    const from = max(0, -x0) * channels, to = max(from, min(kernelWidth, width - x0) * channels);
    for (let ky = 0; ky < kernelHeight; ky++, columns += <usize>run << 2) {
      const y = y0 + ky;
      if (y < 0 || y >= height || from >= run) {
        zero(columns, run);
        continue;
      }
      const source = image + (<usize>(((batch * height + y) * width + x0) * channels) << 2);
      if (from > 0) zero(columns, from);
      copy(columns + (<usize>from << 2), source + (<usize>from << 2), to - from);
      if (to < run) zero(columns + (<usize>to << 2), run - to);
    }
  }
}

/** Adds the patches of `count` output positions from `first` on back to the image: the transpose of `imageToColumns`. */
export function columnsToImage(
  columns: usize, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, first: i32, count: i32, image: usize,
): void {
  const run = kernelWidth * channels;
  for (let r = first; r < first + count; r++) {
    const outY = r / outWidth, x0 = (r - outY * outWidth) * strideWidth - padLeft;
    const batch = outY / outHeight, y0 = (outY - batch * outHeight) * strideHeight - padTop;
    const from = max(0, -x0) * channels, to = min(kernelWidth, width - x0) * channels;
    for (let ky = 0; ky < kernelHeight; ky++, columns += <usize>run << 2) {
      const y = y0 + ky;
      if (y < 0 || y >= height || from >= to) continue;
      const target = image + (<usize>(((batch * height + y) * width + x0) * channels) << 2);
      add(target + (<usize>from << 2), columns + (<usize>from << 2), to - from);
    }
  }
}

// @ts-ignore: decorator
@inline
function copy(target: usize, source: usize, n: i32): void {
  for (; n >= 4; n -= 4, source += 16, target += 16) v128.store(target, v128.load(source));
  for (; n > 0; n--, source += 4, target += 4) store<f32>(target, load<f32>(source));
}

// @ts-ignore: decorator
@inline
function add(target: usize, source: usize, n: i32): void {
  for (; n >= 4; n -= 4, source += 16, target += 16) v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
  for (; n > 0; n--, source += 4, target += 4) store<f32>(target, load<f32>(target) + load<f32>(source));
}

// @ts-ignore: decorator
@inline
function zero(target: usize, n: i32): void {
  for (; n >= 4; n -= 4, target += 16) v128.store(target, f32x4.splat(0));
  for (; n > 0; n--, target += 4) store<f32>(target, 0);
}
