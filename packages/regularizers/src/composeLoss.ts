import type { Term, TermBatch, TermFactory } from '@occam/backend';
import {
  checkBoolean,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  lookupClass,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import {
  CLASS_LOSSES,
  crossEntropyOfRows,
  smoothTargets,
  targetsOf,
  type ClassLoss,
  type TfjsLoss,
} from './labelSmoothing.js';
import { registerTerms } from './registerTerms.js';
import { watchInputs } from './watchInputs.js';

/** A loss by tfjs' name. */
export type ComposableLoss = ClassLoss | 'meanSquaredError' | 'meanAbsoluteError';

/** A term for {@link composeLoss}: its JSON, or a function of the batch of your own. */
export type ComposableTerm =
  | {
      /** The name under which the term is registered. */
      readonly className: string;
      /** What the term is made from. Default {}. */
      readonly config?: Readonly<Record<string, unknown>> | undefined;
      /** The factor of the term, at least 0. Default 1. */
      readonly weight?: number | undefined;
    }
  | Term;

/** What {@link composeLoss} takes. */
export interface ComposeLossOptions {
  /** The loss E_loss: tfjs' name, or a function of targets and outputs. */
  loss: ComposableLoss | TfjsLoss;
  /** The factor of E_loss, at least 0. Default 1. */
  lossWeight?: number | undefined;
  /** How far targets move towards the uniform ones, 0 ≤ s < 1; for the cross-entropies by name. Default 0. */
  labelSmoothing?: number | undefined;
  /** Whether the model returns logits, without a last softmax or sigmoid. Default false. */
  fromLogits?: boolean | undefined;
  /** What is added. Default: nothing. */
  terms?: readonly ComposableTerm[] | undefined;
  /** The model that the loss is for; only terms that look at it or at its inputs need it. Default: none. */
  model?: tf.LayersModel | undefined;
}

/** What {@link composeLoss} returns: a loss for tfjs, and the same as an objective for `fit` of `@occam/training`. */
export interface ComposedLoss extends TfjsLoss {
  /**
   * The same as `objective` for `fit`, which logs E_loss apart.
   *
   * @throws TypeError if the loss or a term is a function, of which the engines know nothing
   */
  readonly objective: ComposedObjective;
}

/** A composed loss as `objective` of `fit` or of a recipe. */
export interface ComposedObjective {
  /** The loss by its name in a recipe. */
  readonly loss: RecipeLoss;
  /** The factor of E_loss. */
  readonly lossWeight: number;
  /** How far targets move towards the uniform ones. */
  readonly labelSmoothing: number;
  /** What is added. */
  readonly terms: readonly Exclude<ComposableTerm, Term>[];
}

type RecipeLoss = 'crossEntropy' | 'binaryCrossEntropy' | 'meanSquaredError' | 'meanAbsoluteError';

/** What the losses are called in recipes. */
const RECIPE_NAMES: Readonly<Record<ComposableLoss, RecipeLoss>> = {
  categoricalCrossentropy: 'crossEntropy',
  sparseCategoricalCrossentropy: 'crossEntropy',
  binaryCrossentropy: 'binaryCrossEntropy',
  meanSquaredError: 'meanSquaredError',
  meanAbsoluteError: 'meanAbsoluteError',
};

/**
 * Composes the lecture's objective as a loss for a model of your own, trained by plain tfjs:
 *
 *     E = lossWeight · E_loss + Σ weight · term
 *
 * Regularizers of the layers are added by tfjs itself. Terms that look at inputs (`jacobian`, `contractive`,
 * `doubleBackprop`, `invariance`, `monotonicity`) need the `model`: its first layer then notes what it is called with. For a
 * model with hints, compose one loss for each output: `compile({ loss: [composeLoss(…), composeLoss(…)] })`.
 *
 * tfjs reports the whole of E as `loss` and `val_loss`; name the plain loss among the `metrics` to see it. For `fit` of
 * `@occam/training`, in both engines, take its `objective`: `fit(model, data, { objective: composed.objective })`.
 *
 * @returns a function of targets and outputs for `model.compile({ loss })`; it returns E for each row, shape [n], so that
 * the mean is E
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, a term is not known, its
 * configuration is wrong, or it needs a model
 *
 * @example
 * ```ts
 * import { composeLoss, confidencePenalty, jacobian } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 8, inputShape: [4], activation: 'tanh' }),
 *     tf.layers.dense({ units: 3, activation: 'softmax' }),
 *   ],
 * });
 * const loss = composeLoss({
 *   loss: 'categoricalCrossentropy',
 *   labelSmoothing: 0.1,
 *   terms: [confidencePenalty({ weight: 0.1 }), jacobian({ weight: 0.01 })],
 *   model,
 * });
 * model.compile({ optimizer: 'adam', loss, metrics: ['categoricalCrossentropy'] });
 * ```
 */
export function composeLoss(options: ComposeLossOptions): ComposedLoss {
  checkOptions('composeLoss', options, [
    'loss',
    'lossWeight',
    'labelSmoothing',
    'fromLogits',
    'terms',
    'model',
  ]);
  const { loss, lossWeight = 1, labelSmoothing = 0, fromLogits = false, terms = [] } = options;
  const { model } = options;
  if (typeof loss !== 'function') checkOneOf('loss of composeLoss', loss, NAMES);
  checkNumber('lossWeight', lossWeight, { min: 0 });
  checkNumber('labelSmoothing', labelSmoothing, { min: 0, below: 1 });
  if (labelSmoothing > 0 && !CLASS_LOSSES.includes(loss as ClassLoss)) {
    throw new RangeError(
      `labelSmoothing works with ${CLASS_LOSSES.join(', ')}, not with ${describe(loss)}`,
    );
  }
  checkBoolean('fromLogits', fromLogits);
  if (model !== undefined && !Array.isArray(model?.layers)) {
    throw new TypeError(`model of composeLoss must be a tf.LayersModel, not ${describe(model)}`);
  }
  if (!Array.isArray(terms)) {
    throw new TypeError(`terms of composeLoss must be a list, not ${describe(terms)}`);
  }
  const name = typeof loss === 'function' ? 'custom' : RECIPE_NAMES[loss];
  const added = terms.map((term) => composeTerm(term, { model, loss: name }));
  const inputs = model && added.length > 0 ? watchInputs(model) : undefined;

  const composed: TfjsLoss = (yTrue, yPred) =>
    tf.tidy(() => {
      const named = typeof loss === 'function' ? 'custom' : loss;
      const unsmoothed = targetsOf(named, yTrue, yPred);
      const targets = CLASS_LOSSES.includes(named as ClassLoss)
        ? smoothTargets(named as ClassLoss, unsmoothed, labelSmoothing)
        : unsmoothed;
      const rows = rowsOf(loss, typeof loss === 'function' ? yTrue : targets, yPred, fromLogits);
      const batch = batchOf(targets, yPred, { name, fromLogits, model, inputs });
      return added.reduce<tf.Tensor>(
        (sum, { weight, term }) => tf.add(sum, tf.mul(weight, checkScalar(term(batch)))),
        tf.mul(lossWeight, rows),
      );
    });
  return Object.defineProperty(composed, 'objective', {
    get: () => objectiveOf(options, { lossWeight, labelSmoothing, terms }),
  }) as ComposedLoss;
}

function objectiveOf(
  { loss }: ComposeLossOptions,
  rest: Pick<Required<ComposeLossOptions>, 'lossWeight' | 'labelSmoothing' | 'terms'> & {
    lossWeight: number;
    labelSmoothing: number;
  },
): ComposedObjective {
  const terms = rest.terms!.filter((term) => typeof term !== 'function');
  if (typeof loss === 'function' || terms.length < rest.terms!.length) {
    throw new TypeError(
      `a composed loss is an objective for fit only if its loss and terms go by names: ` +
        `make a term of your own known by registerClass('term', …) of @occam/core`,
    );
  }
  return { ...rest, loss: RECIPE_NAMES[loss], terms };
}

const NAMES = Object.keys(RECIPE_NAMES) as ComposableLoss[];

function composeTerm(
  term: ComposableTerm,
  context: Parameters<TermFactory>[1],
): { weight: number; term: Term } {
  if (typeof term === 'function') return { weight: 1, term };
  checkOptions('a term of composeLoss', term, ['className', 'config', 'weight']);
  const { className, config = {}, weight = 1 } = term;
  checkNumber(`the weight of the term '${className}'`, weight, { min: 0 });
  registerTerms();
  return { weight, term: (lookupClass('term', className) as TermFactory)(config, context) };
}

function rowsOf(
  loss: ComposableLoss | TfjsLoss,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  fromLogits: boolean,
): tf.Tensor {
  if (typeof loss === 'function') return loss(targets, outputs);
  if (loss === 'meanSquaredError') return tf.metrics.meanSquaredError(targets, outputs);
  if (loss === 'meanAbsoluteError') return tf.metrics.meanAbsoluteError(targets, outputs);
  return crossEntropyOfRows(loss, targets, outputs, fromLogits);
}

/** The batch as terms see it; the model and the inputs are looked for only where a term asks for them. */
function batchOf(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: {
    name: string;
    fromLogits: boolean;
    model: tf.LayersModel | undefined;
    inputs: ReturnType<typeof watchInputs> | undefined;
  },
): TermBatch {
  const { name, fromLogits, model, inputs } = options;
  // Terms may call the model with other inputs, which are noted as well.
  const x = inputs?.current();
  const missing = (what: string) =>
    new TypeError(`a term asks for the ${what} of the batch: give composeLoss({ model, … })`);
  const flat = (tensor: tf.Tensor) => tf.reshape(tensor, [tensor.shape[0]!, -1]) as tf.Tensor2D;
  return {
    get model() {
      if (!model) throw missing('model');
      return model;
    },
    get x() {
      if (!inputs) throw missing('inputs');
      if (x) return x;
      throw new Error(
        'a term asks for the inputs of the batch: the composed loss can be computed only where tfjs trains or evaluates its model',
      );
    },
    outputs: flat(outputs),
    targets: flat(targets),
    form: fromLogits ? 'logits' : 'probabilities',
    loss: name,
  };
}

function checkScalar(value: tf.Tensor): tf.Tensor {
  if (value?.rank === 0) return value;
  throw new TypeError(
    `a term must return a scalar, not ${value?.shape ? `a tensor of shape [${value.shape.join(', ')}]` : String(value)}`,
  );
}
