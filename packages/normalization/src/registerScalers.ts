import { registerLayer } from '@occam/backend';
import { registerClass } from '@occam/core';
import { GlobalContrast } from './scalers/globalContrast.js';
import { lowerScaler } from './scalers/lowerScaler.js';
import { MaxAbsScaler } from './scalers/maxAbsScaler.js';
import { MinMaxScaler } from './scalers/minMaxScaler.js';
import { PowerTransformer } from './scalers/powerTransformer.js';
import { QuantileTransformer } from './scalers/quantileTransformer.js';
import { RobustScaler } from './scalers/robustScaler.js';
import { RowNormalizer } from './scalers/rowNormalizer.js';
import { ScalerLayer } from './scalers/scalerLayer.js';
import { StandardScaler } from './scalers/standardScaler.js';
import { Whitening } from './scalers/whitening.js';

/** The scalers by their names in recipes. */
const SCALERS = {
  StandardScaler,
  MinMaxScaler,
  MaxAbsScaler,
  RobustScaler,
  QuantileTransformer,
  PowerTransformer,
  RowNormalizer,
  Whitening,
  GlobalContrast,
};

/** Makes the scalers known to recipes, and the layer that they become to tfjs' loader and to the fused engine. */
export function registerScalers(): void {
  for (const [name, scaler] of Object.entries(SCALERS)) registerClass('preprocess', name, scaler);
  registerLayer(ScalerLayer, lowerScaler);
}
