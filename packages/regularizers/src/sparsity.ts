import type { Parameter, Plan } from '@occam/backend';
import { checkInteger, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Constraint } from './baseClasses.js';
import { Projection } from './projection.js';

/** What {@link sparsity} takes. */
export interface SparsityOptions {
  /** How many weights stay, from 1; a weight with no more than so many elements stays as it is. */
  readonly k: number;
}

interface Config {
  readonly k: number;
}

/** The class behind {@link sparsity}. */
export class Sparsity extends Projection<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamSparsity';

  /** Checks the options. */
  constructor(given: number | SparsityOptions) {
    const options = typeof given === 'number' ? { k: given } : given;
    checkOptions('sparsity', options, ['k']);
    checkInteger('k', options.k, { min: 1 });
    super({ k: options.k });
  }

  /** @internal */
  protected project(w: tf.Tensor): tf.Tensor {
    const { k } = this.config;
    if (w.size <= k) return tf.clone(w);
    const { indices } = tf.topk(tf.reshape(tf.abs(w), [w.size]), k);
    const kept = tf.scatterND(tf.reshape(indices, [k, 1]), tf.ones([k]), [w.size]);
    return tf.mul(w, tf.reshape(kept, w.shape));
  }

  /** @internal */
  override lower({ value, size }: Parameter, plan: Plan): () => void {
    const { k } = this.config;
    if (size <= k) return () => {};
    const sizes = new Float32Array(size);
    return () => {
      const w = new Float32Array(plan.module.memory.buffer, value.address, size);
      for (let i = 0; i < size; i++) sizes[i] = Math.abs(w[i]!);
      const least = kthLargest(sizes, k);
      let ties = k;
      for (let i = 0; i < size; i++) if (Math.abs(w[i]!) > least) ties -= 1;
      for (let i = 0; i < size; i++) {
        const distance = Math.abs(w[i]!);
        if (distance < least || (distance === least && ties-- <= 0)) w[i] = 0;
      }
    };
  }
}

/** The k-th largest of some numbers, by quickselect; it changes their order. */
function kthLargest(values: Float32Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i += 1;
      while (values[j]! < pivot) j -= 1;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return values[k - 1]!;
}

/**
 * Constrains a weight to k elements other than 0: keeps the k largest by size and sets the others to 0 after each step. Of equal
 * ones the first stay. They may come back when their gradients make them large (iterative hard thresholding).
 *
 * @param options `k`, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { sparsity } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(sparsity(2).apply(tf.tensor1d([3, -1, 0.5, -4])).dataSync().join(' ')); // 3 0 0 -4
 * ```
 *
 * Source: Blumensath and Davies (2009), "Iterative hard thresholding for compressed sensing".
 */
export function sparsity(options: number | SparsityOptions): Constraint {
  return new Sparsity(options);
}
