import type * as tf from '@tensorflow/tfjs';
import type { LossName } from './losses.js';
import type { Rows } from './trainingData.js';

/**
 * Checks that a model has one input and one output, or a second one for hints.
 *
 * @throws TypeError or RangeError if not
 */
export function checkModel(model: tf.LayersModel): void {
  if (typeof model?.apply !== 'function' || !Array.isArray(model.layers)) {
    throw new TypeError(
      'model must be a tf.LayersModel, as tf.sequential() or tf.model() makes one',
    );
  }
  if (!model.inputs?.length || !model.outputs?.length) {
    throw new RangeError('the model has no input yet: add a first layer with an inputShape');
  }
  if (model.inputs.length !== 1 || model.outputs.length > 2) {
    throw new RangeError(
      `the model must have one input and one output (or a second one for hints), ` +
        `not ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
}

/**
 * Checks that the hints of training data fit a model's second output, and that a term of the objective may train it.
 *
 * @throws RangeError if one is there without the other, or the number of hints differs
 */
export function checkHints(model: tf.LayersModel, { hints }: Rows, terms: number): void {
  const output = model.outputs[1]?.shape.slice(1);
  if (!output) {
    if (!hints) return;
    throw new RangeError(
      'the training data have hints, but the model has no second output for them: ' +
        'add one with withHints(model, { units }) of @occam/regularizers',
    );
  }
  if (!hints) {
    throw new RangeError(
      `the model has a second output for hints, but the training data have none: ` +
        `give { x, y, task, hints }, or take stripHints(model) of @occam/regularizers`,
    );
  }
  if (output.length !== 1 || hints.shape.slice(1).join() !== output.join()) {
    throw new RangeError(
      `hints of the training data have the shape [${hints.shape.join(', ')}], but the model's second output is ` +
        `[n, ${output.join(', ')}]`,
    );
  }
  if (terms === 0) {
    throw new RangeError(
      `the model has a second output for hints, but no term of the objective trains it: ` +
        `add hints() of @occam/regularizers to objective.terms`,
    );
  }
}

/**
 * Checks that features fit a model's input.
 *
 * @param what the features are called, for the message
 * @throws RangeError if the shape of a row differs
 */
export function checkFeatures(model: tf.LayersModel, what: string, shape: readonly number[]): void {
  const expected = model.inputs[0]!.shape.slice(1);
  const row = shape.slice(1);
  const fits =
    expected.length === row.length && expected.every((size, i) => size === null || size === row[i]);
  if (!fits) {
    throw new RangeError(
      `${what} has rows of shape [${row.join(', ')}], but the model takes [${expected.map((n) => n ?? 'any').join(', ')}]`,
    );
  }
}

/**
 * Checks that rows fit a model and a loss, and that the model has weights to train.
 *
 * @param what the rows are called, for the message: 'the training data'
 * @throws RangeError if a shape does not fit, or a label is no class of the model
 */
export function checkRows(model: tf.LayersModel, what: string, rows: Rows, loss: LossName): void {
  checkFeatures(model, `x of ${what}`, rows.x.shape);
  const outputs = model.outputs[0]!.shape.slice(1);
  if (outputs.includes(null)) {
    throw new RangeError(
      `the model's output must have a fixed size, not [${outputs.map((n) => n ?? 'any').join(', ')}]`,
    );
  }
  const units = (outputs as number[]).reduce((product, n) => product * n, 1);
  if (rows.task === 'regression') checkNumbers(what, rows, units, outputs as number[]);
  else checkClasses(what, rows, units, loss, outputs.length);
}

function checkNumbers(what: string, { y }: Rows, units: number, outputs: readonly number[]): void {
  const width = y.shape.slice(1).reduce((product, n) => product * n, 1);
  if (width !== units) {
    throw new RangeError(
      `y of ${what} has the shape [${y.shape.join(', ')}], but the model returns [n, ${outputs.join(', ')}]`,
    );
  }
}

function checkClasses(
  what: string,
  { y }: Rows,
  units: number,
  loss: LossName,
  rank: number,
): void {
  if (rank !== 1) {
    throw new RangeError(
      'for classification the model must return one row of class outputs, shape [n, classes]',
    );
  }
  if (units === 1 && loss === 'crossEntropy') {
    throw new RangeError(
      `crossEntropy needs an output unit for each class, but the model has one: ` +
        `take binaryCrossEntropy, or as many units as classes`,
    );
  }
  const classes = Math.max(units, 2);
  if (y.shape.length === 1) {
    const bad = y.data.findIndex((label) => label >= classes);
    if (bad >= 0) {
      throw new RangeError(
        `y of ${what} has the class ${y.data[bad]} in row ${bad}, but the model tells apart ${classes} classes, 0 to ${classes - 1}`,
      );
    }
    return;
  }
  const width = y.shape[1]!;
  if (width !== units && !(units === 1 && width === 2)) {
    throw new RangeError(
      `y of ${what} has soft targets for ${width} classes, but the model has ${units} outputs`,
    );
  }
  if (loss === 'crossEntropy') checkSums(what, y.data, width);
}

function checkSums(what: string, shares: ArrayLike<number>, width: number): void {
  for (let start = 0; start < shares.length; start += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += shares[start + k]!;
    if (Math.abs(sum - 1) > 1e-3) {
      throw new RangeError(
        `the soft targets of ${what} must sum to 1 in each row, but those of row ${start / width} sum to ${sum}`,
      );
    }
  }
}
