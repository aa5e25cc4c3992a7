/** Which packages of Occam each may import: the arrows of ARCHITECTURE.md. */
export const LAYERS = {
  core: [],
  split: ['core'],
  datasets: ['core'],
  backend: ['core'],
  normalization: ['core', 'backend'],
  training: ['core', 'datasets', 'backend'],
  execution: ['core'],
  evaluation: ['core', 'split', 'datasets', 'training', 'execution'],
  testing: ['core', 'split', 'backend', 'training'],
  regularizers: ['core', 'backend'],
  augmentation: ['core', 'backend'],
  pruning: ['core', 'split', 'datasets', 'backend', 'training', 'evaluation'],
};

/** Folders that import no tfjs, no DOM and no Node module: they work on indices and numbers. */
export const PURE = [
  'packages/core/src',
  'packages/split/src',
  'packages/execution/src',
  'packages/evaluation/src/(metrics|statistics)',
];
