import { registerClass } from '@occam/core';
import { elastic } from './image/elastic.js';
import { gridDistortion } from './image/gridDistortion.js';
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
import { horizontalFlip } from './image/horizontalFlip.js';
import { Pipeline } from './pipeline.js';
import { addGaussianNoise } from './table/addGaussianNoise.js';
import type { TransformFactory } from './transform.js';

/** All transforms by their names, one a line. */
const TRANSFORMS: Record<string, TransformFactory> = {
  addGaussianNoise,
  horizontalFlip,
  elastic,
  gridDistortion,
  padAndCrop,
  randomAffine,
  randomCrop,
  randomErasing,
  randomPerspective,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
  verticalFlip,
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
