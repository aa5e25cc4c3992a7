export { register } from './register.js';

// Penalties of weights and of outputs.

// Constraints of weights.

// Layers that add noise.
export { alphaDropout, type AlphaDropoutOptions } from './layers/alphaDropout.js';
export { dropConnect, type DropConnectOptions } from './layers/dropConnect.js';
export { dropout, type DropoutOptions } from './layers/dropout.js';
export { gaussianDropout, type GaussianDropoutOptions } from './layers/gaussianDropout.js';
export { gaussianNoise, type GaussianNoiseOptions } from './layers/gaussianNoise.js';
export { spatialDropout1d, type SpatialDropout1dOptions } from './layers/spatialDropout1d.js';
export { spatialDropout2d, type SpatialDropout2dOptions } from './layers/spatialDropout2d.js';
export { stochasticDepth, type StochasticDepthOptions } from './layers/stochasticDepth.js';
export type { LayerOptions, NoiseLayerOptions } from './layers/layerOptions.js';
export type { NoiseShape } from './layers/noiseShape.js';

// Terms of the objective.
