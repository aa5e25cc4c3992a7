// Coordinates are float64 and pixels float32, never fused: both SIMD variants and JavaScript give the same bits.

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

/**
 * Takes each pixel p of an image from M(p + u(p)); pixels are [height, width, channels]. Up to three floats behind `image` are read
 * and behind `out` written.
 *
 * @param matrix nine doubles, M row by row
 * @param field the displacement u, floats [2, height, width], x first; 0 for none
 * @param nearest 1 takes the nearest pixel, 0 interpolates between four
 * @param fillMode what lies beyond the border: 0 `fill`, 1 the nearest pixel, 2 the image reflected, 3 the image repeated
 */
export function warpImage(
  image: usize, height: i32, width: i32, channels: i32, matrix: usize, field: usize, nearest: i32, fillMode: i32,
  fill: f32, out: usize,
): void {
  const m0 = load<f64>(matrix), m1 = load<f64>(matrix, 8), m2 = load<f64>(matrix, 16);
  const m3 = load<f64>(matrix, 24), m4 = load<f64>(matrix, 32), m5 = load<f64>(matrix, 40);
  const m6 = load<f64>(matrix, 48), m7 = load<f64>(matrix, 56), m8 = load<f64>(matrix, 64);
  const projective = m6 != 0 || m7 != 0 || m8 != 1;
  const second = <usize>(height * width) << 2;
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, out += pixel) {
      let px = <f64>column, py = <f64>row;
      if (field) {
        px += <f64>load<f32>(field);
        py += <f64>load<f32>(field + second);
        field += 4;
      }
      let sx = m0 * px + m1 * py + m2;
      let sy = m3 * px + m4 * py + m5;
      if (projective) {
        const w = m6 * px + m7 * py + m8;
        sx /= w;
        sy /= w;
      }
      sx = limited(sx);
      sy = limited(sy);
      if (nearest) {
        const x = tap(<i32>Math.floor(sx + 0.5), width, fillMode);
        const y = tap(<i32>Math.floor(sy + 0.5), height, fillMode);
        for (let c: usize = 0; c < pixel; c += 4) store<f32>(out + c, valueAt(image + c, width, channels, x, y, fill));
        continue;
      }
      const left = Math.floor(sx), top = Math.floor(sy);
      const fx = <f32>(sx - left), fy = <f32>(sy - top);
      const x = <i32>left, y = <i32>top;
      if (<u32>x < <u32>(width - 1) && <u32>y < <u32>(height - 1)) {
        let p = image + <usize>y * line + <usize>x * pixel;
        if (channels == 1) {
          const above = between(load<f32>(p), load<f32>(p, 4), fx);
          p += line;
          store<f32>(out, between(above, between(load<f32>(p), load<f32>(p, 4), fx), fy));
        } else {
          const tx = f32x4.splat(fx), ty = f32x4.splat(fy);
          for (let c: usize = 0; c < pixel; c += 16, p += 16) {
            const above = betweenLanes(v128.load(p), v128.load(p + pixel), tx);
            const below = betweenLanes(v128.load(p + line), v128.load(p + line + pixel), tx);
            v128.store(out + c, betweenLanes(above, below, ty));
          }
        }
        continue;
      }
      const x0 = tap(x, width, fillMode), x1 = tap(x + 1, width, fillMode);
      const y0 = tap(y, height, fillMode), y1 = tap(y + 1, height, fillMode);
      for (let c: usize = 0; c < pixel; c += 4) {
        const p = image + c;
        const above = between(
          valueAt(p, width, channels, x0, y0, fill), valueAt(p, width, channels, x1, y0, fill), fx);
        const below = between(
          valueAt(p, width, channels, x0, y1, fill), valueAt(p, width, channels, x1, y1, fill), fx);
        store<f32>(out + c, between(above, below, fy));
      }
    }
  }
}
