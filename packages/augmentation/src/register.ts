import { registerClass } from '@occam/core';
import { oneOfFromConfig } from './combine/oneOf.js';
import { repeatFromConfig } from './combine/repeat.js';
import { sometimesFromConfig } from './combine/sometimes.js';
import { elastic } from './image/elastic.js';
import { gridDistortion } from './image/gridDistortion.js';
import { horizontalFlip } from './image/horizontalFlip.js';
import { padAndCrop } from './image/padAndCrop.js';
import { randomAffine } from './image/randomAffine.js';
import { randomCrop } from './image/randomCrop.js';
import { randomErasing } from './image/randomErasing.js';
import { randomPerspective } from './image/randomPerspective.js';
import { randomRotation } from './image/randomRotation.js';
import { randomShear } from './image/randomShear.js';
import { randomTranslation } from './image/randomTranslation.js';
import { randomZoom } from './image/randomZoom.js';
import { verticalFlip } from './image/verticalFlip.js';
import { cutmix } from './mixing/cutmix.js';
import { mixup } from './mixing/mixup.js';
import { autocontrast } from './pixel/autocontrast.js';
import { channelSwap } from './pixel/channelSwap.js';
import { colorJitter } from './pixel/colorJitter.js';
import { equalize } from './pixel/equalize.js';
import { gaussianBlur } from './pixel/gaussianBlur.js';
import { gradeCurves } from './pixel/gradeCurves.js';
import { hueWheel } from './pixel/hueWheel.js';
import { invert } from './pixel/invert.js';
import { jpegQuantization } from './pixel/jpegQuantization.js';
import { posterize } from './pixel/posterize.js';
import { randomBrightness } from './pixel/randomBrightness.js';
import { randomColorMatrix } from './pixel/randomColorMatrix.js';
import { randomContrast } from './pixel/randomContrast.js';
import { randomGrayscale } from './pixel/randomGrayscale.js';
import { randomHue } from './pixel/randomHue.js';
import { randomSaturation } from './pixel/randomSaturation.js';
import { randomSharpness } from './pixel/randomSharpness.js';
import { saltAndPepper } from './pixel/saltAndPepper.js';
import { solarize } from './pixel/solarize.js';
import { augMix } from './policies/augMix.js';
import { randAugment } from './policies/randAugment.js';
import { trivialAugment } from './policies/trivialAugment.js';
import { drift } from './series/drift.js';
import { jitter } from './series/jitter.js';
import { magnitudeWarp } from './series/magnitudeWarp.js';
import { permutation } from './series/permutation.js';
import { scaling } from './series/scaling.js';
import { timeWarp } from './series/timeWarp.js';
import { windowSlice } from './series/windowSlice.js';
import { addGaussianNoise } from './table/addGaussianNoise.js';
import { featureDropout } from './table/featureDropout.js';
import { randomOverSampler } from './table/randomOverSampler.js';
import { smote } from './table/smote.js';
import { swapNoise } from './table/swapNoise.js';
import { Pipeline } from './pipeline.js';
import type { TransformFactory } from './transform.js';

/** All transforms by their names, one a line. */
const TRANSFORMS: Record<string, TransformFactory> = {
  addGaussianNoise,
  augMix,
  autocontrast,
  channelSwap,
  colorJitter,
  cutmix,
  drift,
  elastic,
  equalize,
  featureDropout,
  gaussianBlur,
  gradeCurves,
  gridDistortion,
  horizontalFlip,
  hueWheel,
  invert,
  jitter,
  jpegQuantization,
  magnitudeWarp,
  mixup,
  oneOf: oneOfFromConfig,
  padAndCrop,
  permutation,
  posterize,
  randAugment,
  randomAffine,
  randomBrightness,
  randomColorMatrix,
  randomContrast,
  randomCrop,
  randomErasing,
  randomGrayscale,
  randomHue,
  randomOverSampler,
  randomPerspective,
  randomRotation,
  randomSaturation,
  randomSharpness,
  randomShear,
  randomTranslation,
  randomZoom,
  repeat: repeatFromConfig,
  saltAndPepper,
  scaling,
  smote,
  solarize,
  sometimes: sometimesFromConfig,
  swapNoise,
  timeWarp,
  trivialAugment,
  verticalFlip,
  windowSlice,
};

/** Makes a pipeline from its configuration: what 'Pipeline' stands for in a recipe's `augment`. */
function pipelineFromConfig(config: Record<string, unknown>): Pipeline {
  return Pipeline.fromJSON({ className: 'Pipeline', config });
}

/**
 * Makes the transforms and pipelines of this package known, so that a recipe can name them in its `augment`. Calling it again
 * changes nothing.
 *
 * @example
 * ```ts
 * import { register } from '@occam/augmentation';
 *
 * register();
 * ```
 */
export function register(): void {
  for (const [name, factory] of Object.entries(TRANSFORMS))
    registerClass('transform', name, factory);
  registerClass('augment', 'Pipeline', pipelineFromConfig);
}
