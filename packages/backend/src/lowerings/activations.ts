import type { KernelExports } from '../kernels/bytes.generated.js';
import { LoweringError } from '../plan/lowering.js';
import type { Activation, Plan } from '../plan/plan.js';

/** How the kernels know an activation. */
export interface ActivationKernel {
  /** Its number in `assembly/activations.ts`. */
  readonly kind: number;
  /** Whether `gemm` can apply it to its result. */
  readonly inGemm: boolean;
  /** Whether its derivative is computed from its input; else from its output. */
  readonly fromInput: boolean;
}

const kernel = (kind: number): ActivationKernel => ({
  kind,
  inGemm: kind <= 5,
  fromInput: kind >= 16,
});

/** tfjs' element-wise activations by class name. */
const ELEMENTWISE: Readonly<Record<string, ActivationKernel>> = {
  linear: kernel(0),
  relu: kernel(1),
  relu6: kernel(2),
  sigmoid: kernel(3),
  tanh: kernel(4),
  elu: kernel(5),
  selu: kernel(7),
  softplus: kernel(8),
  softsign: kernel(9),
  hardSigmoid: kernel(16),
  swish: kernel(17),
  mish: kernel(18),
  gelu: kernel(19),
  gelu_new: kernel(20),
};

/** The element-wise activation of a name; undefined for softmax, logSoftmax and those that are not known. */
export function elementwiseActivation(name: string): ActivationKernel | undefined {
  return ELEMENTWISE[name];
}

/**
 * Adds the steps of an activation to a plan.
 *
 * @param owner the layer, for the message
 * @param name tfjs' name of the activation
 * @throws LoweringError if the activation is not known
 */
export function lowerActivation(
  plan: Plan,
  x: Activation,
  name: string,
  owner: string,
): Activation {
  if (name === 'softmax') return lowerSoftmax(plan, x);
  if (name === 'logSoftmax') return lowerLogSoftmax(plan, x);
  const known = ELEMENTWISE[name];
  if (!known) {
    throw new LoweringError(
      `the layer '${owner}' has the activation '${name}', which has no lowering`,
    );
  }
  return known.kind === 0 ? x : lowerElementwise(plan, x, known, 0);
}

/** Adds the steps of an element-wise activation; α is the slope of a leaky ReLU below 0. */
export function lowerElementwise(
  plan: Plan,
  x: Activation,
  { kind, fromInput }: Pick<ActivationKernel, 'kind' | 'fromInput'>,
  alpha: number,
): Activation {
  const { kernels } = plan;
  const { width } = x;
  const y = plan.activation(x.shape, x.gradient !== undefined);
  plan.forward([x.value, y.value], ({ rows }) =>
    kernels.activationForward(kind, rows * width, x.value.address, y.value.address, alpha),
  );
  const { gradient } = x;
  if (gradient) {
    const source = fromInput ? x.value : y.value;
    plan.backward([source, y.gradient, gradient], ({ rows }) =>
      kernels.activationBackward(
        kind,
        rows * width,
        source.address,
        y.gradient!.address,
        gradient.address,
        alpha,
      ),
    );
  }
  return y;
}

/** Adds the steps of softmax over the last axis. */
export function lowerSoftmax(plan: Plan, x: Activation): Activation {
  const { softmaxForward, softmaxBackward } = plan.kernels;
  return lowerOverLastAxis(plan, x, softmaxForward, softmaxBackward);
}

function lowerLogSoftmax(plan: Plan, x: Activation): Activation {
  const { logSoftmaxForward, logSoftmaxBackward } = plan.kernels;
  return lowerOverLastAxis(plan, x, logSoftmaxForward, logSoftmaxBackward);
}

function lowerOverLastAxis(
  plan: Plan,
  x: Activation,
  forward: KernelExports['softmaxForward'],
  backward: KernelExports['softmaxBackward'],
): Activation {
  const last = x.shape.at(-1)!;
  const repeat = x.width / last;
  const y = plan.activation(x.shape, x.gradient !== undefined);
  plan.forward([x.value, y.value], ({ rows }) =>
    forward(rows * repeat, last, x.value.address, y.value.address),
  );
  const { gradient } = x;
  if (gradient) {
    plan.backward([y.value, y.gradient, gradient], ({ rows }) =>
      backward(rows * repeat, last, y.value.address, y.gradient!.address, gradient.address),
    );
  }
  return y;
}
