import * as tf from '@tensorflow/tfjs';
import type { FillMode, Sampling } from './geometry.js';
import type { ImageMap } from './warp.js';

/**
 * What {@link warp} does, with tfjs' ops on the current backend: the gradient with respect to the images flows. Coordinates are
 * float32 here, so a value can differ by 2⁻²⁰ of the coordinate times the contrast of neighbouring pixels (1e-4 for images of 224 ×
 * 224 with pixels 0 … 1); where `nearest` rounds a half, it may take the other neighbour.
 *
 * @param x images [n, height, width, channels], float32
 */
export function warpTensor(
  x: tf.Tensor,
  maps: readonly ImageMap[],
  { interpolation, fillMode, fillValue }: Sampling,
): tf.Tensor {
  return tf.tidy(() => {
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const flat = x.reshape([n * height * width, channels]);
    const { sx, sy } = coordinates(maps, height, width);
    const image = tf.tensor(
      Int32Array.from({ length: n }, (_, i) => i * height * width),
      [n, 1],
    );
    const value = (tx: tf.Tensor, ty: tf.Tensor): tf.Tensor => {
      const column = tap(tx, width, fillMode);
      const row = tap(ty, height, fillMode);
      const at = tf.cast(row.mul(width).add(column), 'int32').add(image);
      const taken = tf.gather(flat, at.reshape([-1])).reshape([n, height * width, channels]);
      if (fillMode !== 'constant') return taken;
      const inside = within(tx, width).logicalAnd(within(ty, height)).expandDims(2);
      return tf.where(inside, taken, tf.fill(taken.shape, fillValue));
    };
    if (interpolation === 'nearest') {
      return value(sx.add(0.5).floor(), sy.add(0.5).floor()).reshape(x.shape);
    }
    const x0 = sx.floor();
    const y0 = sy.floor();
    const fx = sx.sub(x0).expandDims(2);
    const fy = sy.sub(y0).expandDims(2);
    const x1 = x0.add(1);
    const y1 = y0.add(1);
    const between = (a: tf.Tensor, b: tf.Tensor, t: tf.Tensor) => a.add(t.mul(b.sub(a)));
    const top = between(value(x0, y0), value(x1, y0), fx);
    const bottom = between(value(x0, y1), value(x1, y1), fx);
    return between(top, bottom, fy).reshape(x.shape);
  });
}

/** Where each pixel is taken from, two tensors [n, height · width]. */
function coordinates(maps: readonly ImageMap[], height: number, width: number) {
  const n = maps.length;
  const size = height * width;
  const m = tf.tensor(
    maps.flatMap(({ matrix }) => matrix ?? [1, 0, 0, 0, 1, 0, 0, 0, 1]),
    [n, 9],
  );
  const entry = (i: number) => m.slice([0, i], [n, 1]);
  let px: tf.Tensor = tf.tensor(
    Float32Array.from({ length: size }, (_, i) => i % width),
    [1, size],
  );
  let py: tf.Tensor = tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.floor(i / width)),
    [1, size],
  );
  if (maps.some(({ displacement }) => displacement)) {
    const field = new Float32Array(n * 2 * size);
    maps.forEach(({ displacement }, i) => displacement && field.set(displacement, i * 2 * size));
    const [ux, uy] = tf.split(tf.tensor(field, [n, 2, size]), 2, 1);
    px = px.add(ux!.reshape([n, size]));
    py = py.add(uy!.reshape([n, size]));
  }
  const dot = (i: number) =>
    entry(i)
      .mul(px)
      .add(entry(i + 1).mul(py))
      .add(entry(i + 2));
  const projective = maps.some(
    ({ matrix }) => matrix && (matrix[6] !== 0 || matrix[7] !== 0 || matrix[8] !== 1),
  );
  const w = projective ? dot(6) : undefined;
  const limited = (coordinate: tf.Tensor) =>
    tf.clipByValue(w ? coordinate.div(w) : coordinate, -FAR, FAR);
  return { sx: limited(dot(0)), sy: limited(dot(3)) };
}

/** Farther out, float32 has no fractions to interpolate with. */
const FAR = 2 ** 20;

function within(at: tf.Tensor, length: number): tf.Tensor {
  return at.greaterEqual(0).logicalAnd(at.less(length));
}

/** The pixel that stands for one at any place along an axis. */
function tap(at: tf.Tensor, length: number, fillMode: FillMode): tf.Tensor {
  if (fillMode === 'constant' || fillMode === 'nearest') return at.clipByValue(0, length - 1);
  const period = fillMode === 'reflect' ? 2 * length : length;
  const inside = at.sub(at.div(period).floor().mul(period));
  return fillMode === 'wrap'
    ? inside.clipByValue(0, length - 1)
    : tf.minimum(inside, tf.scalar(period - 1).sub(inside)).clipByValue(0, length - 1);
}
