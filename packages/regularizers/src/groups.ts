import type { Parameter, Plan } from '@occam/backend';
import { checkOneOf } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** Which weights belong together: those that lead into one neuron (filter), or those that come from one input (channel). */
export type WeightGroups = 'neuron' | 'input';

/** Checks the option `per`. */
export function checkGroups(per: unknown): asserts per is WeightGroups {
  checkOneOf('per', per, ['neuron', 'input']);
}

/** How the groups of a weight lie in it as a matrix of `rows` × `columns`, its last axis the columns. */
interface Grouping {
  readonly rows: number;
  readonly columns: number;
  /** How many groups there are. */
  readonly count: number;
  /** √p of the p weights of a group. */
  readonly rootSize: number;
}

function groupingOf(shape: readonly number[], per: WeightGroups): Grouping {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  const count = per === 'neuron' ? columns : (shape.at(-2) ?? 1);
  return { rows, columns, count, rootSize: Math.sqrt((rows * columns) / Math.max(count, 1)) };
}

/** Σ over the groups of √p · ‖w_g‖, with the gradient 0 for a group of zeros. */
export function sumOfGroupNorms(w: tf.Tensor, per: WeightGroups): tf.Scalar {
  const { rootSize } = groupingOf(w.shape, per);
  const kept = per === 'neuron' ? w.rank - 1 : w.rank - 2;
  const axes = w.shape.map((_, axis) => axis).filter((axis) => axis !== kept);
  return withGradient(w, (values) => {
    const norms = tf.sqrt(tf.sum(tf.square(values), axes, true));
    return {
      value: tf.mul(rootSize, tf.sum(norms)),
      gradient: tf.mul(rootSize, tf.divNoNan(values, norms)),
    };
  });
}

/** The same for the fused engine: adds `factor` times the gradient, and returns `factor` times the sum. */
export function lowerGroupNorms(
  { value, gradient, shape }: Parameter,
  per: WeightGroups,
  factor: number,
  plan: Plan,
): () => number {
  const { kernels, module } = plan;
  const { rows, columns, count, rootSize } = groupingOf(shape, per);
  const scaled = factor * rootSize;

  if (per === 'input') {
    const squares = new Float64Array(count);
    return () => {
      squares.fill(0);
      for (let row = 0; row < rows; row++) {
        squares[row % count]! += kernels.sumOfSquares(columns, value.address + 4 * row * columns);
      }
      let sum = 0;
      for (let group = 0; group < count; group++) {
        const norm = Math.sqrt(squares[group]!);
        sum += norm;
        squares[group] = norm > 0 ? scaled / norm : 0;
      }
      if (gradient) {
        for (let row = 0; row < rows; row++) {
          const offset = 4 * row * columns;
          const at = gradient.address + offset;
          const slope = squares[row % count]!;
          kernels.combine(columns, at, 1, 0, value.address + offset, slope, at);
        }
      }
      return scaled * sum;
    };
  }

  const work = plan.work(4 * columns);
  return () => {
    kernels.sumOfSquaredColumns(rows, columns, value.address, work.address);
    const factors = new Float32Array(module.memory.buffer, work.address, columns);
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const norm = Math.sqrt(factors[column]!);
      sum += norm;
      factors[column] = norm > 0 ? scaled / norm : 0;
    }
    if (gradient) {
      const { address } = gradient;
      kernels.addScaledColumns(rows, columns, value.address, work.address, address);
    }
    return scaled * sum;
  };
}
