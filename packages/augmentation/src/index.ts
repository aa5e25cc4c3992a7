export { augment, type AugmentOptions } from './augment.js';
export { horizontalFlip, type HorizontalFlipOptions } from './image/horizontalFlip.js';
export type { Drawn, Pipeline, TrainingRows, VaryOptions } from './pipeline.js';
export { register } from './register.js';
export { SampleRandom } from './sampleRandom.js';
export { addGaussianNoise, type AddGaussianNoiseOptions } from './table/addGaussianNoise.js';
export type { Rows, RowSource, Transform, TransformFactory } from './transform.js';
