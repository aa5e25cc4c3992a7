import { checkNdArray, rowSize, type NdArray } from '@occam/core';
import { createDataset, type Dataset, type DatasetFields } from '../dataset.js';

/** Rows drawn from a distribution that is known, with what can be known about it. */
export interface GeneratedDataset extends Dataset {
  /**
   * The true function behind the rows: what the best possible predictor answers.
   *
   * @param x rows with as many features as the dataset's, shape [n, features]
   * @returns regression: the expected target, shape [n]; classification: the probability of each class given the
   *   row, shape [n, classes]
   * @throws TypeError or RangeError if `x` is no NdArray, has another number of features, or holds NaN or infinity
   */
  truth(x: NdArray): NdArray;
  /**
   * What no predictor gets below: for classes the share of errors of the best one, for regression its mean squared
   * error (the variance of the noise). Undefined where no closed form is known and a quadrature would need more
   * than two dimensions; the generator says when. A quadrature runs when this is first read.
   */
  readonly bayesError: number | undefined;
}

/** The true function for one row: a number, or one for each class. */
export type RowFunction = (row: ArrayLike<number>) => number | ArrayLike<number>;

/** Adds the true function and the error of the best predictor to a dataset. */
export function generatedDataset(
  fields: DatasetFields,
  truth: RowFunction,
  bayesError: () => number | undefined,
): GeneratedDataset {
  const dataset = createDataset(fields);
  const features = rowSize(dataset.x);
  let known: { error: number | undefined } | undefined;
  return {
    ...dataset,
    truth: (x) => {
      checkNdArray('x', x, { rank: 2, finite: true });
      if (x.shape[1] !== features) {
        throw new RangeError(
          `the truth takes rows of ${features} features, but x has the shape [${x.shape.join(', ')}]`,
        );
      }
      return evaluate(truth, x, dataset.classCount);
    },
    get bayesError() {
      known ??= { error: bayesError() };
      return known.error;
    },
  };
}

function evaluate(truth: RowFunction, x: NdArray, classes: number): NdArray {
  const [n, width] = x.shape as [number, number];
  const data = new Float32Array(n * Math.max(classes, 1));
  for (let i = 0; i < n; i++) {
    const value = truth(x.data.subarray(i * width, (i + 1) * width));
    if (typeof value === 'number') data[i] = value;
    else data.set(value, i * classes);
  }
  return { data, shape: classes === 0 ? [n] : [n, classes] };
}
