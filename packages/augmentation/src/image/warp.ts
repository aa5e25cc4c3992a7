import type { NdArray } from '@occam/core';
import { hostKernels, type HostKernels } from '@occam/backend';
import type { FillMode, Matrix, Sampling } from './geometry.js';
import { isWhole } from './matrix.js';

/** Where one image is taken from. */
export interface ImageMap {
  /** The matrix; undefined is the identity. */
  readonly matrix: Matrix | undefined;
  /** The displacement in pixels, all of x and then all of y, shape [2, height, width]; undefined is zero. */
  readonly displacement: Float32Array | undefined;
}

/** The numbers of the fill modes in the kernel. */
const FILL_MODES: Record<FillMode, number> = { constant: 0, nearest: 1, reflect: 2, wrap: 3 };

const IDENTITY: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Takes each pixel p of n images from M(p + u(p)): coordinates in float64, pixels in float32. The kernel and JavaScript give the same
 * bits.
 *
 * @param x images [n, height, width, channels], float32
 * @param mapOf the map of an image by its number; called once for each, in order
 * @param kernels null computes in JavaScript
 */
export function warp(
  x: NdArray,
  mapOf: (image: number) => ImageMap,
  sampling: Sampling,
  kernels: HostKernels | null = hostKernels() ?? null,
): NdArray {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const data = x.data as Float32Array;
  const size = height * width * channels;
  const out = new Float32Array(data.length);
  for (let image = 0; image < n; image++) {
    const { matrix, displacement } = mapOf(image);
    const from = data.subarray(image * size, (image + 1) * size);
    const to = out.subarray(image * size, (image + 1) * size);
    if (displacement === undefined && (matrix === undefined || isIdentity(matrix))) {
      to.set(from);
      continue;
    }
    const map = matrix ?? IDENTITY;
    const whole = displacement === undefined && isWhole(map);
    const fixed = displacement === undefined && isBounded(map, height, width);
    const call = {
      height,
      width,
      channels,
      matrix: fixed ? map.map((value) => Math.round(value * 2 ** 32) / 2 ** 32) : map,
      fixed,
      displacement,
      nearest: whole || sampling.interpolation === 'nearest',
      fillMode: FILL_MODES[sampling.fillMode],
      fillValue: sampling.fillValue,
    };
    if (kernels) warpByKernel(kernels, from, to, call);
    else warpInJavaScript(from, to, call);
  }
  return { data: out, shape: x.shape };
}

type NineNumbers = [number, number, number, number, number, number, number, number, number];

interface WarpCall {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly matrix: Matrix;
  /** Whether the map is affine and the matrix is rounded to 2⁻³², so that coordinates are exact. */
  readonly fixed: boolean;
  readonly displacement: Float32Array | undefined;
  readonly nearest: boolean;
  readonly fillMode: number;
  readonly fillValue: number;
}

function isIdentity(matrix: Matrix): boolean {
  return matrix.every((value, i) => value === IDENTITY[i]);
}

/** Whether an affine map stays so near that multiples of 2⁻³² hold its coordinates. */
function isBounded(matrix: Matrix, height: number, width: number): boolean {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix as NineNumbers;
  if (m6 !== 0 || m7 !== 0 || m8 !== 1) return false;
  const reach = (x: number, y: number, shift: number) =>
    (Math.abs(x) + 1) * width + (Math.abs(y) + 1) * height + Math.abs(shift);
  return Math.max(reach(m0, m1, m2), reach(m3, m4, m5)) < 2 ** 19;
}

function warpByKernel(
  kernels: HostKernels,
  from: Float32Array,
  to: Float32Array,
  { height, width, channels, matrix, fixed, displacement, nearest, fillMode, fillValue }: WarpCall,
): void {
  const bytes = from.byteLength;
  // The kernel reads and writes four floats at a time: the blocks are that much longer.
  const [source, target, map, field] = kernels.blocks(
    bytes + 16,
    bytes + 16,
    72,
    displacement?.byteLength ?? 0,
  ) as [number, number, number, number];
  kernels.floats(source, from.length).set(from);
  kernels.doubles(map, 9).set(matrix);
  if (displacement) kernels.floats(field, displacement.length).set(displacement);
  kernels.exports.warpImage(
    source,
    height,
    width,
    channels,
    map,
    fixed ? 1 : 0,
    displacement ? field : 0,
    nearest ? 1 : 0,
    fillMode,
    fillValue,
    target,
  );
  to.set(kernels.floats(target, to.length));
}

/** The kernel's computation, operation by operation: see assembly/warp.ts of @occam/backend. */
function warpInJavaScript(
  from: Float32Array,
  to: Float32Array,
  { height, width, channels, matrix, displacement, nearest, fillMode, fillValue }: WarpCall,
): void {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix as NineNumbers;
  const { fround, floor } = Math;
  const fill = fround(fillValue);
  const projective = m6 !== 0 || m7 !== 0 || m8 !== 1;
  let at = 0;
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      let px = column;
      let py = row;
      if (displacement) {
        px += displacement[pixel]!;
        py += displacement[height * width + pixel]!;
      }
      let sx = m0 * px + (m1 * py + m2);
      let sy = m3 * px + (m4 * py + m5);
      if (projective) {
        const w = m6 * px + (m7 * py + m8);
        sx /= w;
        sy /= w;
      }
      if (nearest) {
        const x = tap(floor(limited(sx + 0.5)), width, fillMode);
        const y = tap(floor(limited(sy + 0.5)), height, fillMode);
        const start = x < 0 || y < 0 ? -1 : (y * width + x) * channels;
        for (let c = 0; c < channels; c++) to[at++] = start < 0 ? fill : from[start + c]!;
        continue;
      }
      sx = limited(sx);
      sy = limited(sy);
      const x = floor(sx);
      const y = floor(sy);
      const fx = fround(sx - x);
      const fy = fround(sy - y);
      const x0 = tap(x, width, fillMode);
      const x1 = tap(x + 1, width, fillMode);
      const y0 = tap(y, height, fillMode);
      const y1 = tap(y + 1, height, fillMode);
      for (let c = 0; c < channels; c++) {
        const value = (ty: number, tx: number) =>
          tx < 0 || ty < 0 ? fill : from[(ty * width + tx) * channels + c]!;
        const top = between(value(y0, x0), value(y0, x1), fx);
        const bottom = between(value(y1, x0), value(y1, x1), fx);
        to[at++] = between(top, bottom, fy);
      }
    }
  }
}

/** a + t · (b − a), each step rounded to float32. */
function between(a: number, b: number, t: number): number {
  const { fround } = Math;
  return fround(a + fround(t * fround(b - a)));
}

/** Coordinates that no integer holds are far outside, and so is what lies at infinity. */
function limited(coordinate: number): number {
  return coordinate > -FAR && coordinate < FAR ? coordinate : coordinate < 0 ? -FAR : FAR;
}

const FAR = 1e9;

/** The pixel that stands for one at any place along an axis; −1 for the constant. */
function tap(at: number, length: number, fillMode: number): number {
  if (at >= 0 && at < length) return at;
  if (fillMode === 0) return -1;
  if (fillMode === 1) return at < 0 ? 0 : length - 1;
  const period = fillMode === 2 ? 2 * length : length;
  const inside = at - Math.floor(at / period) * period;
  return inside < length ? inside : period - 1 - inside;
}
