export type {
  FitDefaults,
  ModelConfig,
  ModelTemplate,
  ObjectiveConfig,
  Recipe,
  TopologyConfig,
} from './recipe.js';
export type { ClassConfig, ClassOptions } from './checkClassConfig.js';
export type {
  Augmenter,
  AugmenterData,
  AugmenterFactory,
  AugmentOption,
  AugmentWorkers,
  VariantOptions,
  AugmentedRows,
} from './augmenter.js';
export { createRecipe, type RecipeOptions } from './createRecipe.js';
export type { ObjectiveOptions, PenaltyOptions, TermOptions } from './objective.js';
export { mlp, type MlpOptions, type MlpTemplate } from './mlp.js';
export { buildModel, type ModelData } from './buildModel.js';
export { train, type TrainOptions, type TrainResult } from './train.js';
export { fit } from './fit.js';
export type { EngineName, FitOptions, FitProgress, FitResult, TrainingData } from './fitOptions.js';
export { predict, type PredictOptions } from './predict.js';
export type { Callback, CallbackFunction, Logs, TrainingControl } from './callbacks.js';
export type { History } from './history.js';
export { DivergenceError } from './divergenceError.js';
export type { EarlyStoppingOptions } from './earlyStopping.js';
export type { LearningRateSchedule, ScheduleConfig } from './schedules.js';
export { oneCycle, type OneCycleOptions } from './oneCycle.js';
export { reduceOnPlateau, type ReduceOnPlateauOptions } from './reduceOnPlateau.js';
export type { LossName } from './losses.js';
export type { PenaltyConfig, PenaltyFactory } from './penalties.js';
export type { Term, TermBatch, TermConfig, TermContext, TermFactory } from './terms.js';
export type {
  EmaOptions,
  LookaheadOptions,
  OptimizerConfig,
  OptimizerName,
  OptimizerOptions,
  SamOptions,
  SwaOptions,
  WeightDecay,
} from './optimizers/optimizerConfig.js';
export { decoupledWeightDecay } from './optimizers/decoupledWeightDecay.js';
export { clipNorm } from './optimizers/clipNorm.js';
export { clipValue } from './optimizers/clipValue.js';
export { globalClipNorm } from './optimizers/globalClipNorm.js';
export { sam } from './optimizers/sam.js';
export { lookahead } from './optimizers/lookahead.js';
export { ema } from './optimizers/ema.js';
export { swa } from './optimizers/swa.js';
export { getFeatureNamesOut, type Preprocessor, type PreprocessorClass } from './preprocessor.js';
export { tfOptimizer } from './tfOptimizer.js';
