import * as tf from '@tensorflow/tfjs';
import { checkReturnsScalar, createActivityLoss, type ActivityLoss } from './activityLoss.js';
import type { Regularizer } from './baseClasses.js';

interface RegularizedLayer extends Omit<tf.layers.Layer, 'activityRegularizer'> {
  activityRegularizer: Regularizer | null;
}

type Apply = (
  this: RegularizedLayer,
  inputs: Parameters<tf.layers.Layer['apply']>[0],
  kwargs?: Parameters<tf.layers.Layer['apply']>[1],
) => ReturnType<tf.layers.Layer['apply']>;

const ENABLED = Symbol.for('occam.activityRegularizers');
const losses = new WeakMap<RegularizedLayer, ActivityLoss>();

/**
 * Makes tfjs train layers that have an `activityRegularizer`; without it, it throws « not supported yet » as soon as
 * such a layer is called. A layer without one is left as it is.
 */
export function enableActivityRegularizers(): void {
  const prototype = tf.layers.Layer.prototype as unknown as { apply: Apply; [ENABLED]?: true };
  if (prototype[ENABLED]) return;
  prototype[ENABLED] = true;
  const original = prototype.apply;
  prototype.apply = function (inputs, kwargs) {
    const { activityRegularizer: regularizer } = this;
    if (!regularizer) return original.call(this, inputs, kwargs);
    // tfjs refuses at the end of the call, if there is one then.
    this.activityRegularizer = null;
    let outputs: ReturnType<Apply>;
    try {
      outputs = original.call(this, inputs, kwargs);
    } finally {
      this.activityRegularizer = regularizer;
    }
    let loss = losses.get(this);
    if (!loss) {
      for (const { shape } of [outputs].flat()) checkReturnsScalar(regularizer, shape);
      losses.set(this, (loss = createActivityLoss(regularizer, () => this.inboundNodes.length)));
      this.addLoss(loss.loss);
    }
    if (kwargs?.['training'] && isConcrete(outputs)) loss.record(outputs);
    return outputs;
  };
}

function isConcrete(outputs: ReturnType<Apply>): outputs is tf.Tensor | tf.Tensor[] {
  return (Array.isArray(outputs) ? outputs[0] : outputs) instanceof tf.Tensor;
}
