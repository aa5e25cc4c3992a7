import { gemm, gemmScratch } from './gemm';
import { columnsToImage, imageToColumns } from './imageToColumns';

/*
 * The gradients of a convolution as matrix products over patches, P = imageToColumns(x), a block of output positions at a time:
 *
 *   dW  = Pᵀ · dy                          [kernelHeight·kernelWidth·channels, outChannels]
 *   dx  = columnsToImage(dy · Wᵀ)
 *
 * A kernel of 1 × 1 with stride 1 has the image itself for its patches.
 */

// A block of patches stays in the level-2 cache.
// @ts-ignore: decorator
@inline
const BLOCK_FLOATS: i32 = 1 << 17;

/** How many output positions go into a block. */
// @ts-ignore: decorator
@inline
function blockRows(size: i32, positions: i32): i32 {
  return max(1, min(positions, BLOCK_FLOATS / max(1, size)));
}

/** Whether the image is its own patches: nothing is skipped, and nothing reaches over an edge. */
// @ts-ignore: decorator
@inline
function isPointwise(
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  height: i32, width: i32, outHeight: i32, outWidth: i32, padTop: i32, padLeft: i32,
): bool {
  return kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1
    && height == outHeight && width == outWidth && padTop == 0 && padLeft == 0;
}

/**
 * Bytes of scratch that the two gradients of a convolution need; `size` is kernelHeight·kernelWidth·channels, `positions`
 * batches·outHeight·outWidth.
 */
export function conv2dScratch(size: i32, outChannels: i32, positions: i32): i32 {
  const rows = blockRows(size, positions);
  const product = max(
    max(gemmScratch(1, 0, size, outChannels, rows), gemmScratch(1, 0, size, outChannels, positions)),
    max(gemmScratch(0, 1, rows, size, outChannels), gemmScratch(0, 1, positions, size, outChannels)),
  );
  return (rows * size << 2) + product;
}

/** Writes the gradient of a convolution's filter to `filterGradient`; images are NHWC, `scratch` is described above. */
export function conv2dFilterGradient(
  image: usize, gradient: usize, batches: i32, height: i32, width: i32, channels: i32, outChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
  outHeight: i32, outWidth: i32, filterGradient: usize, scratch: usize,
): void {
  const size = kernelHeight * kernelWidth * channels, positions = batches * outHeight * outWidth;
  if (isPointwise(kernelHeight, kernelWidth, strideHeight, strideWidth, height, width, outHeight, outWidth, padTop, padLeft)) {
    gemm(1, 0, size, outChannels, positions, image, size, gradient, outChannels, filterGradient, outChannels, 0, 0, 0, scratch);
    return;
  }
  const rows = blockRows(size, positions), product = scratch + (<usize>(rows * size) << 2);
  let first = 0;
  do {
    const count = min(rows, positions - first);
    imageToColumns(
      image, height, width, channels, kernelHeight, kernelWidth, strideHeight, strideWidth,
      padTop, padLeft, outHeight, outWidth, first, count, scratch,
    );
    const dy = gradient + (<usize>(first * outChannels) << 2);
    gemm(1, 0, size, outChannels, count, scratch, size, dy, outChannels, filterGradient, outChannels, 0, 0, first > 0 ? 1 : 0, product);
    first += rows;
  } while (first < positions);
}

/** Writes the gradient of a convolution's image to `imageGradient`, which may be larger than the filter has touched. */
export function conv2dImageGradient(
  gradient: usize, filter: usize, batches: i32, height: i32, width: i32, channels: i32, outChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32,
  outHeight: i32, outWidth: i32, imageGradient: usize, scratch: usize,
): void {
  const size = kernelHeight * kernelWidth * channels, positions = batches * outHeight * outWidth;
  if (isPointwise(kernelHeight, kernelWidth, strideHeight, strideWidth, height, width, outHeight, outWidth, padTop, padLeft)) {
    gemm(0, 1, positions, size, outChannels, gradient, outChannels, filter, outChannels, imageGradient, size, 0, 0, 0, scratch);
    return;
  }
  memory.fill(imageGradient, 0, <usize>(batches * height * width * channels) << 2);
  const rows = blockRows(size, positions), product = scratch + (<usize>(rows * size) << 2);
  for (let first = 0; first < positions; first += rows) {
    const count = min(rows, positions - first);
    const dy = gradient + (<usize>(first * outChannels) << 2);
    gemm(0, 1, count, size, outChannels, dy, outChannels, filter, outChannels, scratch, size, 0, 0, 0, product);
    columnsToImage(
      scratch, height, width, channels, kernelHeight, kernelWidth, strideHeight, strideWidth,
      padTop, padLeft, outHeight, outWidth, first, count, imageGradient,
    );
  }
}
