import { loweringOf, type ParameterStore, type PenaltyLowering, type Plan } from '@occam/backend';
import { lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { regularizersOf, weightLossesOf } from '../layerRegularizers.js';
import { layersOf, selectWeights } from '../modelLayers.js';
import {
  checkScalar,
  contextOf,
  sumOfPenalty,
  type PenaltyConfig,
  type PenaltyFactory,
} from '../penalties.js';

/** Adds the gradient of a penalty to those of its weights, and returns the penalty. */
export type PenaltyStep = () => number;

/**
 * Lowers all penalties of a model, those of the objective and those that its layers bring along. Where a penalty has no
 * lowering, tfjs differentiates it, and only its gradient is copied.
 *
 * @throws RangeError if a penalty is not registered, or acts on a layer without a kernel
 */
export function lowerPenalties(
  plan: Plan,
  parameters: ParameterStore,
  model: tf.LayersModel,
  penalties: readonly PenaltyConfig[],
): PenaltyStep[] {
  const context = contextOf(model);
  const ofObjective = penalties.flatMap(({ className, config, weight, on }) => {
    const variables = selectWeights(`the penalty '${className}'`, model, on);
    const penalty = (lookupClass('penalty', className) as PenaltyFactory)(config, context);
    const lowering = loweringOf('penalty', className);
    if (lowering) {
      return variables.map((variable) =>
        lowering(config, parameters.get(variable), weight, plan, context),
      );
    }
    const sum = sumOfPenalty(className, penalty, variables, weight);
    return variables.length > 0 ? [callback(plan, parameters, variables, sum)] : [];
  });
  const ofLayers = layersOf(model).flatMap(({ layer }) => {
    const losses = weightLossesOf(layer);
    if (losses.length === 0) return [];
    const lowered = regularizersOf(layer)?.map(({ weight, regularizer }) => ({
      weight,
      regularizer,
      lowering: loweringOf('penalty', regularizer.getClassName()),
    }));
    if (
      lowered?.every((one): one is typeof one & { lowering: PenaltyLowering } => !!one.lowering)
    ) {
      return lowered.map(({ weight, regularizer, lowering }) =>
        lowering!(regularizer.getConfig(), parameters.get(weight), 1, plan),
      );
    }
    const summands = () =>
      losses.map((loss) => checkScalar(`a regularizer of the layer '${layer.name}'`, loss()));
    return [callback(plan, parameters, layer.weights, summands)];
  });
  return [...ofObjective, ...ofLayers];
}

function callback(
  plan: Plan,
  parameters: ParameterStore,
  variables: readonly tf.LayerVariable[],
  summands: () => tf.Tensor[],
): PenaltyStep {
  const trained = variables
    .map((variable) => parameters.get(variable))
    .filter(({ gradient }) => gradient);
  const sum = () => tf.addN(summands()) as tf.Scalar;
  // What is no scalar is refused here, as in the tfjs engine, and not in the middle of a step.
  tf.dispose(tf.tidy(summands));
  if (trained.length === 0) return () => tf.tidy(() => sum().dataSync()[0]!);
  return () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        sum,
        trained.map(({ variable }) => variable.read() as tf.Variable),
      );
      for (const { variable, gradient, size } of trained) {
        const part = grads[(variable.read() as tf.Variable).name];
        if (!part) continue;
        const { address } = gradient!;
        plan.kernels.addArrays(size, address, parameters.addressOf(part), address);
      }
      return value.dataSync()[0]!;
    });
}
