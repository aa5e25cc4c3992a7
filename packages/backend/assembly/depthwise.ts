import { loadLanes, multiplyAdd, storeLanes } from './simd';

/*
 * The gradients of a depthwise convolution: channel c of the image meets its own filters W[ky, kx, c, 0…multiplier−1], which
 * give the output channels c·multiplier + q. Images are NHWC.
 *
 *   dW[ky, kx, c, q] = Σ over images and positions of x[y, x, c] · dy[oy, ox, c·multiplier + q]
 *   dx[y, x, c]      = Σ over ky, kx, q of            dy[oy, ox, c·multiplier + q] · W[ky, kx, c, q]
 *   with y = oy·strideHeight + ky·dilationHeight − padTop and x likewise
 */

/** Where an output row meets an image row through a filter column: the first output position and the one behind the last. */
// @ts-ignore: decorator
@inline
function firstInside(offset: i32, stride: i32): i32 {
  return offset >= 0 ? 0 : (stride - 1 - offset) / stride;
}
// @ts-ignore: decorator
@inline
function endInside(offset: i32, stride: i32, size: i32, outSize: i32): i32 {
  return offset >= size ? 0 : min(outSize, (size - 1 - offset) / stride + 1);
}

/** Writes the gradient of the filter of a depthwise convolution to `filterGradient`. */
export function depthwiseFilterGradient(
  image: usize, gradient: usize, batches: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, filterGradient: usize,
): void {
  const outChannels = channels * multiplier;
  memory.fill(filterGradient, 0, <usize>(kernelHeight * kernelWidth * outChannels) << 2);
  const xStep = <usize>(strideWidth * channels) << 2, dyStep = <usize>outChannels << 2;
  for (let row = 0; row < batches * outHeight; row++) {
    const batch = row / outHeight, outY = row - batch * outHeight;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = outY * strideHeight + ky * dilationHeight - padTop;
      if (y < 0 || y >= height) continue;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const offset = kx * dilationWidth - padLeft;
        const from = firstInside(offset, strideWidth), to = endInside(offset, strideWidth, width, outWidth);
        if (from >= to) continue;
        const x = image + (<usize>(((batch * height + y) * width + from * strideWidth + offset) * channels) << 2);
        const dy = gradient + (<usize>((row * outWidth + from) * outChannels) << 2);
        const dw = filterGradient + (<usize>((ky * kernelWidth + kx) * outChannels) << 2);
        if (multiplier == 1) {
          for (let c = 0; c < channels; c += 4) {
            const at = <usize>c << 2, lanes = min(4, channels - c);
            let sum = loadLanes(dw + at, lanes);
            let p = x + at, q = dy + at;
            if (lanes == 4) {
              for (let i = from; i < to; i++, p += xStep, q += dyStep) sum = multiplyAdd(v128.load(p), v128.load(q), sum);
            } else {
              for (let i = from; i < to; i++, p += xStep, q += dyStep) sum = multiplyAdd(loadLanes(p, lanes), loadLanes(q, lanes), sum);
            }
            storeLanes(dw + at, sum, lanes);
          }
        } else {
          for (let o = 0; o < outChannels; o++) {
            const at = <usize>o << 2;
            let p = x + (<usize>(o / multiplier) << 2), q = dy + at, sum = load<f32>(dw + at);
            for (let i = from; i < to; i++, p += xStep, q += dyStep) sum += load<f32>(p) * load<f32>(q);
            store<f32>(dw + at, sum);
          }
        }
      }
    }
  }
}

/** Writes the gradient of the image of a depthwise convolution to `imageGradient`. */
export function depthwiseImageGradient(
  gradient: usize, filter: usize, batches: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, imageGradient: usize,
): void {
  const outChannels = channels * multiplier;
  memory.fill(imageGradient, 0, <usize>(batches * height * width * channels) << 2);
  const dxStep = <usize>(strideWidth * channels) << 2, dyStep = <usize>outChannels << 2;
  for (let row = 0; row < batches * outHeight; row++) {
    const batch = row / outHeight, outY = row - batch * outHeight;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = outY * strideHeight + ky * dilationHeight - padTop;
      if (y < 0 || y >= height) continue;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const offset = kx * dilationWidth - padLeft;
        const from = firstInside(offset, strideWidth), to = endInside(offset, strideWidth, width, outWidth);
        if (from >= to) continue;
        const dx = imageGradient + (<usize>(((batch * height + y) * width + from * strideWidth + offset) * channels) << 2);
        const dy = gradient + (<usize>((row * outWidth + from) * outChannels) << 2);
        const w = filter + (<usize>((ky * kernelWidth + kx) * outChannels) << 2);
        if (multiplier == 1) {
          for (let c = 0; c < channels; c += 4) {
            const at = <usize>c << 2, lanes = min(4, channels - c);
            const weights = loadLanes(w + at, lanes);
            let p = dx + at, q = dy + at;
            if (lanes == 4) {
              for (let i = from; i < to; i++, p += dxStep, q += dyStep) v128.store(p, multiplyAdd(v128.load(q), weights, v128.load(p)));
            } else {
              for (let i = from; i < to; i++, p += dxStep, q += dyStep) {
                storeLanes(p, multiplyAdd(loadLanes(q, lanes), weights, loadLanes(p, lanes)), lanes);
              }
            }
          }
        } else {
          for (let o = 0; o < outChannels; o++) {
            const weight = load<f32>(w + (<usize>o << 2));
            let p = dx + (<usize>(o / multiplier) << 2), q = dy + (<usize>o << 2);
            for (let i = from; i < to; i++, p += dxStep, q += dyStep) store<f32>(p, load<f32>(p) + load<f32>(q) * weight);
          }
        }
      }
    }
  }
}
