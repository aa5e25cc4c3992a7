import { checkClasses } from './inputs.js';

/** How often each class is the target, is predicted (the largest probability), and both; each [classes]. */
export interface ClassCounts {
  /** Rows of the class. */
  readonly actual: Uint32Array;
  /** Rows predicted to be of the class. */
  readonly predicted: Uint32Array;
  /** Rows of the class that were predicted to be so. */
  readonly correct: Uint32Array;
}

/**
 * Counts targets and predicted classes; among equal probabilities the first class is the predicted one,
 * as NumPy's `argmax` has it.
 *
 * @throws RangeError if the arrays do not fit
 */
export function classCounts(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
): ClassCounts {
  const classes = checkClasses(targets, predictions);
  const actual = new Uint32Array(classes);
  const predicted = new Uint32Array(classes);
  const correct = new Uint32Array(classes);
  for (let row = 0; row < targets.length; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (predictions[row * classes + k]! > predictions[row * classes + best]!) best = k;
    }
    const target = targets[row]!;
    actual[target]! += 1;
    predicted[best]! += 1;
    if (best === target) correct[target]! += 1;
  }
  return { actual, predicted, correct };
}
