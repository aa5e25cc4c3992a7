import { LoweringError, type Parameter } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import { ACTIVATION_CURVES, leakyCurve, type ActivationCurve } from './activationCurves.js';
import type { ChainPlan, ChainStep, Level, LoweredStep } from './chainPlan.js';
import { NOISE } from './layerDerivatives.js';
import { lowerDense } from './lowerDense.js';

interface LayerFields extends tf.layers.Layer {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { getClassName(): string } | null;
  readonly alpha: number;
  readonly maxValue?: number | null;
  readonly epsilon: number;
  readonly gamma: tf.LayerVariable | null;
  readonly beta: tf.LayerVariable | null;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/**
 * Lowers a layer of a chain.
 *
 * @returns its steps
 * @throws LoweringError if this layer cannot be lowered here
 */
export function lowerLink(chain: ChainPlan, layer: tf.layers.Layer, x: Level): LoweredStep[] {
  const fields = layer as LayerFields;
  const { plan } = chain;
  const parameter = (variable: tf.LayerVariable | null) =>
    variable ? plan.parameter(variable) : undefined;
  switch (layer.getClassName()) {
    case 'Dense':
    case 'OccamDropConnect': {
      const product = lowerDense(chain, x, plan.parameter(fields.kernel), parameter(fields.bias));
      return [product, ...lowerActivation(chain, layer, product.to)];
    }
    case 'Activation':
      return lowerActivation(chain, layer, x);
    case 'ReLU':
      if (fields.maxValue != null && fields.maxValue !== 6) break;
      return [lowerCurve(chain, x, ACTIVATION_CURVES[fields.maxValue == null ? 'relu' : 'relu6']!)];
    case 'LeakyReLU':
      return [lowerCurve(chain, x, leakyCurve(fields.alpha))];
    case 'ELU':
      return [lowerCurve(chain, x, ACTIVATION_CURVES['elu']!)];
    case 'Softmax':
      return [lowerSoftmax(chain, x)];
    case 'Flatten':
    case 'Reshape': {
      const channels = (layer.outputShape as tf.Shape).at(-1);
      if (channels == null) break;
      return [{ to: { ...x, channels } }];
    }
    case 'BatchNormalization':
    case 'OccamBatchNormalization':
    case 'OccamBatchRenormalization':
      return [
        lowerScale(chain, x, {
          epsilon: fields.epsilon,
          gamma: parameter(fields.gamma),
          beta: parameter(fields.beta),
          mean: plan.parameter(fields.movingMean),
          variance: plan.parameter(fields.movingVariance),
        }),
      ];
    default:
      if (PASSING.has(layer.getClassName())) return [];
  }
  throw new LoweringError(`passes the layer '${layer.name}', a ${layer.getClassName()}`);
}

/** What lets everything pass at inference. */
const PASSING = new Set(['InputLayer', ...NOISE]);

/** Whether a layer of a chain computes nothing at inference. */
export function onlyReshapes(layer: tf.layers.Layer): boolean {
  const name = layer.getClassName();
  return PASSING.has(name) || name === 'Flatten' || name === 'Reshape';
}

function lowerActivation(chain: ChainPlan, layer: tf.layers.Layer, x: Level): LoweredStep[] {
  const name = (layer as LayerFields).activation?.getClassName() ?? 'linear';
  if (name === 'linear') return [];
  if (name === 'softmax') return [lowerSoftmax(chain, x)];
  const curve = Object.hasOwn(ACTIVATION_CURVES, name) ? ACTIVATION_CURVES[name] : undefined;
  if (curve) return [lowerCurve(chain, x, curve)];
  throw new LoweringError(`passes the layer '${layer.name}' with the activation '${name}'`);
}

/** y = f(z) element by element: G_z = G_y · f′, and z̄ gets Σ Ḡ_z · G_y · f″ over the gradients of a row. */
function lowerCurve(chain: ChainPlan, x: Level, curve: ActivationCurve): LoweredStep {
  const { width } = x;
  const { count } = chain;
  const y = chain.level(width, x.channels);
  const slopes = chain.perRow(width);
  const { kernels } = chain.plan;
  const step: ChainStep = {
    forward(rows) {
      const [z, values, slope] = [x.value, y.value, slopes].map((buffer) =>
        chain.numbers(buffer, rows * width),
      ) as [Float32Array, Float32Array, Float32Array];
      for (let i = 0; i < z.length; i++) {
        values[i] = curve.value(z[i]!);
        slope[i] = curve.slope(z[i]!, values[i]!);
      }
    },
    pull(rows) {
      const { address } = x.pulled;
      kernels.multiplyChannels(rows, count, width, y.pulled.address, slopes.address, address);
    },
    unpull(rows) {
      const { address } = x.pulledAdjoint;
      const to = y.pulledAdjoint.address;
      kernels.multiplyChannels(rows, count, width, address, slopes.address, to);
      // Piecewise straight.
      if (curve.curvature === undefined) return;
      const z = chain.numbers(x.value, rows * width);
      const values = chain.numbers(y.value, rows * width);
      const adjoint = chain.numbers(x.adjoint!, rows * width);
      const pulled = chain.numbers(y.pulled, rows * count * width);
      const back = chain.numbers(x.pulledAdjoint, rows * count * width);
      const sums = new Float64Array(width);
      for (let start = 0; start < rows * width; start += width) {
        sums.fill(0);
        for (let k = 0, at = start * count; k < count; k++) {
          for (let j = 0; j < width; j++, at++) sums[j]! += back[at]! * pulled[at]!;
        }
        for (let j = 0; j < width; j++) {
          adjoint[start + j]! += sums[j]! * curve.curvature(z[start + j]!, values[start + j]!);
        }
      }
    },
    backward(rows) {
      const slope = chain.numbers(slopes, rows * width);
      const from = chain.numbers(y.adjoint, rows * width);
      const to = chain.numbers(x.adjoint!, rows * width);
      for (let i = 0; i < to.length; i++) to[i]! += from[i]! * slope[i]!;
    },
  };
  return { to: y, step };
}

/** p = softmax(z) over the last axis: G_z = p·(G_p − G_p·p). */
function lowerSoftmax(chain: ChainPlan, x: Level): LoweredStep {
  const { width, channels } = x;
  const { count } = chain;
  const y = chain.level(width, channels);
  const { kernels } = chain.plan;
  /** The sum of the products of two rows of a channel. */
  const product = (a: Float32Array, from: number, b: Float32Array, at: number) => {
    let sum = 0;
    for (let j = 0; j < channels; j++) sum += a[from + j]! * b[at + j]!;
    return sum;
  };
  const each = (rows: number, visit: (p: number, at: number) => void) => {
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < count; k++) {
        for (let j = 0; j < width; j += channels) visit(i * width + j, (i * count + k) * width + j);
      }
    }
  };
  const step: ChainStep = {
    forward: (rows) =>
      kernels.softmaxForward((rows * width) / channels, channels, x.value.address, y.value.address),
    pull(rows) {
      const p = chain.numbers(y.value, rows * width);
      const from = chain.numbers(y.pulled, rows * count * width);
      const to = chain.numbers(x.pulled, rows * count * width);
      each(rows, (start, at) => {
        const mean = product(p, start, from, at);
        for (let j = 0; j < channels; j++) to[at + j] = p[start + j]! * (from[at + j]! - mean);
      });
    },
    unpull(rows) {
      const p = chain.numbers(y.value, rows * width);
      const adjoint = chain.numbers(y.adjoint, rows * width);
      const pulled = chain.numbers(y.pulled, rows * count * width);
      const from = chain.numbers(x.pulledAdjoint, rows * count * width);
      const to = chain.numbers(y.pulledAdjoint, rows * count * width);
      each(rows, (start, at) => {
        const mean = product(p, start, pulled, at);
        const meanBack = product(p, start, from, at);
        for (let j = 0; j < channels; j++) {
          const back = from[at + j]!;
          to[at + j] = p[start + j]! * (back - meanBack);
          adjoint[start + j]! += back * (pulled[at + j]! - mean) - pulled[at + j]! * meanBack;
        }
      });
    },
    backward(rows) {
      const p = chain.numbers(y.value, rows * width);
      const from = chain.numbers(y.adjoint, rows * width);
      const to = chain.numbers(x.adjoint!, rows * width);
      for (let start = 0; start < p.length; start += channels) {
        const mean = product(p, start, from, start);
        for (let j = start; j < start + channels; j++) to[j]! += p[j]! * (from[j]! - mean);
      }
    },
  };
  return { to: y, step };
}

interface Scale {
  readonly epsilon: number;
  readonly gamma: Parameter | undefined;
  readonly beta: Parameter | undefined;
  readonly mean: Parameter;
  readonly variance: Parameter;
}

/** BatchNormalization with its running statistics: y = (x − μ)·γ·s + β, s = 1/√(σ² + ε); G_x = G_y·γ·s. */
function lowerScale(chain: ChainPlan, x: Level, scale: Scale): LoweredStep {
  const { width, channels } = x;
  const { count } = chain;
  const { gamma, beta, mean, variance, epsilon } = scale;
  const y = chain.level(width, channels);
  const valuesOf = (one: Parameter | undefined) => one && chain.numbers(one.value, channels);
  const gradientOf = (one: Parameter | undefined) =>
    one?.gradient && chain.numbers(one.gradient, channels);
  const inverses = () => valuesOf(variance)!.map((one) => 1 / Math.sqrt(one + epsilon));
  const factors = () => {
    const values = valuesOf(gamma);
    return inverses().map((inverse, j) => inverse * (values?.[j] ?? 1));
  };
  const step: ChainStep = {
    forward(rows) {
      const from = chain.numbers(x.value, rows * width);
      const to = chain.numbers(y.value, rows * width);
      const [factor, center, shift] = [factors(), valuesOf(mean)!, valuesOf(beta)];
      for (let i = 0; i < from.length; i++) {
        const j = i % channels;
        to[i] = (from[i]! - center[j]!) * factor[j]! + (shift?.[j] ?? 0);
      }
    },
    pull(rows) {
      const from = chain.numbers(y.pulled, rows * count * width);
      const to = chain.numbers(x.pulled, rows * count * width);
      const factor = factors();
      for (let i = 0; i < from.length; i++) to[i] = from[i]! * factor[i % channels]!;
    },
    unpull(rows) {
      const from = chain.numbers(x.pulledAdjoint, rows * count * width);
      const to = chain.numbers(y.pulledAdjoint, rows * count * width);
      const pulled = chain.numbers(y.pulled, rows * count * width);
      const [factor, inverse, ofGamma] = [factors(), inverses(), gradientOf(gamma)];
      for (let i = 0; i < from.length; i++) {
        const j = i % channels;
        to[i] = from[i]! * factor[j]!;
        if (ofGamma) ofGamma[j]! += from[i]! * pulled[i]! * inverse[j]!;
      }
    },
    backward(rows) {
      const value = chain.numbers(x.value, rows * width);
      const from = chain.numbers(y.adjoint, rows * width);
      const to = chain.numbers(x.adjoint!, rows * width);
      const [factor, inverse, center] = [factors(), inverses(), valuesOf(mean)!];
      const [ofGamma, ofBeta] = [gradientOf(gamma), gradientOf(beta)];
      for (let i = 0; i < from.length; i++) {
        const j = i % channels;
        to[i]! += from[i]! * factor[j]!;
        if (ofGamma) ofGamma[j]! += from[i]! * (value[i]! - center[j]!) * inverse[j]!;
        if (ofBeta) ofBeta[j]! += from[i]!;
      }
    },
  };
  return { to: y, step };
}
