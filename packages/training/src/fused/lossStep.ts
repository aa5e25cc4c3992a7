import type { Activation, Plan, PlanBuffer } from '@occam/backend';
import type { LossName, OutputForm } from '../losses.js';

/** What a loss step is made from. */
export interface LossStepOptions {
  /** The loss. */
  readonly loss: LossName;
  /** What the outputs are. */
  readonly form: OutputForm;
  /** The factor of the loss in the objective. */
  readonly lossWeight: number;
  /** How far targets move towards the uniform ones. */
  readonly labelSmoothing: number;
  /** The targets, shape [rows, units]. */
  readonly targets: PlanBuffer;
  /** The weight of each row, or undefined if all are 1. */
  readonly weights: PlanBuffer | undefined;
  /**
   * The address of three float64 sums over the rows: the plain loss, how many came out right, and the weighted loss of
   * smoothed targets.
   */
  readonly result: number;
}

/**
 * Adds the loss of a batch to a plan, and in training its gradient:
 *
 *     E = lossWeight / rows · Σ w·ℓ(output, smoothed target)
 */
export function addLossStep(plan: Plan, output: Activation, options: LossStepOptions): void {
  const { loss, form, lossWeight, labelSmoothing: smoothing, targets, weights, result } = options;
  const { kernels } = plan;
  const { value, gradient, width: units } = output;
  const at = (buffer: PlanBuffer | undefined) => (buffer ? buffer.address : 0);
  const scratch = plan.buffer(0, units);
  const uses = [value, gradient, targets, weights, scratch];

  if (loss === 'crossEntropy') {
    const kernel = form === 'logits' ? kernels.softmaxCrossEntropy : kernels.crossEntropy;
    plan.forward(uses, ({ rows }) =>
      kernel(
        rows,
        units,
        value.address,
        targets.address,
        at(weights),
        smoothing,
        lossWeight / rows,
        at(gradient),
        scratch.address,
        result,
      ),
    );
  } else if (loss === 'binaryCrossEntropy') {
    const kernel = form === 'logits' ? kernels.sigmoidCrossEntropy : kernels.binaryCrossEntropy;
    plan.forward(uses, ({ rows }) =>
      kernel(
        rows,
        units,
        value.address,
        targets.address,
        at(weights),
        smoothing,
        lossWeight / rows,
        at(gradient),
        result,
      ),
    );
  } else {
    const kind = DISTANCES[loss];
    plan.forward(uses, ({ rows }) =>
      kernels.distanceLoss(
        kind,
        rows,
        units,
        value.address,
        targets.address,
        at(weights),
        lossWeight / rows,
        at(gradient),
        0.5,
        result,
      ),
    );
  }
}

const DISTANCES = { meanSquaredError: 0, meanAbsoluteError: 1, huber: 2 } as const;
