import type { Parameter, Plan } from '@occam/backend';
import { checkOneOf } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { matrixOf } from './matrix.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link orthogonal} takes. */
export interface OrthogonalOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /**
   * What should be orthonormal: the 'columns' (the weights into each neuron) or the 'rows' (from each input). Vectors of
   * n weights can be orthonormal only if there are at most n. Default 'columns'.
   */
  readonly of?: 'columns' | 'rows' | undefined;
}

interface Config {
  readonly strength: number;
  readonly of: 'columns' | 'rows';
}

/** The class behind {@link orthogonal}. */
export class Orthogonal extends Penalty<Config> {
  /** The name in tfjs' JSON. tfjs has an initializer Orthogonal. */
  static readonly className = 'OccamOrthogonal';

  /** Checks the options. */
  constructor(given: StrengthOr<OrthogonalOptions> = {}) {
    const { strength, of = 'columns' } = readStrength('orthogonal', given, ['of']);
    checkOneOf('of', of, ['columns', 'rows']);
    super({ strength, of });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength, of } = this.config;
    const { rows, columns } = matrixOf('orthogonal', w.shape);
    const matrix = tf.reshape(w, [rows, columns]);
    const byColumns = of === 'columns';
    const gram = tf.matMul(matrix, matrix, byColumns, !byColumns);
    const distance = tf.sub(gram, tf.eye(byColumns ? columns : rows));
    return tf.mul(strength, tf.sum(tf.square(distance)));
  }

  /** @internal */
  override lower({ value, gradient, shape }: Parameter, weight: number, plan: Plan): () => number {
    const { kernels, module } = plan;
    const { rows, columns } = matrixOf('orthogonal', shape);
    const byColumns = this.config.of === 'columns';
    const factor = weight * this.config.strength;
    const n = byColumns ? columns : rows;
    const depth = byColumns ? rows : columns;
    const [transA, transB] = byColumns ? [1, 0] : [0, 1];
    const gram = plan.work(4 * n * n);
    const scratch = plan.work(
      Math.max(
        kernels.gemmScratch(transA, transB, n, n, depth),
        kernels.gemmScratch(0, 0, rows, columns, n),
      ),
    );
    return () => {
      const w = value.address;
      const g = gram.address;
      const s = scratch.address;
      kernels.gemm(transA, transB, n, n, depth, w, columns, w, columns, g, n, 0, 0, 0, s);
      const diagonal = new Float32Array(module.memory.buffer, g, n * n);
      for (let i = 0; i < n * n; i += n + 1) diagonal[i]! -= 1;
      const squares = kernels.sumOfSquares(n * n, g);
      if (gradient) {
        // 4λ · W · (WᵀW − I), or 4λ · (WWᵀ − I) · W
        kernels.combine(n * n, g, 4 * factor, 0, 0, 0, g);
        const [a, lda, b, ldb] = byColumns ? [w, columns, g, n] : [g, n, w, columns];
        const to = gradient.address;
        kernels.gemm(0, 0, rows, columns, n, a, lda, b, ldb, to, columns, 0, 0, 1, s);
      }
      return factor * squares;
    };
  }
}

/**
 * Penalizes how far the columns or rows of a weight W are from orthonormal, so that neurons learn different things and signals
 * keep their size:
 *
 *     λ · ‖WᵀW − I‖²_F        or, of rows,        λ · ‖WWᵀ − I‖²_F
 *
 * A kernel of more than two axes is a matrix of its last axis (the filters) by all others. Keras' OrthogonalRegularizer
 * compares directions only and takes no squares. It costs two products of the size of a forward pass over n rows.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range, or the weight is a vector
 *
 * @example
 * ```ts
 * import { orthogonal } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(orthogonal(1).apply(tf.tensor2d([[1, 0], [0, 2]])).arraySync()); // 9
 * ```
 *
 * Source: Brock, Lim, Ritchie and Weston (2017), "Neural photo editing with introspective adversarial networks"; Bansal, Chen
 * and Wang (2018), "Can we gain more from orthogonality regularizations in training deep CNNs?".
 */
export function orthogonal(options: StrengthOr<OrthogonalOptions> = {}): Regularizer {
  return new Orthogonal(options);
}
