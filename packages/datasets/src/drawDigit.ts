import type { Rng } from '@occam/core';
import { DIGIT_STROKES, type Point, type Stroke } from './digitStrokes.js';
import { drawPolylines, type Polyline } from './drawPolylines.js';

const WIDTH = 28;

/** The number of pixels of a digit. */
export const PIXELS = WIDTH * WIDTH;

/** How much the digits vary; set by measurement to the score that `digits` states. */
const VARIATION = {
  /** The standard deviation of a stroke point's own displacement, in units of the box. */
  jitter: 0.028,
  /** The standard deviation of the elastic field at its nodes, in units of the box. */
  elastic: 0.039,
  /** The standard deviation of tan(angle / 2) of the rotation. */
  halfTurn: 0.055,
  /** The standard deviation of the slant. */
  slant: 0.16,
  /** The standard deviation of the width and height, as a share of them. */
  scale: 0.095,
  /** The standard deviation of the shift, in pixels. */
  shift: 0.9,
};

/**
 * Draws one digit, varied at random.
 *
 * @param image the pixels to draw on, shape [784], all 0; afterwards 0 background … 1 ink
 * @param digit 0 … 9
 */
export function drawDigit(image: Float32Array, digit: number, rng: Rng): void {
  const variants = DIGIT_STROKES[digit]!;
  const strokes = variants[rng.int(variants.length)]!;
  const bend = randomField(rng);
  const place = randomAffine(rng);
  const halfWidth = 0.7 + 0.9 * rng.next();
  const polylines = strokes.map((stroke): Polyline => {
    const points = flatten(displace(stroke, rng)).map((point) => place(bend(point)));
    const start = halfWidth * (0.8 + 0.4 * rng.next());
    const end = halfWidth * (0.8 + 0.4 * rng.next());
    return {
      points,
      halfWidths: points.map((_, i) => start + ((end - start) * i) / (points.length - 1)),
    };
  });
  drawPolylines(image, WIDTH, polylines);
  for (let i = 0; i < PIXELS; i++) image[i] = Math.round(image[i]! * 255) / 255;
}

function displace({ smooth, points }: Stroke, rng: Rng): Stroke {
  return {
    smooth,
    points: points.map(([x, y]): Point => [
      x + VARIATION.jitter * rng.normal(),
      y + VARIATION.jitter * rng.normal(),
    ]),
  };
}

/** Turns a stroke into short straight pieces: a uniform Catmull–Rom spline if it is smooth. */
function flatten({ smooth, points }: Stroke): Point[] {
  const pieces = 8;
  const flat: Point[] = [points[0]!];
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1]!;
    const to = points[i]!;
    const before = smooth ? (points[i - 2] ?? from) : from;
    const after = smooth ? (points[i + 1] ?? to) : to;
    for (let piece = 1; piece <= pieces; piece++) {
      const t = piece / pieces;
      const at = (axis: 0 | 1) =>
        smooth
          ? catmullRom(before[axis], from[axis], to[axis], after[axis], t)
          : from[axis] + t * (to[axis] - from[axis]);
      flat.push([at(0), at(1)]);
    }
  }
  return flat;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** A smooth displacement: random vectors at the nodes of a 4 × 4 grid, blended with a cubic ramp. */
function randomField(rng: Rng): (point: Point) => Point {
  const nodes = 4;
  const vectors = Float64Array.from(
    { length: nodes * nodes * 2 },
    () => VARIATION.elastic * rng.normal(),
  );
  return ([x, y]) => {
    const gx = Math.min(0.999, Math.max(0, x)) * (nodes - 1);
    const gy = Math.min(0.999, Math.max(0, y)) * (nodes - 1);
    const column = Math.floor(gx);
    const row = Math.floor(gy);
    const u = ramp(gx - column);
    const v = ramp(gy - row);
    const at = (axis: 0 | 1) => {
      const node = (r: number, c: number) => vectors[((row + r) * nodes + column + c) * 2 + axis]!;
      const top = node(0, 0) + u * (node(0, 1) - node(0, 0));
      const bottom = node(1, 0) + u * (node(1, 1) - node(1, 0));
      return top + v * (bottom - top);
    };
    return [x + at(0), y + at(1)];
  };
}

function ramp(t: number): number {
  return t * t * (3 - 2 * t);
}

/** A random affine map from the digit's unit box to pixels: slant, scale, turn, shift. */
function randomAffine(rng: Rng): (point: Point) => Point {
  const half = VARIATION.halfTurn * rng.normal();
  const cosine = (1 - half * half) / (1 + half * half);
  const sine = (2 * half) / (1 + half * half);
  const slant = VARIATION.slant * rng.normal();
  const scale = Math.max(0.5, 1 + VARIATION.scale * rng.normal());
  const width = 14 * scale * Math.max(0.5, 1 + VARIATION.scale * rng.normal());
  const height = 19 * Math.max(0.5, Math.min(1.2, scale));
  const shiftX = VARIATION.shift * rng.normal();
  const shiftY = VARIATION.shift * rng.normal();
  return ([x, y]) => {
    const centredY = (y - 0.5) * height;
    const centredX = (x - 0.5) * width - slant * centredY;
    return [
      WIDTH / 2 + shiftX + cosine * centredX - sine * centredY,
      WIDTH / 2 + shiftY + sine * centredX + cosine * centredY,
    ];
  };
}
