import { lookupClass, registerClass } from '@occam/core';
import { augment } from './augment.js';
import { horizontalFlip } from './image/horizontalFlip.js';
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
import { cutmix } from './mixing/cutmix.js';
import { mixup } from './mixing/mixup.js';
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
import type { TransformFactory } from './transform.js';

/** All transforms by their names. */
const TRANSFORMS: Record<string, TransformFactory> = {
  addGaussianNoise,
  horizontalFlip,
  autocontrast,
  channelSwap,
  colorJitter,
  equalize,
  gaussianBlur,
  gradeCurves,
  hueWheel,
  invert,
  jpegQuantization,
  posterize,
  randomBrightness,
  randomColorMatrix,
  randomContrast,
  randomGrayscale,
  randomHue,
  randomSaturation,
  randomSharpness,
  saltAndPepper,
  solarize,
  cutmix,
  drift,
  featureDropout,
  horizontalFlip,
  jitter,
  magnitudeWarp,
  mixup,
  permutation,
  randomOverSampler,
  scaling,
  smote,
  swapNoise,
  timeWarp,
  windowSlice,
};

/** Makes a pipeline from its JSON. */
function pipelineFromConfig(config: Record<string, unknown>) {
  const { transforms, ...options } = config as {
    transforms: { className: string; config: Record<string, unknown> }[];
  };
  const made = transforms.map(({ className, config: own }) =>
    (lookupClass('transform', className) as TransformFactory)(own),
  );
  return augment(made, options);
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
