/** An element-wise activation y = f(z) with its first two derivatives, in float64; at a kink the left one. */
export interface ActivationCurve {
  /** f. */
  readonly value: (z: number) => number;
  /** f′, from z or from y, whichever is cheaper. */
  readonly slope: (z: number, y: number) => number;
  /** f″; undefined where it is 0 everywhere. */
  readonly curvature?: (z: number, y: number) => number;
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
/** √(2/π), and the share of z³ in the tanh of gelu_new. */
const [GELU_SCALE, GELU_CUBE] = [Math.sqrt(2 / Math.PI), 0.044715];

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const density = (z: number): number => Math.exp(-z * z * 0.5) / Math.sqrt(2 * Math.PI);

/** erf as tfjs computes it, to 1.5e-7: Abramowitz and Stegun (1964), 7.1.26. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

/** u = √(2/π)·(z + 0.044715·z³) of gelu_new: tanh u, u′ and u″. */
function geluTanh(z: number): [t: number, first: number, second: number] {
  const t = Math.tanh(GELU_SCALE * z * (1 + GELU_CUBE * z * z));
  return [t, GELU_SCALE * (1 + 3 * GELU_CUBE * z * z), 6 * GELU_SCALE * GELU_CUBE * z];
}

/** tfjs' element-wise activations by class name. */
export const ACTIVATION_CURVES: Readonly<Record<string, ActivationCurve>> = {
  relu: { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0) },
  relu6: {
    value: (z) => Math.min(Math.max(z, 0), 6),
    slope: (z) => (z > 0 && z < 6 ? 1 : 0),
  },
  sigmoid: {
    value: sigmoid,
    slope: (_, y) => y * (1 - y),
    curvature: (_, y) => y * (1 - y) * (1 - 2 * y),
  },
  tanh: {
    value: Math.tanh,
    slope: (_, y) => 1 - y * y,
    curvature: (_, y) => -2 * y * (1 - y * y),
  },
  elu: {
    value: (z) => (z > 0 ? z : Math.expm1(z)),
    slope: (z, y) => (z > 0 ? 1 : y + 1),
    curvature: (z, y) => (z > 0 ? 0 : y + 1),
  },
  selu: {
    value: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    slope: (z, y) => (z > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA),
    curvature: (z, y) => (z > 0 ? 0 : y + SELU_SCALE * SELU_ALPHA),
  },
  softplus: {
    value: softplus,
    slope: sigmoid,
    curvature: (z) => sigmoid(z) * sigmoid(-z),
  },
  softsign: {
    value: (z) => z / (1 + Math.abs(z)),
    slope: (_, y) => (1 - Math.abs(y)) ** 2,
    curvature: (_, y) => -2 * Math.sign(y) * (1 - Math.abs(y)) ** 3,
  },
  hardSigmoid: {
    value: (z) => Math.min(Math.max(0.2 * z + 0.5, 0), 1),
    slope: (z) => (z > -2.5 && z < 2.5 ? 0.2 : 0),
  },
  swish: {
    value: (z) => z * sigmoid(z),
    slope: (z, y) => sigmoid(z) + y * sigmoid(-z),
    curvature: (z) => {
      const gate = sigmoid(z);
      return gate * sigmoid(-z) * (2 + z * (1 - 2 * gate));
    },
  },
  mish: {
    value: (z) => z * Math.tanh(softplus(z)),
    slope: (z) => {
      const t = Math.tanh(softplus(z));
      return t + z * (1 - t * t) * sigmoid(z);
    },
    curvature: (z) => {
      const [t, gate] = [Math.tanh(softplus(z)), sigmoid(z)];
      return (1 - t * t) * gate * (2 + z * (1 - gate - 2 * t * gate));
    },
  },
  gelu: {
    value: (z) => 0.5 * z * (1 + erf(z * Math.SQRT1_2)),
    slope: (z) => 0.5 * (1 + erf(z * Math.SQRT1_2)) + z * density(z),
    curvature: (z) => density(z) * (2 - z * z),
  },
  gelu_new: {
    value: (z) => 0.5 * z * (1 + geluTanh(z)[0]),
    slope: (z) => {
      const [t, first] = geluTanh(z);
      return 0.5 * (1 + t + z * (1 - t * t) * first);
    },
    curvature: (z) => {
      const [t, first, second] = geluTanh(z);
      return (1 - t * t) * (first + 0.5 * z * (second - 2 * t * first * first));
    },
  },
};

/** The curve of a leaky ReLU: α·z below 0. */
export function leakyCurve(alpha: number): ActivationCurve {
  return {
    value: (z) => (z > 0 ? z : alpha * z),
    slope: (z) => (z > 0 ? 1 : alpha),
  };
}
