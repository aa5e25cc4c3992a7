import {
  loweringOf,
  LoweringError,
  type Parameter,
  type ParameterStore,
  type Plan,
} from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { clippingOf } from '../optimizers/clippings.js';
import { decayingWeights } from '../optimizers/decayingWeights.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import type { FusedWeight, RuleOptions } from '../optimizers/updateRule.js';
import { UPDATE_RULES } from '../optimizers/updateRules.js';

/** Changes a model's weights by their gradients, by kernels. */
export interface FusedOptimizer {
  /** Makes one step. */
  step(learningRate: number): void;
  /** Gives the memory of the state back. */
  dispose(): void;
}

interface LayerConstraint {
  getClassName(): string;
  getConfig(): Record<string, unknown>;
  apply(weights: tf.Tensor): tf.Tensor;
}

/**
 * Lowers an optimizer: for each weight one pass over it, its gradient and its state, then its constraint. The same formula
 * as `createOptimizer` of the tfjs engine.
 *
 * @throws LoweringError if the optimizer has no lowering; RangeError if `weightDecay` names a layer or a
 * weight that the model does not have
 */
export function lowerOptimizer(
  plan: Plan,
  parameters: ParameterStore,
  model: tf.LayersModel,
  config: OptimizerConfig,
): FusedOptimizer {
  const { kernels, module } = plan;
  const rule = UPDATE_RULES[config.name];
  if (!rule.lower) throw new LoweringError(`the optimizer '${config.name}' has no lowering`);
  const update = rule.lower(kernels, config as RuleOptions);
  const { weightDecay } = config;
  const clip = clippingOf(config)?.lower(kernels);
  const decaying = decayingWeights(model, weightDecay);
  const blocks: number[] = [];
  const steps = { step: 0, scale: 1, learningRate: 0 };

  function slot(size: number): number {
    const address = module.malloc(Math.max(4 * size, 4));
    blocks.push(address);
    new Uint8Array(module.memory.buffer, address, 4 * size).fill(0);
    return address;
  }

  const free = () => blocks.splice(0).forEach((block) => module.free(block));
  try {
    const weights = model.trainableWeights.map((variable) => {
      const parameter = parameters.get(variable);
      const { l2 = 0, l1 = 0 } = (decaying.has(variable) && weightDecay) || {};
      const weight: FusedWeight = {
        size: parameter.size,
        value: parameter.value,
        gradient: parameter.gradient!,
        slots: Array.from({ length: rule.slots }, () => slot(parameter.size)),
        decay: { l2, l1 },
      };
      return { weight, constrain: lowerConstraint(plan, parameter) };
    });
    const fusedWeights = weights.map(({ weight }) => weight);
    return {
      step(learningRate) {
        steps.step += 1;
        steps.learningRate = learningRate;
        const scaleOf = clip?.(fusedWeights);
        for (const { weight, constrain } of weights) {
          if (scaleOf) steps.scale = scaleOf(weight);
          update(weight, steps);
          constrain?.();
        }
      },
      dispose: free,
    };
  } catch (error) {
    free();
    throw error;
  }
}

function lowerConstraint(plan: Plan, parameter: Parameter): (() => void) | undefined {
  const { constraint } = parameter.variable as unknown as { constraint: LayerConstraint | null };
  if (!constraint) return undefined;
  const lowering = loweringOf('constraint', constraint.getClassName());
  if (lowering) return lowering(constraint.getConfig(), parameter, plan);
  return () =>
    tf.tidy(() => {
      const variable = parameter.variable.read() as tf.Variable;
      variable.assign(constraint.apply(variable));
    });
}
