export { augment, type AugmentOptions } from './augment.js';
export { horizontalFlip, type HorizontalFlipOptions } from './image/horizontalFlip.js';
export type { Drawn, Pipeline, TrainingRows, VaryOptions } from './pipeline.js';
export { autocontrast, type AutocontrastOptions } from './pixel/autocontrast.js';
export { channelSwap, type ChannelSwapOptions } from './pixel/channelSwap.js';
export {
  colorJitter,
  type ColorJitterDrawn,
  type ColorJitterOptions,
} from './pixel/colorJitter.js';
export { equalize, type EqualizeOptions } from './pixel/equalize.js';
export { gaussianBlur, type GaussianBlurOptions } from './pixel/gaussianBlur.js';
export { gradeCurves, type GradeCurvesOptions } from './pixel/gradeCurves.js';
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
export type { Range } from './pixel/range.js';
export { register } from './register.js';
export { SampleRandom } from './sampleRandom.js';
export { addGaussianNoise, type AddGaussianNoiseOptions } from './table/addGaussianNoise.js';
export type { Rows, RowSource, Transform, TransformFactory } from './transform.js';
