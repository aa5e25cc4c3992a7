import {
  checkBoolean,
  checkInteger,
  checkNdArray,
  checkNumber,
  checkOptions,
  createRng,
  describe,
  type NdArray,
  type Seed,
} from '@occam/core';
import { crossFitFolds } from './crossFitFolds.js';
import {
  checkColumns,
  checkFitRows,
  checkFitted,
  checkRows,
  chooseColumns,
  columnOf,
  distinct,
  placeOf,
  readNames,
  replaceColumns,
  replaceNames,
  type ColumnsOption,
} from './featureColumns.js';
import { checkNumberLists, readFitted } from './readFitted.js';
import { categoryMoments, encodeCategories } from './targetEncoding.js';

/** What {@link TargetEncoder} takes. */
export interface TargetEncoderOptions extends ColumnsOption {
  /**
   * How many rows the mean of all targets weighs against a category's own, at least 0; 'auto' weighs the two by their
   * variances (empirical Bayes). Default 'auto'.
   */
  readonly smooth?: 'auto' | number | undefined;
  /** Into how many folds the training rows are divided for `fitTransform`, at least 2. Default 5. */
  readonly cv?: number | undefined;
  /** Whether rows are dealt to those folds at random. Default true. */
  readonly shuffle?: boolean | undefined;
  /** What decides the folds. Default 0. */
  readonly seed?: Seed | undefined;
  /** What was learned, from the step's JSON. Default: nothing yet. */
  readonly fitted?: TargetEncoderFitted | undefined;
}

/** What a {@link TargetEncoder} learned. */
export interface TargetEncoderFitted {
  /** How many columns there are. */
  readonly width: number;
  /** The values of each chosen column, ascending. */
  readonly categories: readonly (readonly number[])[];
  /** The encodings of each chosen column: those of the first category for each target, those of the second, …. */
  readonly encodings: readonly (readonly number[])[];
  /** The mean of each target: one, or one for each of three or more classes or of several outputs. */
  readonly targetMeans: readonly number[];
  /** What each target is called, where there are several: the class or the output. */
  readonly targetNames: readonly number[];
}

/** A {@link TargetEncoder} as plain JSON. */
export interface TargetEncoderJson {
  /** The name in recipes. */
  className: 'TargetEncoder';
  /** The options and, once fitted, the encodings. */
  config: {
    /** As in the options. */
    columns?: number[];
    /** As in the options. */
    smooth: 'auto' | number;
    /** As in the options. */
    cv: number;
    /** As in the options. */
    shuffle: boolean;
    /** As in the options. */
    seed: Seed;
    /** What was learned; absent before `fit`. */
    fitted?: {
      width: number;
      categories: number[][];
      encodings: number[][];
      targetMeans: number[];
      targetNames: number[];
    };
  };
}

/**
 * Replaces each value of a column by the mean target of the training rows that have it, drawn towards the mean of all
 * (Micci-Barreca, 2001), as scikit-learn's `TargetEncoder`: numbers as they are, of two classes the share of the
 * second, of three or more classes one column for each class.
 *
 * The training rows themselves are encoded out of fold (`fitTransform`): what a row is encoded by never saw its own
 * target, else a network would learn to trust a leak that new rows do not have. New rows (`transform`) are encoded by
 * all training rows, values that none of them had by the mean of all. So `fit(x, y).transform(x)` differs from
 * `fitTransform(x, y)`; a recipe's steps use the right one.
 *
 * @example
 * ```ts
 * import { TargetEncoder } from '@occam/datasets/features';
 *
 * const x = { data: new Float32Array([7, 8, 7, 8]), shape: [4, 1] };
 * const y = { data: new Float32Array([1, 10, 3, 20]), shape: [4] };
 * const step = new TargetEncoder({ smooth: 0, cv: 2, shuffle: false });
 * step.fitTransform(x, y).data; // [3, 20, 1, 10]: each half by the other
 * step.transform(x).data; // [2, 15, 2, 15]: new rows by all
 * ```
 */
export class TargetEncoder {
  readonly #options: TargetEncoderJson['config'];
  #fitted: TargetEncoderFitted | undefined;

  /**
   * Makes a step that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: TargetEncoderOptions = {}) {
    checkOptions('TargetEncoder', options, [
      'columns',
      'smooth',
      'cv',
      'shuffle',
      'seed',
      'fitted',
    ]);
    const { columns, smooth = 'auto', cv = 5, shuffle = true, seed = 0, fitted } = options;
    checkColumns(columns);
    if (smooth !== 'auto') {
      if (typeof smooth !== 'number') {
        throw new TypeError(`smooth must be 'auto' or a number, not ${describe(smooth)}`);
      }
      checkNumber('smooth', smooth, { min: 0 });
    }
    checkInteger('cv', cv, { min: 2 });
    checkBoolean('shuffle', shuffle);
    createRng(seed);
    this.#options = { ...(columns && { columns: [...columns] }), smooth, cv, shuffle, seed };
    if (fitted === undefined) return;
    checkFittedState(fitted, columns);
    this.#fitted = fitted;
  }

  /**
   * Learns the encodings of new rows from all training rows.
   *
   * @param x the training rows, shape [n, columns]
   * @param targets their targets: class indices (Int32Array, shape [n]) or numbers (shape [n] or [n, outputs])
   * @returns itself
   * @throws TypeError or RangeError if `x` has another rank, no rows or columns, or holds NaN or infinity, if the
   *   targets are missing or do not fit it
   */
  fit(x: NdArray, targets?: NdArray): this {
    this.#fit(x, targets);
    return this;
  }

  /**
   * Learns as `fit` does and encodes the training rows, each by the other folds alone.
   *
   * @param x the training rows, shape [n, columns]
   * @param targets as for `fit`
   * @returns new float32 rows
   * @throws as `fit` does; RangeError if there are fewer rows than folds
   */
  fitTransform(x: NdArray, targets: NdArray): NdArray {
    const { cv, shuffle, seed, smooth } = this.#options;
    const n = x?.shape?.[0];
    if (n !== undefined && n > 0 && n < cv) {
      throw new RangeError(`cv = ${cv} folds need at least ${cv} rows, but x has ${n}: lower cv`);
    }
    const { chosen, codes, categories, columns, classes } = this.#fit(x, targets);
    const rng = shuffle ? createRng(seed) : undefined;
    const foldOf = crossFitFolds(n!, cv, classes, rng);
    const count = columns.length;
    // The encoding of each category in each fold, for each column and target.
    const encodings = codes.map((of, choice) =>
      columns.map((target) => {
        const moments = categoryMoments(of, categories[choice]!.length, target, cv, foldOf);
        return Array.from({ length: cv }, (_, f) => encodeCategories(moments, smooth, f).encoding);
      }),
    );
    const widths = chosen.map(() => count);
    return replaceColumns(x, chosen, widths, (out, position, _, choice, row) => {
      const fold = foldOf[row]!;
      const code = codes[choice]![row]!;
      for (let t = 0; t < count; t++) out[position + t] = encodings[choice]![t]![fold]![code]!;
    });
  }

  /**
   * Encodes new rows by all training rows.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, columns]
   * @returns new float32 rows
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit or holds NaN or infinity
   */
  transform(x: NdArray): NdArray {
    checkRows('TargetEncoder', x, this.#fitted?.width);
    const { width, categories, encodings, targetMeans } = this.#fitted!;
    const chosen = chooseColumns(this.#options.columns, width);
    const count = targetMeans.length;
    const widths = chosen.map(() => count);
    return replaceColumns(x, chosen, widths, (out, position, value, choice) => {
      const place = placeOf(categories[choice]!, value);
      for (let t = 0; t < count; t++) {
        out[position + t] = place < 0 ? targetMeans[t]! : encodings[choice]![place * count + t]!;
      }
    });
  }

  /**
   * The names of the columns that `transform` gives: the columns' own, or with several targets 'a_0', 'a_1', … by the
   * class or the output.
   *
   * @param names the names of the columns before; default x0, x1, …
   * @throws Error before `fit`; TypeError or RangeError if the names do not fit
   */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    checkFitted('TargetEncoder', this.#fitted, 'getFeatureNamesOut');
    const { width, targetNames } = this.#fitted;
    return replaceNames(
      readNames(names, width),
      chooseColumns(this.#options.columns, width),
      (name) =>
        targetNames.length < 2 ? [name] : targetNames.map((target) => `${name}_${target}`),
    );
  }

  /** Returns the options and what was learned as plain JSON: `new TargetEncoder(config)` makes the step again. */
  toJSON(): TargetEncoderJson {
    const fitted = this.#fitted && {
      fitted: {
        width: this.#fitted.width,
        categories: this.#fitted.categories.map((values) => [...values]),
        encodings: this.#fitted.encodings.map((values) => [...values]),
        targetMeans: [...this.#fitted.targetMeans],
        targetNames: [...this.#fitted.targetNames],
      },
    };
    return { className: 'TargetEncoder', config: { ...this.#options, ...fitted } };
  }

  #fit(x: NdArray, targets: NdArray | undefined) {
    const width = checkFitRows('TargetEncoder', x);
    const { columns, names, classes } = targetColumns(x.shape[0]!, targets);
    const chosen = chooseColumns(this.#options.columns, width);
    const values = chosen.map((column) => columnOf(x, column));
    const categories = values.map(distinct);
    const codes = values.map((column, choice) => {
      const places = new Int32Array(column.length);
      for (let row = 0; row < places.length; row++) {
        places[row] = placeOf(categories[choice]!, column[row]!);
      }
      return places;
    });
    const { smooth } = this.#options;
    const means = columns.map(
      (target) => target.reduce((sum, value) => sum + value, 0) / target.length,
    );
    const encodings = codes.map((of, choice) => {
      const count = categories[choice]!.length;
      const byTarget = columns.map(
        (target) => encodeCategories(categoryMoments(of, count, target, 1), smooth).encoding,
      );
      return Array.from(
        { length: count * columns.length },
        (_, i) => byTarget[i % columns.length]![Math.floor(i / columns.length)]!,
      );
    });
    this.#fitted = { width, categories, encodings, targetMeans: means, targetNames: names };
    return { chosen, codes, categories, columns, classes };
  }
}

/** The targets as numbers to take means of, and the class of each row by order of first appearance. */
function targetColumns(n: number, targets: NdArray | undefined) {
  if (targets === undefined) {
    throw new TypeError(
      'TargetEncoder needs the targets of the training rows: call fit(x, targets)',
    );
  }
  checkNdArray('targets', targets, { finite: true });
  const { data, shape } = targets;
  if (shape[0] !== n || shape.length > 2 || shape[1] === 0) {
    throw new RangeError(
      `targets must have the shape [${n}] or [${n}, outputs], as x has ${n} rows, not [${shape.join(', ')}]`,
    );
  }
  const labels = data instanceof Int32Array && shape.length === 1 ? data : undefined;
  if (labels === undefined) {
    const outputs = shape[1] ?? 1;
    const columns = Array.from({ length: outputs }, (_, output) =>
      Float64Array.from({ length: n }, (_, row) => data[row * outputs + output]!),
    );
    return { columns, names: columns.map((_, output) => output), classes: undefined };
  }
  const order = new Map<number, number>();
  const classes = labels.map((label) => {
    if (!order.has(label)) order.set(label, order.size);
    return order.get(label)!;
  });
  const known = [...order.keys()].sort((a, b) => a - b);
  const encoded = known.length > 2 ? known : [known.at(-1)!];
  const columns = encoded.map((of) =>
    // Of a single class, the share of a second one is 0.
    Float64Array.from(labels, (label) => (label === of && known.length > 1 ? 1 : 0)),
  );
  return { columns, names: encoded, classes };
}

function checkFittedState(
  fitted: TargetEncoderFitted,
  columns: readonly number[] | undefined,
): void {
  readFitted('TargetEncoder', fitted, [
    'width',
    'categories',
    'encodings',
    'targetMeans',
    'targetNames',
  ]);
  const { width, categories, encodings, targetMeans, targetNames } = fitted;
  checkInteger('fitted.width', width, { min: 1 });
  checkNumberLists('fitted.categories', categories);
  checkNumberLists('fitted.encodings', encodings);
  checkNumberLists('fitted.targetMeans and targetNames', [targetMeans, targetNames]);
  const chosen = chooseColumns(columns, width).length;
  const fits =
    categories.length === chosen &&
    encodings.length === chosen &&
    targetNames.length === targetMeans.length &&
    encodings.every((list, i) => list.length === categories[i]!.length * targetMeans.length);
  if (!fits) {
    throw new RangeError(
      'the fitted state of TargetEncoder contradicts itself: pass it as toJSON gave it',
    );
  }
}
