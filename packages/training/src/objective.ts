import { checkNumber, checkOneOf, checkOptions, describe } from '@occam/core';
import type { Task } from '@occam/datasets';
import { checkClassConfig } from './checkClassConfig.js';
import { LOSSES, type LossName } from './losses.js';
import type { PenaltyConfig } from './penalties.js';
import type { ObjectiveConfig } from './recipe.js';
import type { TermConfig } from './terms.js';

/** A penalty in which only the class must be given. */
export interface PenaltyOptions {
  /** The name under which the penalty is registered. */
  className: string;
  /** What the penalty is made from. Default {}. */
  config?: Record<string, unknown> | undefined;
  /** The factor of the penalty, at least 0. Default 1. */
  weight?: number | undefined;
  /** 'kernels', 'all' trainable weights, or the kernels of the layers named. Default 'kernels'. */
  on?: 'kernels' | 'all' | readonly string[] | undefined;
}

/** A term in which only the class must be given. */
export interface TermOptions {
  /** The name under which the term is registered. */
  className: string;
  /** What the term is made from. Default {}. */
  config?: Readonly<Record<string, unknown>> | undefined;
  /** The factor of the term, at least 0. Default 1. */
  weight?: number | undefined;
}

/** An objective in which nothing must be given. */
export interface ObjectiveOptions {
  /** The loss. Default 'auto': crossEntropy for classification, meanSquaredError for regression. */
  loss?: LossName | 'auto' | undefined;
  /** The factor of the loss, at least 0. Default 1. */
  lossWeight?: number | undefined;
  /** How far targets move towards the uniform ones, 0 ≤ s < 1. Default 0. */
  labelSmoothing?: number | undefined;
  /** Functions of the weights that are added. Default none. */
  penalties?: readonly PenaltyOptions[] | undefined;
  /** Functions of the model, the batch and the outputs that are added. Default none. */
  terms?: readonly TermOptions[] | undefined;
}

/**
 * Fills in an objective's defaults and checks it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 */
export function resolveObjective(options: ObjectiveOptions = {}): ObjectiveConfig {
  checkOptions('objective', options, [
    'loss',
    'lossWeight',
    'labelSmoothing',
    'penalties',
    'terms',
  ]);
  const { loss = 'auto', lossWeight = 1, labelSmoothing = 0, penalties = [], terms = [] } = options;
  checkOneOf('loss', loss, ['auto', ...LOSSES]);
  checkNumber('lossWeight', lossWeight, { min: 0 });
  checkNumber('labelSmoothing', labelSmoothing, { min: 0, below: 1 });
  if (!Array.isArray(penalties)) {
    throw new TypeError(`objective.penalties must be a list, not ${describe(penalties)}`);
  }
  if (!Array.isArray(terms)) {
    throw new TypeError(`objective.terms must be a list, not ${describe(terms)}`);
  }
  return {
    loss,
    lossWeight,
    labelSmoothing,
    penalties: penalties.map(resolvePenalty),
    terms: terms.map(resolveTerm),
  };
}

function resolvePenalty(options: PenaltyOptions): PenaltyConfig {
  const { weight = 1, on = 'kernels' } = options;
  const { className, config } = checkClassConfig('a penalty of the objective', options, [
    'weight',
    'on',
  ]);
  checkNumber(`the weight of the penalty '${className}'`, weight, { min: 0 });
  if (!Array.isArray(on)) checkOneOf(`on of the penalty '${className}'`, on, ['kernels', 'all']);
  return { className, config, weight, on: typeof on === 'string' ? on : [...on] };
}

function resolveTerm(options: TermOptions): TermConfig {
  const { className, config } = checkClassConfig('a term of the objective', options, ['weight']);
  const { weight = 1 } = options;
  checkNumber(`the weight of the term '${className}'`, weight, { min: 0 });
  return { className, config, weight };
}

/**
 * Says which loss an objective stands for once the task is known.
 *
 * @throws RangeError if the loss or label smoothing does not suit the task
 */
export function lossForTask({ loss, labelSmoothing }: ObjectiveConfig, task: Task): LossName {
  const chosen =
    loss === 'auto' ? (task === 'classification' ? 'crossEntropy' : 'meanSquaredError') : loss;
  const crossEntropy = chosen === 'crossEntropy' || chosen === 'binaryCrossEntropy';
  if (task === 'regression' && crossEntropy) {
    throw new RangeError(
      `the loss '${chosen}' needs classes, but the task is regression: take 'meanSquaredError', ` +
        `'meanAbsoluteError' or 'huber'`,
    );
  }
  if (labelSmoothing > 0 && !crossEntropy) {
    throw new RangeError(
      `labelSmoothing works with crossEntropy and binaryCrossEntropy, not with '${chosen}'`,
    );
  }
  return chosen;
}
