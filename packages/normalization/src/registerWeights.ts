import { registerLayer } from '@occam/backend';
import { lowerKernelWrapper } from './weights/lowerKernelWrapper.js';
import { SpectralNormalization } from './weights/spectralNormalization.js';
import { WeightNormalization } from './weights/weightNormalization.js';
import { WeightStandardization } from './weights/weightStandardization.js';

/** Makes the wrappers of layers with kernels known: to tfjs when it loads a model, and to the fused engine. */
export function registerWeights(): void {
  for (const wrapper of [WeightNormalization, SpectralNormalization, WeightStandardization]) {
    registerLayer(wrapper, lowerKernelWrapper);
  }
}
