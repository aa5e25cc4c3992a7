export { augment } from './augment.js';
export { oneOf, type OneOfDrawn, type OneOfOptions } from './combine/oneOf.js';
export { repeat } from './combine/repeat.js';
export { sometimes, type SometimesDrawn } from './combine/sometimes.js';
export {
  contactSheet,
  drawContactSheet,
  type ContactSheet,
  type ContactSheetOptions,
  type SheetCanvas,
} from './contactSheet.js';
export {
  augmentDataset,
  type AugmentableData,
  type AugmentDatasetOptions,
  type AugmentedData,
} from './augmentDataset.js';
export type { VariedTensors } from './applyToTensor.js';
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
export { cutmix, type CutmixDraw, type CutmixOptions } from './mixing/cutmix.js';
export { mixup, type MixupDraw, type MixupOptions } from './mixing/mixup.js';
export { autocontrast, type AutocontrastOptions } from './pixel/autocontrast.js';
export { channelSwap, type ChannelSwapOptions } from './pixel/channelSwap.js';
export {
  colorJitter,
  type ColorJitterDrawn,
  type ColorJitterOptions,
} from './pixel/colorJitter.js';
export { equalize, type EqualizeOptions } from './pixel/equalize.js';
export { gaussianBlur, type GaussianBlurOptions } from './pixel/gaussianBlur.js';
export {
  gradeCurves,
  type GradeCurvesDrawn,
  type GradeCurvesOptions,
} from './pixel/gradeCurves.js';
export { hueWheel, type HueWheelOptions } from './pixel/hueWheel.js';
export { invert, type InvertOptions } from './pixel/invert.js';
export { jpegQuantization, type JpegQuantizationOptions } from './pixel/jpegQuantization.js';
export { posterize, type PosterizeOptions } from './pixel/posterize.js';
export { randomBrightness, type RandomBrightnessOptions } from './pixel/randomBrightness.js';
export { randomColorMatrix, type RandomColorMatrixOptions } from './pixel/randomColorMatrix.js';
export { randomContrast, type RandomContrastOptions } from './pixel/randomContrast.js';
export { randomGrayscale, type RandomGrayscaleOptions } from './pixel/randomGrayscale.js';
export { randomHue, type RandomHueOptions } from './pixel/randomHue.js';
export { randomSaturation, type RandomSaturationOptions } from './pixel/randomSaturation.js';
export { randomSharpness, type RandomSharpnessOptions } from './pixel/randomSharpness.js';
export { saltAndPepper, type SaltAndPepperOptions } from './pixel/saltAndPepper.js';
export { solarize, type SolarizeOptions } from './pixel/solarize.js';
export type { ColorMatrix } from './pixel/colorMatrix.js';
export {
  Pipeline,
  type ApplyOptions,
  type AugmentOptions,
  type PipelineJson,
  type VaryOptions,
} from './pipeline.js';
export { augMix, type AugMixDrawn, type AugMixOptions } from './policies/augMix.js';
export type { PolicySampling } from './policies/policySampling.js';
export { randAugment, type RandAugmentOptions } from './policies/randAugment.js';
export { trivialAugment, type TrivialAugmentOptions } from './policies/trivialAugment.js';
export { register } from './register.js';
export { SampleRandom } from './sampleRandom.js';
export { drift, type DriftDraw, type DriftOptions } from './series/drift.js';
export { jitter, type JitterOptions } from './series/jitter.js';
export { magnitudeWarp, type MagnitudeWarpOptions } from './series/magnitudeWarp.js';
export {
  permutation,
  type PermutationDraw,
  type PermutationOptions,
} from './series/permutation.js';
export { scaling, type ScalingOptions } from './series/scaling.js';
export type { SeriesOptions } from './series/seriesRows.js';
export { timeWarp, type TimeWarpOptions } from './series/timeWarp.js';
export { windowSlice, type WindowSliceOptions } from './series/windowSlice.js';
export { addGaussianNoise, type AddGaussianNoiseOptions } from './table/addGaussianNoise.js';
export { featureDropout, type FeatureDropoutOptions } from './table/featureDropout.js';
export { randomOverSampler, type RandomOverSamplerOptions } from './table/randomOverSampler.js';
export type { Resampler } from './table/resampling.js';
export { smote, type SmoteOptions } from './table/smote.js';
export { swapNoise, type SwapNoiseOptions } from './table/swapNoise.js';
export type { Rows, RowSource, TrainingRows, Transform, TransformFactory } from './transform.js';
export type { SamplingOptions } from './image/sampling.js';
export type { Range } from './range.js';
export type { Prefetcher } from './worker/prefetch.js';
