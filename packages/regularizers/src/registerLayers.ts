import { registerLayer } from '@occam/backend';
import { AlphaDropout, lowerAlphaDropout } from './layers/alphaDropout.js';
import { DropConnect } from './layers/dropConnect.js';
import { Dropout, lowerDropout } from './layers/dropout.js';
import { GaussianDropout, lowerGaussianDropout } from './layers/gaussianDropout.js';
import { GaussianNoise, lowerGaussianNoise } from './layers/gaussianNoise.js';
import { lowerDropConnect } from './layers/lowerDropConnect.js';
import { lowerSpatialDropout1d, SpatialDropout1d } from './layers/spatialDropout1d.js';
import { lowerSpatialDropout2d, SpatialDropout2d } from './layers/spatialDropout2d.js';
import { lowerStochasticDepth, StochasticDepth } from './layers/stochasticDepth.js';

/** Makes the layers known: to tfjs when it loads a model, and to the fused engine. */
export function registerLayers(): void {
  registerLayer(Dropout, lowerDropout);
  registerLayer(SpatialDropout1d, lowerSpatialDropout1d);
  registerLayer(SpatialDropout2d, lowerSpatialDropout2d);
  registerLayer(GaussianNoise, lowerGaussianNoise);
  registerLayer(GaussianDropout, lowerGaussianDropout);
  registerLayer(AlphaDropout, lowerAlphaDropout);
  registerLayer(DropConnect, lowerDropConnect);
  registerLayer(StochasticDepth, lowerStochasticDepth);
}
