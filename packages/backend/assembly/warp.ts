// Coordinates are float64, or multiples of 2⁻³² that float64 holds exactly, and pixels float32, never fused: both SIMD variants and
// JavaScript give the same bits.

const CONSTANT: i32 = 0;
const NEAREST: i32 = 1;
const REFLECT: i32 = 2;

/** Coordinates that no integer holds are far outside, and so is what lies at infinity. */
// @ts-ignore: decorator
@inline
function limited(coordinate: f64): f64 {
  if (coordinate > -1e9 && coordinate < 1e9) return coordinate;
  return coordinate < 0 ? -1e9 : 1e9;
}

/** The pixel that stands for one at any place along an axis; -1 for the constant. */
function tap(at: i32, length: i32, fillMode: i32): i32 {
  if (<u32>at < <u32>length) return at;
  if (fillMode == CONSTANT) return -1;
  if (fillMode == NEAREST) return at < 0 ? 0 : length - 1;
  // Not far beyond the border, as most are: no division.
  if (fillMode == REFLECT) {
    const mirrored = at < 0 ? -1 - at : 2 * length - 1 - at;
    if (<u32>mirrored < <u32>length) return mirrored;
  }
  const period = fillMode == REFLECT ? 2 * length : length;
  at %= period;
  if (at < 0) at += period;
  return at < length ? at : period - 1 - at;
}

/** One channel of a pixel, or the constant. */
// @ts-ignore: decorator
@inline
function valueAt(image: usize, width: i32, channels: i32, x: i32, y: i32, fill: f32): f32 {
  if ((x | y) < 0) return fill;
  return load<f32>(image + (<usize>((y * width + x) * channels) << 2));
}

// @ts-ignore: decorator
@inline
function between(a: f32, b: f32, t: f32): f32 {
  return a + t * (b - a);
}

// @ts-ignore: decorator
@inline
function betweenLanes(a: v128, b: v128, t: v128): v128 {
  return f32x4.add(a, f32x4.mul(t, f32x4.sub(b, a)));
}

/** One pixel of the result between four, which lie inside. */
// @ts-ignore: decorator
@inline
function betweenFour(p00: usize, p01: usize, p10: usize, p11: usize, pixel: usize, fx: f32, fy: f32, out: usize): void {
  if (pixel == 4) {
    const above = between(load<f32>(p00), load<f32>(p01), fx);
    store<f32>(out, between(above, between(load<f32>(p10), load<f32>(p11), fx), fy));
    return;
  }
  const tx = f32x4.splat(fx), ty = f32x4.splat(fy);
  for (let c: usize = 0; c < pixel; c += 16) {
    const above = betweenLanes(v128.load(p00 + c), v128.load(p01 + c), tx);
    const below = betweenLanes(v128.load(p10 + c), v128.load(p11 + c), tx);
    v128.store(out + c, betweenLanes(above, below, ty));
  }
}

/** One pixel of the result, wherever it is taken from. */
function anyPixel(
  image: usize, height: i32, width: i32, channels: i32, x: i32, y: i32, fx: f32, fy: f32, nearest: i32, fillMode: i32,
  fill: f32, out: usize,
): void {
  const pixel = <usize>channels << 2;
  const end = out + pixel;
  const x0 = tap(x, width, fillMode), y0 = tap(y, height, fillMode);
  if (nearest) {
    for (; out < end; image += 4, out += 4) store<f32>(out, valueAt(image, width, channels, x0, y0, fill));
    return;
  }
  const x1 = tap(x + 1, width, fillMode), y1 = tap(y + 1, height, fillMode);
  if ((x0 | x1 | y0 | y1) >= 0) {
    const above = image + <usize>(y0 * width) * pixel, below = image + <usize>(y1 * width) * pixel;
    const left = <usize>x0 * pixel, right = <usize>x1 * pixel;
    betweenFour(above + left, above + right, below + left, below + right, pixel, fx, fy, out);
    return;
  }
  if ((x0 & x1) < 0 || (y0 & y1) < 0) {
    for (; out < end; out += 4) store<f32>(out, fill);
    return;
  }
  for (; out < end; image += 4, out += 4) {
    const above = between(
      valueAt(image, width, channels, x0, y0, fill), valueAt(image, width, channels, x1, y0, fill), fx);
    const below = between(
      valueAt(image, width, channels, x0, y1, fill), valueAt(image, width, channels, x1, y1, fill), fx);
    store<f32>(out, between(above, below, fy));
  }
}

/** An affine map in whole numbers of 2⁻³² pixels, whose sums are exact. */
function warpFixed(
  image: usize, height: i32, width: i32, channels: i32, matrix: usize, nearest: i32, fillMode: i32, fill: f32,
  out: usize,
): void {
  const one: f64 = 4294967296;
  const stepX = <i64>(load<f64>(matrix) * one), stepY = <i64>(load<f64>(matrix, 24) * one);
  const downX = <i64>(load<f64>(matrix, 8) * one), downY = <i64>(load<f64>(matrix, 32) * one);
  const half: i64 = nearest ? 0x80000000 : 0;
  let startX = <i64>(load<f64>(matrix, 16) * one) + half, startY = <i64>(load<f64>(matrix, 40) * one) + half;
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const reach = nearest ? 0 : 1;
  const right = <u32>(width - reach), bottom = <u32>(height - reach);
  for (let row = 0; row < height; row++, startX += downX, startY += downY) {
    let sx = startX, sy = startY;
    for (let column = 0; column < width; column++, out += pixel, sx += stepX, sy += stepY) {
      const x = <i32>(sx >> 32), y = <i32>(sy >> 32);
      if (<u32>x < right && <u32>y < bottom) {
        const p = image + <usize>y * line + <usize>x * pixel;
        if (nearest) {
          if (pixel == 4) store<f32>(out, load<f32>(p));
          else for (let c: usize = 0; c < pixel; c += 16) v128.store(out + c, v128.load(p + c));
        } else {
          betweenFour(p, p + pixel, p + line, p + line + pixel, pixel, fraction(sx), fraction(sy), out);
        }
      } else {
        anyPixel(image, height, width, channels, x, y, fraction(sx), fraction(sy), nearest, fillMode, fill, out);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function fraction(fixed: i64): f32 {
  return <f32><i64>(fixed & 0xffffffff) * <f32>2.3283064365386963e-10;
}

/**
 * Takes each pixel p of an image from M(p + u(p)); pixels are [height, width, channels]. Up to three floats behind `image` are read
 * and behind `out` written.
 *
 * @param matrix nine doubles, M row by row
 * @param fixed 1 says that M is affine, its numbers are multiples of 2⁻³², no coordinate exceeds 2²⁰, and there is no field
 * @param field the displacement u, floats [2, height, width], x first; 0 for none
 * @param nearest 1 takes the nearest pixel, 0 interpolates between four
 * @param fillMode what lies beyond the border: 0 `fill`, 1 the nearest pixel, 2 the image reflected, 3 the image repeated
 */
export function warpImage(
  image: usize, height: i32, width: i32, channels: i32, matrix: usize, fixed: i32, field: usize, nearest: i32,
  fillMode: i32, fill: f32, out: usize,
): void {
  if (fixed) {
    warpFixed(image, height, width, channels, matrix, nearest, fillMode, fill, out);
    return;
  }
  const m0 = load<f64>(matrix), m1 = load<f64>(matrix, 8), m2 = load<f64>(matrix, 16);
  const m3 = load<f64>(matrix, 24), m4 = load<f64>(matrix, 32), m5 = load<f64>(matrix, 40);
  const m6 = load<f64>(matrix, 48), m7 = load<f64>(matrix, 56), m8 = load<f64>(matrix, 64);
  const projective = m6 != 0 || m7 != 0 || m8 != 1;
  const second = <usize>(height * width) << 2;
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const half: f64 = nearest ? 0.5 : 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, out += pixel) {
      let px = <f64>column, py = <f64>row;
      if (field) {
        px += <f64>load<f32>(field);
        py += <f64>load<f32>(field + second);
        field += 4;
      }
      let sx = m0 * px + (m1 * py + m2);
      let sy = m3 * px + (m4 * py + m5);
      if (projective) {
        const w = m6 * px + (m7 * py + m8);
        sx /= w;
        sy /= w;
      }
      sx = limited(sx + half);
      sy = limited(sy + half);
      const left = Math.floor(sx), top = Math.floor(sy);
      const fx = <f32>(sx - left), fy = <f32>(sy - top);
      const x = <i32>left, y = <i32>top;
      if (!nearest && <u32>x < <u32>(width - 1) && <u32>y < <u32>(height - 1)) {
        const p = image + <usize>y * line + <usize>x * pixel;
        betweenFour(p, p + pixel, p + line, p + line + pixel, pixel, fx, fy, out);
      } else {
        anyPixel(image, height, width, channels, x, y, fx, fy, nearest, fillMode, fill, out);
      }
    }
  }
}
