import { loadLanes } from './simd';

/**
 * Writes the gradient of max pooling over volumes to `imageGradient`: each window hands its dy to the first of its largest
 * elements, or to its first NaN. Volumes are N, depth, height, width, channels; for images depth and its like are 1.
 *
 * tfjs' own kernel gives no gradient to a window without a positive element.
 */
export function maxPoolGradient(
  image: usize, gradient: usize, batches: i32, depth: i32, height: i32, width: i32, channels: i32,
  poolDepth: i32, poolHeight: i32, poolWidth: i32, strideDepth: i32, strideHeight: i32, strideWidth: i32,
  dilationDepth: i32, dilationHeight: i32, dilationWidth: i32, padFront: i32, padTop: i32, padLeft: i32,
  outDepth: i32, outHeight: i32, outWidth: i32, imageGradient: usize,
): void {
  const volume = depth * height * width * channels;
  memory.fill(imageGradient, 0, <usize>(batches * volume) << 2);
  for (let batch = 0; batch < batches; batch++, image += <usize>volume << 2, imageGradient += <usize>volume << 2) {
    for (let oz = 0; oz < outDepth; oz++) {
      const z0 = oz * strideDepth - padFront;
      for (let oy = 0; oy < outHeight; oy++) {
        const y0 = oy * strideHeight - padTop;
        for (let ox = 0; ox < outWidth; ox++) {
          const x0 = ox * strideWidth - padLeft;
          for (let c = 0; c < channels; c += 4) {
            const lanes = min(4, channels - c);
            // For four channels: the largest element so far, and where it lies in floats from the start of the volume.
            let best = f32x4.splat(-Infinity), at = i32x4.splat(-1);
            for (let kz = 0; kz < poolDepth; kz++) {
              const z = z0 + kz * dilationDepth;
              if (z < 0 || z >= depth) continue;
              for (let ky = 0; ky < poolHeight; ky++) {
                const y = y0 + ky * dilationHeight;
                if (y < 0 || y >= height) continue;
                for (let kx = 0; kx < poolWidth; kx++) {
                  const x = x0 + kx * dilationWidth;
                  if (x < 0 || x >= width) continue;
                  const here = ((z * height + y) * width + x) * channels + c;
                  const value = loadLanes(image + (<usize>here << 2), lanes);
                  // Larger, or NaN, or the first; but nothing comes after a NaN.
                  const first = i32x4.eq(at, i32x4.splat(-1));
                  const larger = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
                  const takes = v128.or(first, larger);
                  best = v128.bitselect(value, best, takes);
                  at = v128.bitselect(i32x4.splat(here), at, takes);
                }
              }
            }
            add(imageGradient, i32x4.extract_lane(at, 0), 0, gradient);
            if (lanes > 1) add(imageGradient, i32x4.extract_lane(at, 1), 1, gradient + 4);
            if (lanes > 2) add(imageGradient, i32x4.extract_lane(at, 2), 2, gradient + 8);
            if (lanes > 3) add(imageGradient, i32x4.extract_lane(at, 3), 3, gradient + 12);
            gradient += <usize>lanes << 2;
          }
        }
      }
    }
  }
}

/** Adds dy of one channel where its window's largest element lies; a window outside the image has none. */
// @ts-ignore: decorator
@inline
function add(imageGradient: usize, at: i32, lane: i32, gradient: usize): void {
  if (at < 0) return;
  const target = imageGradient + (<usize>(at + lane) << 2);
  store<f32>(target, load<f32>(target) + load<f32>(gradient));
}
