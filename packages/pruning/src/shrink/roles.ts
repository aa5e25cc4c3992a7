import type { GraphNode } from './graph.js';

/**
 * What a layer does with the channels (the last axis) of its input, as far as removing some of them goes.
 *
 * - input: where features come in
 * - units: a kernel [..., inputs, units]
 * - depthwise: a kernel [..., inputs, multiplier], output c · multiplier + m from input c
 * - channelwise: each channel by itself; its weights are vectors of one number a channel
 * - flatten: the last axis is repeated over all places
 * - sum: adds (or averages, multiplies, …) its inputs channel by channel
 * - concatenate: puts its inputs side by side
 * - opaque: anything else: what goes in and out of it stays
 */
export type Role =
  'input' | 'units' | 'depthwise' | 'channelwise' | 'flatten' | 'sum' | 'concatenate' | 'opaque';

const BY_CLASS: Readonly<Record<string, Role>> = {
  InputLayer: 'input',
  Dense: 'units',
  OccamDropConnect: 'units',
  Conv1D: 'units',
  Conv2D: 'units',
  DepthwiseConv2D: 'depthwise',
  Activation: 'channelwise',
  ReLU: 'channelwise',
  LeakyReLU: 'channelwise',
  ELU: 'channelwise',
  ThresholdedReLU: 'channelwise',
  PReLU: 'channelwise',
  BatchNormalization: 'channelwise',
  OccamBatchNormalization: 'channelwise',
  OccamBatchRenormalization: 'channelwise',
  Dropout: 'channelwise',
  SpatialDropout1D: 'channelwise',
  GaussianNoise: 'channelwise',
  GaussianDropout: 'channelwise',
  AlphaDropout: 'channelwise',
  ActivityRegularization: 'channelwise',
  OccamDropout: 'channelwise',
  OccamSpatialDropout1d: 'channelwise',
  OccamSpatialDropout2d: 'channelwise',
  OccamGaussianNoise: 'channelwise',
  OccamGaussianDropout: 'channelwise',
  OccamAlphaDropout: 'channelwise',
  OccamStochasticDepth: 'channelwise',
  MaxPooling1D: 'channelwise',
  MaxPooling2D: 'channelwise',
  AveragePooling1D: 'channelwise',
  AveragePooling2D: 'channelwise',
  GlobalAveragePooling1D: 'channelwise',
  GlobalAveragePooling2D: 'channelwise',
  GlobalMaxPooling1D: 'channelwise',
  GlobalMaxPooling2D: 'channelwise',
  UpSampling2D: 'channelwise',
  ZeroPadding2D: 'channelwise',
  Cropping2D: 'channelwise',
  Flatten: 'flatten',
  Add: 'sum',
  Average: 'sum',
  Maximum: 'sum',
  Minimum: 'sum',
  Multiply: 'sum',
  Concatenate: 'concatenate',
};

/** Layers that keep a constant channel constant only if it is 0: they put zeros around it. */
export const PADDING = ['ZeroPadding2D'];

interface Settings {
  readonly axis?: number | number[] | undefined;
  readonly dataFormat?: string | undefined;
  readonly sharedAxes?: unknown;
  readonly activation?: { getClassName(): string } | null | undefined;
}

/** The role of a node. */
export function roleOf({ layer, opaque, channels, shape }: GraphNode): Role {
  if (opaque) return 'opaque';
  const name = layer.getClassName();
  const role = BY_CLASS[name] ?? 'opaque';
  const { axis, dataFormat, sharedAxes, activation } = layer as Settings;
  if (role === 'input') return role;
  if (channels === 0 && role !== 'flatten') return 'opaque';
  // Softmax mixes channels; it may stand at the end alone, where all stay anyway.
  if (role === 'channelwise' && activation?.getClassName() === 'softmax') return 'opaque';
  if (dataFormat === 'channelsFirst' && (role !== 'flatten' || shape.length > 1)) return 'opaque';
  if (name === 'PReLU' && (sharedAxes || shape.length > 1)) return 'opaque';
  if (/BatchNormalization|BatchRenormalization|Concatenate/.test(name)) {
    const rank = shape.length + 1;
    const axes = axis === undefined ? [-1] : Array.isArray(axis) ? axis : [axis];
    if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== rank - 1)) return 'opaque';
  }
  return role;
}
