import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { Transform } from '../transform.js';
import type { Matrix, Sampling } from './geometry.js';
import { multiply } from './matrix.js';
import { warp, type ImageMap } from './warp.js';
import { warpTensor } from './warpTensor.js';

/** For transforms that never sample between pixels. */
const WHOLE: Sampling = { interpolation: 'nearest', fillMode: 'nearest', fillValue: 0 };

/**
 * Does transforms that only move pixels in one pass.
 *
 * @param x images [n, height, width, channels], float32
 * @param drawn what each transform drew for each image, [transform][image]
 */
export function warpStage(
  x: NdArray,
  transforms: readonly Transform<any>[],
  drawn: readonly (readonly unknown[])[],
  sampling: Sampling = WHOLE,
): NdArray {
  const [, height = 0, width = 0] = x.shape;
  const room = transforms.some(({ geometry }) => geometry?.displace)
    ? new Float32Array(2 * height * width)
    : undefined;
  return warp(x, (image) => mapOf(transforms, drawn, image, height, width, room), sampling);
}

/** The same with tfjs' ops. */
export function warpStageTensor(
  x: tf.Tensor,
  transforms: readonly Transform<any>[],
  drawn: readonly (readonly unknown[])[],
  sampling: Sampling = WHOLE,
): tf.Tensor {
  const [n = 0, height = 0, width = 0] = x.shape;
  const maps = Array.from({ length: n }, (_, image) =>
    mapOf(transforms, drawn, image, height, width, undefined),
  );
  return warpTensor(x, maps, sampling);
}

function mapOf(
  transforms: readonly Transform<any>[],
  drawn: readonly (readonly unknown[])[],
  image: number,
  height: number,
  width: number,
  room: Float32Array | undefined,
): ImageMap {
  let matrix: Matrix | undefined;
  let displacement: Float32Array | undefined;
  transforms.forEach(({ geometry }, i) => {
    const own = drawn[i]![image];
    const next = geometry!.matrix?.(own, height, width);
    if (next) matrix = matrix ? multiply(matrix, next) : next;
    if (geometry!.displace) {
      const field = room ?? new Float32Array(2 * height * width);
      if (geometry!.displace(own, field, height, width)) displacement = field;
    }
  });
  return { matrix, displacement };
}
