export { augment } from './augment.js';
export {
  augmentDataset,
  type AugmentableData,
  type AugmentDatasetOptions,
  type AugmentedData,
} from './augmentDataset.js';
export type { VariedTensors } from './applyToTensor.js';
export {
  contactSheet,
  drawContactSheet,
  type ContactSheet,
  type ContactSheetOptions,
  type SheetCanvas,
} from './contactSheet.js';
export type { Drawn, VariedRows } from './hostRun.js';
export type { FillMode, Geometry, Interpolation, Matrix, Sampling } from './image/geometry.js';
export { elastic, type ElasticOptions, type ElasticDraw } from './image/elastic.js';
export {
  gridDistortion,
  type GridDistortionOptions,
  type GridDraw,
} from './image/gridDistortion.js';
export { padAndCrop, type PadAndCropOptions } from './image/padAndCrop.js';
export { randomAffine, type RandomAffineOptions, type AffineDraw } from './image/randomAffine.js';
export { randomCrop, type RandomCropOptions, type CropDraw } from './image/randomCrop.js';
export {
  randomErasing,
  type RandomErasingOptions,
  type ErasedPart,
} from './image/randomErasing.js';
export { randomPerspective, type RandomPerspectiveOptions } from './image/randomPerspective.js';
export { randomRotation, type RandomRotationOptions } from './image/randomRotation.js';
export { randomShear, type RandomShearOptions } from './image/randomShear.js';
export { randomTranslation, type RandomTranslationOptions } from './image/randomTranslation.js';
export { randomZoom, type RandomZoomOptions } from './image/randomZoom.js';
export { verticalFlip, type VerticalFlipOptions } from './image/verticalFlip.js';
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
export type { SamplingOptions } from './image/sampling.js';
export type { Range } from './range.js';
export type { Prefetcher } from './worker/prefetch.js';
