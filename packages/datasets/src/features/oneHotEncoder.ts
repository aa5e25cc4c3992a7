import { checkInteger, checkOneOf, checkOptions, type NdArray } from '@occam/core';
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
  shortest,
  type ColumnsOption,
} from './featureColumns.js';
import { checkNumberLists, readFitted } from './readFitted.js';

/** Which category of a column gets no column of its own: none, the first, or the first of just two. */
export type DroppedCategory = 'none' | 'first' | 'ifBinary';

/** What {@link OneHotEncoder} takes. */
export interface OneHotEncoderOptions extends ColumnsOption {
  /** Which category gets no column of its own. Default 'none'. */
  readonly drop?: DroppedCategory | undefined;
  /** What becomes of a value that no training row had: an error, or zeros in all columns. Default 'error'. */
  readonly handleUnknown?: 'error' | 'ignore' | undefined;
  /** What was learned, from the step's JSON. Default: nothing yet. */
  readonly fitted?: OneHotFitted | undefined;
}

/** What a {@link OneHotEncoder} learned. */
export interface OneHotFitted {
  /** How many columns there are. */
  readonly width: number;
  /** The values of each chosen column, ascending. */
  readonly categories: readonly (readonly number[])[];
}

/** A {@link OneHotEncoder} as plain JSON. */
export interface OneHotEncoderJson {
  /** The name in recipes. */
  className: 'OneHotEncoder';
  /** The options and, once fitted, the categories. */
  config: {
    /** As in the options. */
    columns?: number[];
    /** As in the options. */
    drop: DroppedCategory;
    /** As in the options. */
    handleUnknown: 'error' | 'ignore';
    /** What was learned; absent before `fit`. */
    fitted?: { width: number; categories: number[][] };
  };
}

/**
 * Replaces each column by one column of 0 and 1 for each of its values, ascending, in its place, as scikit-learn's
 * `OneHotEncoder` does. Values are numbers: load texts with `categorical: 'integer'`. Unlike `categorical: 'oneHot'` of
 * the loaders it knows the values of the training rows only, so nothing of the test rows leaks.
 *
 * @example
 * ```ts
 * import { OneHotEncoder } from '@occam/datasets/features';
 *
 * const x = { data: new Float32Array([1, 0.5, 3, 0.7, 1, 0.1]), shape: [3, 2] };
 * const step = new OneHotEncoder({ columns: [0] }).fit(x);
 * step.transform(x).shape; // [3, 3]
 * step.getFeatureNamesOut(['kind', 'size']); // ['kind_1', 'kind_3', 'size']
 * ```
 */
export class OneHotEncoder {
  readonly #options: OneHotEncoderJson['config'];
  #width: number | undefined;
  #categories: number[][] = [];

  /**
   * Makes a step that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: OneHotEncoderOptions = {}) {
    checkOptions('OneHotEncoder', options, ['columns', 'drop', 'handleUnknown', 'fitted']);
    const { columns, drop = 'none', handleUnknown = 'error', fitted } = options;
    checkColumns(columns);
    checkOneOf('drop', drop, ['none', 'first', 'ifBinary']);
    checkOneOf('handleUnknown', handleUnknown, ['error', 'ignore']);
    this.#options = { ...(columns && { columns: [...columns] }), drop, handleUnknown };
    if (fitted === undefined) return;
    readFitted('OneHotEncoder', fitted, ['width', 'categories']);
    checkInteger('fitted.width', fitted.width, { min: 1 });
    checkNumberLists('fitted.categories', fitted.categories);
    const chosen = chooseColumns(columns, fitted.width);
    if (fitted.categories.length !== chosen.length) {
      throw new RangeError(
        `fitted.categories lists ${fitted.categories.length} columns, but there are ${chosen.length}`,
      );
    }
    this.#width = fitted.width;
    this.#categories = fitted.categories.map((values) => [...values]);
  }

  /** The values of each chosen column, ascending; undefined before `fit`. */
  get categories(): number[][] | undefined {
    return this.#width === undefined ? undefined : this.#categories.map((values) => [...values]);
  }

  /**
   * Learns the values of each column.
   *
   * @param x the training rows, shape [n, columns]
   * @returns itself
   * @throws TypeError or RangeError if `x` has another rank, no rows or columns, or holds NaN or infinity, if a column
   *   does not exist, or if one has more than 10,000 values
   */
  fit(x: NdArray): this {
    const width = checkFitRows('OneHotEncoder', x);
    this.#categories = chooseColumns(this.#options.columns, width).map((column) => {
      const values = distinct(columnOf(x, column));
      if (values.length > MOST_CATEGORIES) {
        throw new RangeError(
          `column ${column} has ${values.length} different values, more than the ${MOST_CATEGORIES} that OneHotEncoder ` +
            'makes columns for: choose the columns that hold categories, or use TargetEncoder or KBinsDiscretizer',
        );
      }
      return values;
    });
    this.#width = width;
    return this;
  }

  /**
   * Replaces the columns of rows.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, columns]
   * @returns new float32 rows
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit, holds NaN or infinity, or, unless they are
   *   ignored, values that are unknown
   */
  transform(x: NdArray): NdArray {
    checkRows('OneHotEncoder', x, this.#width);
    const chosen = chooseColumns(this.#options.columns, this.#width);
    const dropped = this.#dropped();
    const ignore = this.#options.handleUnknown === 'ignore';
    const categories = this.#categories;
    const widths = categories.map((values, choice) => values.length - dropped[choice]!);
    return replaceColumns(x, chosen, widths, (out, position, value, choice, row) => {
      const place = placeOf(categories[choice]!, value);
      if (place >= 0) {
        if (place >= dropped[choice]!) out[position + place - dropped[choice]!] = 1;
      } else if (!ignore) {
        throw new RangeError(
          `column ${chosen[choice]} holds ${shortest(value)} in row ${row}, a value that no training row had: ` +
            "pass handleUnknown: 'ignore' for zeros",
        );
      }
    });
  }

  /**
   * The names of the columns that `transform` gives: 'a_1', 'a_3' for the values 1 and 3 of a.
   *
   * @param names the names of the columns before; default x0, x1, …
   * @throws Error before `fit`; TypeError or RangeError if the names do not fit
   */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    checkFitted('OneHotEncoder', this.#width, 'getFeatureNamesOut');
    const dropped = this.#dropped();
    return replaceNames(
      readNames(names, this.#width),
      chooseColumns(this.#options.columns, this.#width),
      (name, choice) =>
        this.#categories
          [choice]!.slice(dropped[choice])
          .map((value) => `${name}_${shortest(value)}`),
    );
  }

  /** Returns the options and what was learned as plain JSON: `new OneHotEncoder(config)` makes the step again. */
  toJSON(): OneHotEncoderJson {
    const width = this.#width;
    const fitted = width !== undefined && { fitted: { width, categories: this.categories! } };
    return { className: 'OneHotEncoder', config: { ...this.#options, ...fitted } };
  }

  /** How many categories of each column, from the first on, have no column. */
  #dropped(): number[] {
    const { drop } = this.#options;
    return this.#categories.map((values) =>
      drop === 'first' || (drop === 'ifBinary' && values.length === 2) ? 1 : 0,
    );
  }
}

const MOST_CATEGORIES = 10_000;
