import type { TermContext, TermFactory, TermLowering } from '@occam/backend';
import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { chainOf, headOf, passChain, withoutHead, type Chain } from './derivatives/chain.js';
import { LOSS_SLOPES } from './derivatives/lossSlopes.js';
import { lowerChain } from './derivatives/loweredChain.js';
import { modelOf } from './jacobian.js';
import { termJson, type TermJson } from './termOptions.js';

/** What {@link doubleBackprop} takes. */
export interface DoubleBackpropOptions {
  /** The factor, at least 0. Default 0.1. */
  weight?: number | undefined;
}

/**
 * Penalizes the gradient of the loss by the inputs, so that small changes of a row change its loss little: a term of the
 * objective,
 *
 *     E = … + weight · mean over the rows of ‖∂ℓ/∂x‖²
 *
 * with ℓ the loss of the row (with smoothed targets, if the objective smooths them). The paper has ½ in front. ∂ℓ/∂outputs is
 * written down for each loss and pulled back through the layers as in {@link jacobian}: of the network as it predicts, in both
 * engines (see {@link jacobian} for the layers). A step takes about three times as long.
 *
 * Source: Drucker, Le Cun (1992), "Improving generalization performance using double backpropagation".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError if the
 * loss is a function, or naming a layer that has no formula
 *
 * @example
 * ```ts
 * import { doubleBackprop } from '@occam/regularizers';
 *
 * const objective = { terms: [doubleBackprop({ weight: 0.1 })] };
 * ```
 */
export function doubleBackprop(options: DoubleBackpropOptions = {}): TermJson {
  return termJson('doubleBackprop', options, [], 0.1);
}

/** Double backpropagation with tfjs' ops. */
export const doubleBackpropTerm: TermFactory = (config, context) => {
  checkOptions('doubleBackprop', config, []);
  const { loss } = context;
  const slopes = Object.hasOwn(SLOPES, loss) ? SLOPES[loss]! : undefined;
  if (!slopes) {
    throw new RangeError(
      `doubleBackprop knows the gradient of ${Object.keys(SLOPES).join(', ')}, not of the loss '${loss}'`,
    );
  }
  const { chain, logits } = chainToLoss(context);
  return ({ x, targets }) => {
    const { output, meanOfSquares } = passChain(chain, x);
    const [rows, units] = targets.shape;
    const ofOutputs = slopes(tf.reshape(output, [rows, units]), targets, logits);
    return meanOfSquares(tf.reshape(ofOutputs, [rows, 1, ...output.shape.slice(1)]));
  };
};

/** Double backpropagation behind the backward pass of a plan. */
export const lowerDoubleBackprop: TermLowering = (config, batch, weight, plan) => {
  checkOptions('doubleBackprop', config, []);
  const { input, targets, labelSmoothing: smoothing, loss } = batch;
  const { chain, logits } = chainToLoss(batch);
  const lowered = lowerChain('doubleBackprop', chain, input, plan, { count: 1 });
  const { memory, output } = lowered;
  const units = output.width;
  const { slope, curvature } = LOSS_SLOPES[loss]!(units, logits);
  const classes = loss === 'binaryCrossEntropy' ? 2 : units;
  const smoothed = memory.perRow(units);
  return memory.afterBackward([input.value, targets], (rows) => {
    lowered.forward(rows);
    const [o, t, plain, g, back, adjoint] = [
      output.value,
      smoothed,
      targets,
      output.pulled,
      output.pulledAdjoint,
      output.adjoint!,
    ].map((buffer) => memory.numbers(buffer, rows * units)) as Float32Array[];
    for (let i = 0; i < t!.length; i++) t![i] = plain![i]! * (1 - smoothing) + smoothing / classes;
    for (let start = 0; start < o!.length; start += units) slope(o!, t!, start, g!);
    const value = lowered.squares(rows, weight / rows);
    for (let start = 0; start < o!.length; start += units) {
      curvature(o!, t!, start, back!, adjoint!);
    }
    lowered.backward(rows);
    return value;
  });
};

/** The layers before the loss, without a last activation that the loss undoes. */
function chainToLoss(context: TermContext): { chain: Chain; logits: boolean } {
  const whole = chainOf('doubleBackprop', modelOf('doubleBackprop', context));
  const head = headOf(whole.at(-1)!.layer);
  const undone = INVERTED[context.loss];
  const logits = undone !== undefined && (head === 'linear' || head === undone);
  return { chain: logits ? withoutHead(whole) : whole, logits };
}

/** The last activation that a loss undoes, so that it is computed from logits. */
const INVERTED: Readonly<Record<string, string>> = {
  crossEntropy: 'softmax',
  binaryCrossEntropy: 'sigmoid',
};

const EPSILON = 1e-7;

/** ∂ℓ/∂o of each loss, ℓ the loss of a row. */
const SLOPES: Readonly<
  Record<string, (o: tf.Tensor2D, t: tf.Tensor2D, logits: boolean) => tf.Tensor>
> = {
  crossEntropy: (o, t, logits) => {
    const sums = tf.sum(t, 1, true);
    if (logits) return tf.sub(tf.mul(tf.softmax(o), sums), t);
    return tf.sub(
      tf.div(sums, tf.maximum(tf.sum(o, 1, true), EPSILON)),
      tf.div(t, tf.maximum(o, EPSILON)),
    );
  },
  binaryCrossEntropy: (o, t, logits) => {
    const units = o.shape[1];
    if (logits) return tf.div(tf.sub(tf.sigmoid(o), t), units);
    const p = tf.clipByValue(o, EPSILON, 1 - EPSILON);
    return tf.div(tf.sub(p, t), tf.mul(units, tf.mul(p, tf.sub(1, p))));
  },
  meanSquaredError: (o, t) => tf.mul(2 / o.shape[1], tf.sub(o, t)),
  meanAbsoluteError: (o, t) => tf.div(tf.sign(tf.sub(o, t)), o.shape[1]),
  huber: (o, t) => tf.div(tf.clipByValue(tf.sub(o, t), -1, 1), o.shape[1]),
};
