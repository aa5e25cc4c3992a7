import type { Plan, PlanBuffer } from '@occam/backend';
import { createRng, fillNormal } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { MatrixSize } from './matrix.js';

// The largest singular value σ of W, shape [rows, columns], and its vectors: W·v = σ·u, Wᵀ·u = σ·v.
//
//     v ← a fixed random vector
//     repeat:  u ← W·v / ‖W·v‖,  v ← Wᵀ·u / ‖Wᵀ·u‖
//     σ = ‖W·v‖,  u = W·v / σ
//
// Nothing is remembered from one call to the next, so that the same W has the same σ in every engine and after a restart.

/** The largest singular value and its vectors. */
export interface LargestSingularValue {
  /** σ. */
  readonly value: tf.Scalar;
  /** u, shape [rows, 1]; zeros where σ is 0. */
  readonly left: tf.Tensor2D;
  /** v, shape [columns, 1]. */
  readonly right: tf.Tensor2D;
}

/** Finds the largest singular value of a matrix with tfjs' ops. */
export function largestSingularValue(w: tf.Tensor2D, iterations: number): LargestSingularValue {
  let right = tf.tensor2d(start(w.shape[1]), [w.shape[1], 1]);
  for (let i = 0; i < iterations; i++) {
    right = normalize(
      tf.matMul(w, normalize(tf.matMul(w, right) as tf.Tensor2D), true) as tf.Tensor2D,
    );
  }
  const image = tf.matMul(w, right) as tf.Tensor2D;
  return { value: normOf(image), left: normalize(image), right };
}

function normOf(vector: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.sum(tf.square(vector)));
}

function normalize(vector: tf.Tensor2D): tf.Tensor2D {
  return tf.divNoNan(vector, normOf(vector)) as tf.Tensor2D;
}

/** The same for a plan: a function that finds σ, and the buffers in which it leaves u and v. */
export interface LoweredPowerIteration {
  /** Finds σ of the matrix at an address. */
  run(w: number): number;
  /** u. */
  readonly left: PlanBuffer;
  /** v. */
  readonly right: PlanBuffer;
  /** Scratch for the outer product u·vᵀ. */
  readonly scratch: PlanBuffer;
}

/** Prepares the search for the largest singular value of a matrix by kernels. */
export function lowerPowerIteration(
  { rows, columns }: MatrixSize,
  iterations: number,
  plan: Plan,
): LoweredPowerIteration {
  const { kernels, module } = plan;
  const left = plan.work(4 * rows);
  const right = plan.work(4 * columns);
  const scratch = plan.work(
    Math.max(
      kernels.gemmScratch(0, 0, rows, 1, columns),
      kernels.gemmScratch(1, 0, columns, 1, rows),
      kernels.gemmScratch(0, 0, rows, columns, 1),
    ),
  );
  const first = start(columns);

  function normalizeAt(n: number, address: number): number {
    const norm = Math.sqrt(kernels.sumOfSquares(n, address));
    if (norm > 0) kernels.combine(n, address, 1 / norm, 0, 0, 0, address);
    return norm;
  }

  return {
    left,
    right,
    scratch,
    run(w) {
      const u = left.address;
      const v = right.address;
      const s = scratch.address;
      const multiply = () =>
        kernels.gemm(0, 0, rows, 1, columns, w, columns, v, 1, u, 1, 0, 0, 0, s);
      new Float32Array(module.memory.buffer, v, columns).set(first);
      for (let i = 0; i < iterations; i++) {
        multiply();
        normalizeAt(rows, u);
        kernels.gemm(1, 0, columns, 1, rows, w, columns, u, 1, v, 1, 0, 0, 0, s);
        normalizeAt(columns, v);
      }
      multiply();
      return normalizeAt(rows, u);
    },
  };
}

/** Random, since a fixed pattern may be orthogonal to what is sought; the same each time. */
function start(columns: number): Float32Array {
  const vector = new Float32Array(columns);
  fillNormal(vector, { key: createRng('power iteration').key, step: 0 });
  return vector;
}
