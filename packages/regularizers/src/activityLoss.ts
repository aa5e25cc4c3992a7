import { describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';

/** The penalty of a layer's outputs as a loss of the layer, which tfjs adds to what it minimizes. */
export interface ActivityLoss {
  /** Computes the penalty of outputs of a forward pass in training, and keeps it until the loss is asked for. */
  record(outputs: tf.Tensor | tf.Tensor[]): void;
  /** The penalty of the outputs since it was asked for last; 0 if there are none. Both engines know it by its mark. */
  readonly loss: (() => tf.Scalar) & { readonly ofActivity: true };
}

/**
 * Makes a loss of a regularizer and the outputs that are recorded. A penalty that takes no mean over the rows itself is
 * divided by their number, as in Keras.
 *
 * @param calls how often the layer is called in a forward pass
 */
export function createActivityLoss(regularizer: Regularizer, calls: () => number): ActivityLoss {
  const penalties: tf.Scalar[] = [];
  const loss = (): tf.Scalar => {
    const recorded = penalties.splice(0);
    const sum = tf.tidy(() =>
      recorded.length === 0 ? tf.scalar(0) : (tf.addN(recorded) as tf.Scalar),
    );
    tf.dispose(recorded);
    return sum;
  };
  return {
    record(outputs) {
      const all = Array.isArray(outputs) ? outputs : [outputs];
      // Computed here and kept: a model that is called by `apply` or `call` disposes what is inside it when it returns.
      penalties.push(...all.map((one) => tf.keep(activityPenalty(regularizer, one))));
      // Of a forward pass that nobody asked about, only the last penalties wait to be asked for.
      tf.dispose(penalties.splice(0, penalties.length - Math.max(calls(), all.length)));
    },
    loss: Object.assign(loss, { ofActivity: true as const }),
  };
}

function activityPenalty(regularizer: Regularizer, outputs: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const penalty = regularizer.apply(outputs);
    checkScalar(regularizer, penalty);
    const { averagesRows = false } = regularizer as { averagesRows?: boolean };
    return averagesRows ? penalty : tf.div(penalty, Math.max(outputs.shape[0] ?? 1, 1));
  });
}

/**
 * Checks what a regularizer returns for outputs of a shape, before a step of training is begun, of which tfjs would keep tensors.
 * One that cannot take zeros is asked in the first step.
 *
 * @throws TypeError if it is no scalar
 */
export function checkReturnsScalar(regularizer: Regularizer, shape: tf.Shape): void {
  tf.tidy(() => {
    let penalty: unknown;
    try {
      penalty = regularizer.apply(tf.zeros(shape.map((size) => size ?? 1)));
    } catch {
      return;
    }
    checkScalar(regularizer, penalty);
  });
}

function checkScalar(regularizer: Regularizer, penalty: unknown): void {
  if (penalty instanceof tf.Tensor && penalty.rank === 0) return;
  const found =
    penalty instanceof tf.Tensor
      ? `a tensor of shape [${penalty.shape.join(', ')}]`
      : describe(penalty);
  throw new TypeError(
    `the activity regularizer ${regularizer.getClassName()} must return a scalar, not ${found}`,
  );
}
