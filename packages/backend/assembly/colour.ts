// Changes of colours in place, pixels as floats 0 to 1. Each operation rounds to float32, never fused: both SIMD variants and JavaScript
// give the same bits.

/** Holds four values to 0 to 1. */
// @ts-ignore: decorator
@inline
function clipped(x: v128): v128 {
  return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(1));
}

// Twelve floats are four pixels of three channels, (r0 g0 b0 r1) (g1 b1 r2 g2) (b2 r3 g3 b3).

// @ts-ignore: decorator
@inline
function reds(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 0, 3, 6, 6), c, 0, 1, 2, 5);
}

// @ts-ignore: decorator
@inline
function greens(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 1, 4, 7, 7), c, 0, 1, 2, 6);
}

// @ts-ignore: decorator
@inline
function blues(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 2, 5, 5, 5), c, 0, 1, 4, 7);
}

// @ts-ignore: decorator
@inline
function storeColours(at: usize, r: v128, g: v128, b: v128): void {
  const first = v128.shuffle<f32>(r, g, 0, 4, 1, 5);
  const last = v128.shuffle<f32>(r, g, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<f32>(first, b, 0, 1, 4, 2));
  v128.store(at, v128.shuffle<f32>(v128.shuffle<f32>(first, b, 3, 5, 3, 3), last, 0, 1, 4, 5), 16);
  v128.store(at, v128.shuffle<f32>(last, b, 6, 2, 3, 7), 32);
}

/** x = clip(factor x + offset). Up to three floats behind the end are changed. */
export function scalePixels(pixels: usize, count: i32, factor: f32, offset: f32): void {
  const f = f32x4.splat(factor), o = f32x4.splat(offset);
  for (const end = pixels + (<usize>count << 2); pixels < end; pixels += 16) {
    v128.store(pixels, clipped(f32x4.add(f32x4.mul(f, v128.load(pixels)), o)));
  }
}

// @ts-ignore: decorator
@inline
function mixed(r: v128, g: v128, b: v128, row: usize): v128 {
  const products = f32x4.add(
    f32x4.add(f32x4.mul(v128.load32_splat(row), r), f32x4.mul(v128.load32_splat(row, 4), g)),
    f32x4.mul(v128.load32_splat(row, 8), b));
  return clipped(f32x4.add(products, v128.load32_splat(row, 12)));
}

/**
 * Multiplies colours by a matrix and clips them. Up to nine floats behind the end are changed.
 *
 * @param count how many pixels, of three floats
 * @param matrix twelve floats: for red, green and blue each three weights and an offset
 */
export function mixColours(pixels: usize, count: i32, matrix: usize): void {
  for (const end = pixels + <usize>count * 12; pixels < end; pixels += 48) {
    const x = v128.load(pixels), y = v128.load(pixels, 16), z = v128.load(pixels, 32);
    const r = reds(x, y, z), g = greens(x, y, z), b = blues(x, y, z);
    storeColours(pixels, mixed(r, g, b, matrix), mixed(r, g, b, matrix + 16), mixed(r, g, b, matrix + 32));
  }
}

/** high - chroma clip(min(k, 4 - k)), k = hue mod 6. */
// @ts-ignore: decorator
@inline
function channelOf(hue: v128, high: v128, chroma: v128): v128 {
  const turns = f32x4.floor(f32x4.mul(hue, f32x4.splat(<f32>(1.0 / 6.0))));
  const k = f32x4.sub(hue, f32x4.mul(turns, f32x4.splat(6)));
  return f32x4.sub(high, f32x4.mul(chroma, clipped(f32x4.min(k, f32x4.sub(f32x4.splat(4), k)))));
}

/**
 * Turns the hue of colours in the wheel of HSV. Up to nine floats behind the end are changed.
 *
 * @param count how many pixels, of three floats
 * @param sixths by how many sixths of a turn
 */
export function turnHue(pixels: usize, count: i32, sixths: f32): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1), shift = f32x4.splat(sixths);
  for (const end = pixels + <usize>count * 12; pixels < end; pixels += 48) {
    const x = v128.load(pixels), y = v128.load(pixels, 16), z = v128.load(pixels, 32);
    const r = reds(x, y, z), g = greens(x, y, z), b = blues(x, y, z);
    const high = f32x4.max(f32x4.max(r, g), b);
    const chroma = f32x4.sub(high, f32x4.min(f32x4.min(r, g), b));
    const divisor = v128.bitselect(chroma, one, f32x4.gt(chroma, zero));
    const isRed = f32x4.eq(high, r), isGreen = f32x4.eq(high, g);
    const others = v128.bitselect(f32x4.sub(b, r), f32x4.sub(r, g), isGreen);
    const base = v128.bitselect(f32x4.splat(2), f32x4.splat(4), isGreen);
    const difference = v128.bitselect(f32x4.sub(g, b), others, isRed);
    const sector = v128.bitselect(zero, base, isRed);
    const hue = f32x4.add(f32x4.add(f32x4.div(difference, divisor), sector), shift);
    storeColours(
      pixels,
      channelOf(f32x4.add(hue, f32x4.splat(5)), high, chroma),
      channelOf(f32x4.add(hue, f32x4.splat(3)), high, chroma),
      channelOf(f32x4.add(hue, one), high, chroma));
  }
}

// @ts-ignore: decorator
@inline
function luma(r: v128, g: v128, b: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(f32x4.splat(0.299), r), f32x4.mul(f32x4.splat(0.587), g)), f32x4.mul(f32x4.splat(0.114), b));
}

/**
 * The sum of the gray values, 0.299 red + 0.587 green + 0.114 blue or the one channel: each in float32, in four sums in float64, and
 * the pixels that make no four one after the other.
 *
 * @param count how many pixels
 * @param channels 1 or 3
 */
export function sumOfGray(pixels: usize, count: i32, channels: i32): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  const fours = count & ~3;
  const step = <usize>channels << 4;
  for (const end = pixels + <usize>(fours * channels << 2); pixels < end; pixels += step) {
    let gray = v128.load(pixels);
    if (channels == 3) {
      const y = v128.load(pixels, 16), z = v128.load(pixels, 32);
      gray = luma(reds(gray, y, z), greens(gray, y, z), blues(gray, y, z));
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(gray));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(gray, gray, 2, 3, 2, 3)));
  }
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
  for (let i = fours; i < count; i++, pixels += <usize>channels << 2) {
    const first = load<f32>(pixels);
    sum += channels == 1 ? first : <f32>0.299 * first + <f32>0.587 * load<f32>(pixels, 4) + <f32>0.114 * load<f32>(pixels, 8);
  }
  return sum;
}

/** Where a place beyond the border is mirrored to, the border not repeated. */
function mirrored(place: i32, n: i32): i32 {
  if (n == 1) return 0;
  const period = 2 * (n - 1);
  place %= period;
  if (place < 0) place += period;
  return place < n ? place : period - place;
}

/** out[i] = w[0] x[i] + sum over k of w[k] (x[i - step k] + x[i + step k]), four at a time. */
// @ts-ignore: decorator
@inline
function weighed(x: usize, weights: usize, radius: i32, step: usize): v128 {
  let sum = f32x4.mul(v128.load32_splat(weights), v128.load(x));
  let away = step;
  for (let k = 1; k <= radius; k++, away += step) {
    weights += 4;
    const both = f32x4.add(v128.load(x - away), v128.load(x + away));
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weights), both));
  }
  return sum;
}

/**
 * Weighs each pixel of an image with its neighbours, along the rows and then the columns, the image mirrored at its border. Up to three
 * floats behind the end are changed.
 *
 * @param weights radius + 1 floats: of the pixel itself, of the next two, …
 * @param room (height + 2 radius) width channels + (width + 2 radius) channels + 8 floats
 */
export function blurImage(
  pixels: usize, height: i32, width: i32, channels: i32, weights: usize, radius: i32, room: usize,
): void {
  const pixel = <usize>channels << 2;
  const line = <usize>width * pixel;
  const margin = <usize>radius * pixel;
  const rows = room + <usize>(height + 2 * radius) * line + 16;
  for (let row = 0; row < height; row++) {
    const from = pixels + <usize>row * line;
    memory.copy(rows + margin, from, line);
    for (let k = 1; k <= radius; k++) {
      memory.copy(rows + margin - <usize>k * pixel, from + <usize>mirrored(-k, width) * pixel, pixel);
      memory.copy(rows + margin + line + <usize>(k - 1) * pixel, from + <usize>mirrored(width - 1 + k, width) * pixel, pixel);
    }
    const out = room + <usize>(row + radius) * line;
    for (let i: usize = 0; i < line; i += 16) v128.store(out + i, weighed(rows + margin + i, weights, radius, pixel));
  }
  const first = room + <usize>radius * line;
  for (let k = 1; k <= radius; k++) {
    memory.copy(first - <usize>k * line, first + <usize>mirrored(-k, height) * line, line);
    memory.copy(
      first + <usize>(height - 1 + k) * line, first + <usize>mirrored(height - 1 + k, height) * line, line);
  }
  const size = <usize>height * line;
  for (let i: usize = 0; i < size; i += 16) v128.store(pixels + i, weighed(first + i, weights, radius, line));
}
