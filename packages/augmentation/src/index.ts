export { augment } from './augment.js';
export {
  contactSheet,
  drawContactSheet,
  type ContactSheet,
  type ContactSheetOptions,
  type SheetCanvas,
} from './contactSheet.js';
export type { Drawn } from './hostRun.js';
export type { FillMode, Geometry, Interpolation, Matrix, Sampling } from './image/geometry.js';
export { horizontalFlip, type HorizontalFlipOptions } from './image/horizontalFlip.js';
export {
  Pipeline,
  type ApplyOptions,
  type AugmentOptions,
  type PipelineJson,
  type VaryOptions,
} from './pipeline.js';
export { register } from './register.js';
export { SampleRandom } from './sampleRandom.js';
export { addGaussianNoise, type AddGaussianNoiseOptions } from './table/addGaussianNoise.js';
export type { Rows, RowSource, TrainingRows, Transform, TransformFactory } from './transform.js';
