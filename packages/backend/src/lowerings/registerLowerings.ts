import { registerLowering } from '../plan/lowering.js';
import {
  lowerActivationLayer,
  lowerELU,
  lowerLeakyReLU,
  lowerReLU,
  lowerSoftmaxLayer,
} from './activation.js';
import { lowerMaxNorm, lowerMinMaxNorm, lowerNonNeg, lowerUnitNorm } from './constraints.js';
import { lowerDense } from './dense.js';
import {
  lowerAlphaDropout,
  lowerDropout,
  lowerGaussianDropout,
  lowerGaussianNoise,
  lowerSpatialDropout1D,
} from './dropout.js';
import { lowerL1L2 } from './l1l2.js';
import { lowerAdd, lowerConcatenate } from './merge.js';
import { lowerBatchNormalization, lowerLayerNormalization } from './normalization.js';
import { lowerFlatten, lowerInputLayer, lowerReshape } from './reshape.js';

/** Makes the lowerings of tfjs' own layers, regularizers and constraints known; calling it again changes nothing. */
export function registerLowerings(): void {
  registerLowering('layer', 'InputLayer', lowerInputLayer);
  registerLowering('layer', 'Dense', lowerDense);
  registerLowering('layer', 'Activation', lowerActivationLayer);
  registerLowering('layer', 'ReLU', lowerReLU);
  registerLowering('layer', 'LeakyReLU', lowerLeakyReLU);
  registerLowering('layer', 'ELU', lowerELU);
  registerLowering('layer', 'Softmax', lowerSoftmaxLayer);
  registerLowering('layer', 'Flatten', lowerFlatten);
  registerLowering('layer', 'Reshape', lowerReshape);
  registerLowering('layer', 'Dropout', lowerDropout);
  registerLowering('layer', 'SpatialDropout1D', lowerSpatialDropout1D);
  registerLowering('layer', 'GaussianNoise', lowerGaussianNoise);
  registerLowering('layer', 'GaussianDropout', lowerGaussianDropout);
  registerLowering('layer', 'AlphaDropout', lowerAlphaDropout);
  registerLowering('layer', 'BatchNormalization', lowerBatchNormalization);
  registerLowering('layer', 'LayerNormalization', lowerLayerNormalization);
  registerLowering('layer', 'Add', lowerAdd);
  registerLowering('layer', 'Concatenate', lowerConcatenate);
  registerLowering('penalty', 'L1L2', lowerL1L2);
  registerLowering('constraint', 'NonNeg', lowerNonNeg);
  registerLowering('constraint', 'MaxNorm', lowerMaxNorm);
  registerLowering('constraint', 'UnitNorm', lowerUnitNorm);
  registerLowering('constraint', 'MinMaxNorm', lowerMinMaxNorm);
}
