import type { MlpTemplate } from './mlp.js';
import type { Topology } from './topology.js';

/** What the data decide about a network's two ends. */
export interface NetworkEnds {
  /** The shape of a row of features. */
  readonly inputShape: readonly number[];
  /** The number of output units. */
  readonly units: number;
  /** The activation of the output units. */
  readonly activation: 'softmax' | 'sigmoid' | 'linear';
}

/** Writes the multilayer perceptron of a template, sizes filled in, as a tfjs `Sequential` model. */
export function mlpTopology(template: MlpTemplate, ends: NetworkEnds): Topology {
  const { hidden, activation, dropout, dropConnect, noise, maxNorm } = template;
  const { batchNorm, layerNorm, l1, l2, kernelInitializer } = template;
  const dense = (name: string, units: number, activation: string) => ({
    className: 'Dense',
    config: {
      name,
      units,
      activation,
      useBias: true,
      kernelInitializer,
      kernelRegularizer: l1 > 0 || l2 > 0 ? { className: 'L1L2', config: { l1, l2 } } : null,
    },
  });
  const kernelConstraint =
    maxNorm === undefined ? null : { className: 'MaxNorm', config: { maxValue: maxNorm, axis: 0 } };
  const boundedDense = (name: string, units: number, activation: string) => ({
    className: 'Dense',
    config: { ...dense(name, units, activation).config, kernelConstraint },
  });
  // The layer of @occam/regularizers, by its name: this package does not depend on it.
  const dropping = (name: string, units: number, activation: string) => ({
    className: 'OccamDropConnect',
    config: { ...boundedDense(name, units, activation).config, rate: dropConnect, per: 'batch' },
  });
  const layers: { className: string; config: Record<string, unknown> }[] = [];
  if (ends.inputShape.length > 1)
    layers.push({ className: 'Flatten', config: { name: 'flatten' } });
  if (noise > 0)
    layers.push({ className: 'GaussianNoise', config: { name: 'noise', stddev: noise } });
  const normalization = batchNorm
    ? 'BatchNormalization'
    : layerNorm
      ? 'LayerNormalization'
      : undefined;
  const hiddenLayer = dropConnect > 0 ? dropping : boundedDense;
  hidden.forEach((units, i) => {
    const n = i + 1;
    layers.push(hiddenLayer(`hidden${n}`, units, normalization ? 'linear' : activation));
    if (normalization) {
      layers.push({ className: normalization, config: { name: `normalization${n}` } });
      layers.push({ className: 'Activation', config: { name: `activation${n}`, activation } });
    }
    if (dropout > 0) {
      layers.push({ className: 'Dropout', config: { name: `dropout${n}`, rate: dropout } });
    }
  });
  layers.push(dense('output', ends.units, ends.activation));
  layers[0]!.config['batchInputShape'] = [null, ...ends.inputShape];
  return { className: 'Sequential', config: { name: 'mlp', layers } as Topology['config'] };
}
