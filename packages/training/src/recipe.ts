import type { OptimizerConfig } from './optimizers/optimizerConfig.js';
import type { EarlyStoppingOptions } from './earlyStopping.js';
import type { ScheduleConfig } from './schedules.js';
import type { MlpTemplate } from './mlp.js';
import type { LossName } from './losses.js';
import type { ClassConfig } from './checkClassConfig.js';
import type { PenaltyConfig } from './penalties.js';
import type { TermConfig } from './terms.js';

/** A network whose input and output sizes are filled in when the data are known. */
export type ModelTemplate = MlpTemplate;

/** tfjs' own JSON of a network, as `model.toJSON(null, false)` and the key `modelTopology` of a saved model hold it. */
export interface TopologyConfig {
  /** The JSON, in tfjs' snake case or in camel case. */
  topology: Record<string, unknown>;
}

/** What network a recipe trains: a template, or a topology with fixed sizes. */
export type ModelConfig = ModelTemplate | TopologyConfig;

/** What training minimizes: E = lossWeight · E_loss + Σ weight · penalty + Σ weight · term. */
export interface ObjectiveConfig {
  /**
   * The loss E_loss; 'auto' is crossEntropy for classification, meanSquaredError for regression.
   * Default 'auto'.
   */
  loss: LossName | 'auto';
  /** The factor of E_loss, at least 0. Default 1. */
  lossWeight: number;
  /**
   * Moves targets t towards the uniform ones, (1 − s)·t + s/K for K classes (a sigmoid unit has K = 2),
   * 0 ≤ s < 1; for crossEntropy and binaryCrossEntropy. Default 0.
   */
  labelSmoothing: number;
  /** Functions of the weights that are added. Default none. */
  penalties: PenaltyConfig[];
  /** Functions of the model, the batch and the outputs that are added. Default none. */
  terms: TermConfig[];
}

/** What of {@link FitOptions} a recipe holds: what plain JSON can say. Options of a call win over it. */
export interface FitDefaults {
  /** How often all training rows are seen, at least 1. Default 20. */
  epochs: number;
  /** How many rows one step of the optimizer sees, at least 1. Default 32. */
  batchSize: number;
  /** When to stop before the last epoch. Default: never. */
  earlyStopping?: EarlyStoppingOptions;
  /** The weight of each class in the objective. Default: all 1. */
  classWeight?: Record<number, number> | 'balanced';
  /** How the learning rate changes over the epochs. Default: not at all. */
  learningRateSchedule?: ScheduleConfig;
}

/**
 * How a network is trained, as plain JSON: it can go to a worker, a queue, a file or a report and means the
 * same everywhere. Made by {@link createRecipe}, used by {@link train}.
 */
export interface Recipe {
  /** The version of this format. */
  version: 1;
  /** What the recipe is called, for reports. */
  name: string;
  /** The modules whose `register()` must be called before the recipe can be used. */
  uses: string[];
  /** Steps that change the features, in order, fitted on the training rows alone. */
  preprocess: ClassConfig[];
  /** The network. */
  model: ModelConfig;
  /** What is minimized. */
  objective: ObjectiveConfig;
  /** How the weights follow the gradient. */
  optimizer: OptimizerConfig;
  /** What varies the training rows, in order; `augment([…]).toJSON()` of @occam/augmentation is an entry. */
  augment: ClassConfig[];
  /** How long and in what portions. */
  fit: FitDefaults;
}
