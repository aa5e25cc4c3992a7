import {
  lowerLayerNormalization,
  lowerRmsNormalization,
  lowerUnitNormalization,
  registerLayer,
} from '@occam/backend';
import { BatchNormalization, lowerBatchNormalization } from './layers/batchNormalization.js';
import { BatchRenormalization } from './layers/batchRenormalization.js';
import { GroupNormalization } from './layers/groupNormalization.js';
import { InstanceNormalization } from './layers/instanceNormalization.js';
import { LayerNormalization } from './layers/layerNormalization.js';
import { lowerBatchRenormalization } from './layers/lowerBatchRenormalization.js';
import { lowerGroupedNormalization } from './layers/lowerGroupedNormalization.js';
import { RmsNormalization } from './layers/rmsNormalization.js';
import { UnitNormalization } from './layers/unitNormalization.js';

/** Makes the layers known: to tfjs when it loads a model, and to the fused engine. */
export function registerLayers(): void {
  registerLayer(BatchNormalization, lowerBatchNormalization);
  registerLayer(BatchRenormalization, lowerBatchRenormalization);
  registerLayer(LayerNormalization, lowerLayerNormalization);
  registerLayer(RmsNormalization, lowerRmsNormalization);
  registerLayer(GroupNormalization, lowerGroupedNormalization);
  registerLayer(InstanceNormalization, lowerGroupedNormalization);
  registerLayer(UnitNormalization, lowerUnitNormalization);
}
