/**
 * Checks class indices [n] against one row of class probabilities each [n × classes].
 *
 * @returns the number of classes
 * @throws RangeError if a length, an index or a probability does not fit
 */
export function checkClasses(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const classes = predictions.length / checkRows(targets);
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(
      `predictions must hold a probability for each class of each row, [n × classes] with at least 2 ` +
        `classes, but has ${predictions.length} numbers for ${targets.length} targets`,
    );
  }
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row]!;
    if (!(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new RangeError(
        `targets must hold class indices from 0 to ${classes - 1}, not ${target} (row ${row})`,
      );
    }
  }
  for (let i = 0; i < predictions.length; i++) {
    if (!(predictions[i]! >= -ROUNDING && predictions[i]! <= 1 + ROUNDING)) {
      throw new RangeError(
        `predictions must hold probabilities from 0 to 1, not ${predictions[i]} (row ${Math.floor(i / classes)})`,
      );
    }
  }
  return classes;
}

/**
 * Checks numbers [n] against predicted numbers [n].
 *
 * @throws RangeError if the lengths differ or a number is not finite
 */
export function checkNumbers(targets: ArrayLike<number>, predictions: ArrayLike<number>): void {
  checkRows(targets);
  if (predictions.length !== targets.length) {
    throw new RangeError(
      `predictions must hold one number for each target, but has ${predictions.length} for ${targets.length}`,
    );
  }
  for (let row = 0; row < targets.length; row++) {
    if (!Number.isFinite(targets[row])) {
      throw new RangeError(`targets must be finite, not ${targets[row]} (row ${row})`);
    }
    if (!Number.isFinite(predictions[row])) {
      throw new RangeError(`predictions must be finite, not ${predictions[row]} (row ${row})`);
    }
  }
}

/** By how much a float32 softmax may leave 0 … 1, on some backends. */
const ROUNDING = 1e-6;

function checkRows(targets: ArrayLike<number>): number {
  if (targets.length === 0) throw new RangeError('a metric needs at least one row, not 0');
  return targets.length;
}
