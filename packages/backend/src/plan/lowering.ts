import type * as tf from '@tensorflow/tfjs';
import type { Batch } from './batch.js';
import type { Parameter } from './parameterStore.js';
import type { Activation, Plan } from './plan.js';
import type { LoweredBatch } from './term.js';

/** Why something cannot be lowered: which part of the model, and what about it. */
export class LoweringError extends Error {
  /** Says which part it is, and why. */
  constructor(message: string) {
    super(message);
    this.name = 'LoweringError';
  }
}

/**
 * How a layer becomes steps of a plan: it asks the plan for buffers and parameters and adds forward and backward steps.
 *
 * - Look at `plan.training` for layers that behave differently in training; in an inference plan `backward` does nothing.
 * - The backward step finds ∂/∂output in `output.gradient`, which it may overwrite, and leaves ∂/∂input in
 *   `input.gradient` and each parameter's in `parameter.gradient`; each of them may be undefined: then nobody needs it.
 *   They hold nothing before: write, do not add.
 * - Name every buffer that a step uses, but those of parameters; whoever is not named may be overwritten by others.
 *
 * @param layer the layer
 * @param plan where buffers come from and steps go to
 * @param inputs what the layer is called with
 * @returns the layer's output
 * @throws LoweringError if the layer has a setting that the lowering does not know
 */
export type LayerLowering = (
  layer: tf.layers.Layer,
  plan: Plan,
  inputs: readonly Activation[],
) => Activation;

/**
 * How a penalty becomes kernel calls: adds `weight` · ∂penalty/∂w to the parameter's gradient, if it has one, at each call
 * of the function that it returns, and returns `weight` · penalty(w).
 *
 * @param config what the penalty is made from: that of a recipe, or a regularizer's `getConfig()`
 * @param context what is known where the penalty is part of the objective; undefined for a layer's regularizer
 */
export type PenaltyLowering = (
  config: Readonly<Record<string, unknown>>,
  parameter: Parameter,
  weight: number,
  plan: Plan,
  context?: PenaltyContext,
) => () => number;

/** What a penalty of the objective may know of the model. */
export interface PenaltyContext {
  /** How many trainable weights the whole model has. */
  readonly weightCount: number;
}

/**
 * How a layer's `activityRegularizer` becomes kernel calls: the function that it returns, called after the backward step of what
 * comes behind, adds ∂penalty/∂y to `y.gradient`, if there is one, and returns the penalty of the outputs y.
 *
 * @param config the regularizer's `getConfig()`
 */
export type ActivityLowering = (
  config: Readonly<Record<string, unknown>>,
  y: Activation,
  plan: Plan,
) => (batch: Readonly<Batch>) => number;

/**
 * How a constraint becomes kernel calls: the function that it returns projects the parameter's values in place.
 *
 * @param config the constraint's `getConfig()`
 */
export type ConstraintLowering = (
  config: Readonly<Record<string, unknown>>,
  parameter: Parameter,
  plan: Plan,
) => () => void;

/**
 * How a term of the objective becomes steps of a plan: it adds a forward step, which runs after the one of the loss, and
 * adds `weight` · ∂term/∂outputs to `batch.output.gradient` (or to that of the hints), where there is one. What depends on the
 * weights by other ways than the outputs adds to the gradients of parameters when its value is asked for.
 *
 * @param config what the term is made from
 * @param batch what it is computed from
 * @returns a function that returns `weight` · term of the batch that was passed forward; it is called once after each backward
 * pass, which has written the gradients of all parameters by then
 * @throws LoweringError if the term cannot be lowered with this configuration; TypeError or RangeError if it is wrong
 */
export type TermLowering = (
  config: Readonly<Record<string, unknown>>,
  batch: LoweredBatch,
  weight: number,
  plan: Plan,
) => () => number;

interface Lowerings {
  layer: LayerLowering;
  penalty: PenaltyLowering;
  activity: ActivityLowering;
  constraint: ConstraintLowering;
  term: TermLowering;
}

const lowerings = new Map<string, unknown>();

/**
 * Makes known how a layer, penalty (of weights, or as 'activity' of outputs), constraint or term is lowered, under its class
 * name (`getClassName()`, or the name in a recipe).
 * Registering the same function again changes nothing.
 *
 * @throws Error if the class has another lowering already
 *
 * @example
 * ```ts
 * import { registerLowering } from '@occam/backend';
 *
 * // A layer that doubles its input.
 * registerLowering('layer', 'Twice', (layer, plan, [x]) => {
 *   const { kernels } = plan;
 *   const y = plan.activation(x!.shape, x!.gradient !== undefined);
 *   const twice = (from: { address: number }, to: { address: number }) => ({ rows }: { rows: number }) =>
 *     kernels.addArrays(rows * y.width, from.address, from.address, to.address);
 *   plan.forward([x!.value, y.value], twice(x!.value, y.value));
 *   if (x!.gradient) plan.backward([x!.gradient, y.gradient], twice(y.gradient!, x!.gradient));
 *   return y;
 * });
 * ```
 */
export function registerLowering<K extends keyof Lowerings>(
  kind: K,
  className: string,
  lowering: Lowerings[K],
): void {
  const name = `${kind} ${className}`;
  if (lowerings.has(name) && lowerings.get(name) !== lowering) {
    throw new Error(`the ${kind} '${className}' has another lowering already`);
  }
  lowerings.set(name, lowering);
}

/** The lowering of a class, or undefined if it has none. */
export function loweringOf<K extends keyof Lowerings>(
  kind: K,
  className: string,
): Lowerings[K] | undefined {
  return lowerings.get(`${kind} ${className}`) as Lowerings[K] | undefined;
}
