import { LoweringError, loweringOf } from './lowering.js';
import type { Activation, Plan } from './plan.js';

/** A regularizer of a layer's outputs. */
export interface ActivityRegularizer {
  /** The name of its class. */
  getClassName(): string;
  /** What it is made from. */
  getConfig(): Record<string, unknown>;
}

/**
 * Adds the penalty of a layer's outputs to a training plan: its gradient to theirs, its value to the plan's penalties. tfjs
 * does not train layers with an `activityRegularizer`; `register()` of `@occam/regularizers` makes it do so.
 *
 * @param owner the layer's name, for the message
 * @throws LoweringError if the regularizer has no lowering for outputs
 */
export function lowerActivity(
  owner: string,
  regularizer: ActivityRegularizer,
  plan: Plan,
  y: Activation,
): void {
  if (!plan.training) return;
  const className = regularizer.getClassName();
  const lowering = loweringOf('activity', className);
  if (!lowering) {
    throw new LoweringError(
      `the activity regularizer of the layer '${owner}' is a ${className}, which has no lowering for outputs`,
    );
  }
  const add = lowering(regularizer.getConfig(), y, plan);
  let value = 0;
  plan.backward([y.value, y.gradient], (batch) => {
    value = add(batch);
  });
  plan.penalize(() => value);
}
