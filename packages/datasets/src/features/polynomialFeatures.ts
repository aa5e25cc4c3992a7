import { checkBoolean, checkInteger, checkOptions, type NdArray } from '@occam/core';
import {
  checkColumns,
  checkFitRows,
  checkFitted,
  checkRows,
  chooseColumns,
  readNames,
  type ColumnsOption,
} from './featureColumns.js';
import { readFitted } from './readFitted.js';

/** What {@link PolynomialFeatures} takes. */
export interface PolynomialFeaturesOptions extends ColumnsOption {
  /** The highest degree, at least 0, or [lowest, highest]. Default 2. */
  readonly degree?: number | readonly [number, number] | undefined;
  /** Whether a column may come only once in a product: x₀x₁, but not x₀². Default false. */
  readonly interactionOnly?: boolean | undefined;
  /** Whether the first column is 1. Default true, as in scikit-learn; a network has a bias of its own. */
  readonly includeBias?: boolean | undefined;
  /** What was learned, from the step's JSON. Default: nothing yet. */
  readonly fitted?: { readonly width: number } | undefined;
}

/** A {@link PolynomialFeatures} as plain JSON. */
export interface PolynomialFeaturesJson {
  /** The name in recipes. */
  className: 'PolynomialFeatures';
  /** The options and, once fitted, the number of columns. */
  config: {
    /** As in the options. */
    columns?: number[];
    /** As in the options. */
    degree: number | [number, number];
    /** As in the options. */
    interactionOnly: boolean;
    /** As in the options. */
    includeBias: boolean;
    /** How many columns it was fitted on; absent before `fit`. */
    fitted?: { width: number };
  };
}

/**
 * Makes all products of columns up to a degree, in the order of scikit-learn's `PolynomialFeatures`: by degree, then by
 * the columns; of (a, b) to the degree 2: 1, a, b, a², ab, b². With `columns`, the products of those stand first, and
 * the other columns follow. Products are computed in float64 and rounded to float32 once; scale the columns after
 * this step rather than before it, or both.
 *
 * @example
 * ```ts
 * import { PolynomialFeatures } from '@occam/datasets/features';
 *
 * const x = { data: new Float32Array([2, 3]), shape: [1, 2] };
 * const step = new PolynomialFeatures({ degree: 2 }).fit(x);
 * step.transform(x).data; // [1, 2, 3, 4, 6, 9]
 * step.getFeatureNamesOut(['a', 'b']); // ['1', 'a', 'b', 'a^2', 'a b', 'b^2']
 * ```
 */
export class PolynomialFeatures {
  readonly #options: PolynomialFeaturesJson['config'];
  readonly #lowest: number;
  readonly #highest: number;
  #width: number | undefined;
  #products: Product[] = [];

  /**
   * Makes a step that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: PolynomialFeaturesOptions = {}) {
    checkOptions('PolynomialFeatures', options, [
      'columns',
      'degree',
      'interactionOnly',
      'includeBias',
      'fitted',
    ]);
    const { columns, degree = 2, interactionOnly = false, includeBias = true, fitted } = options;
    checkColumns(columns);
    checkBoolean('interactionOnly', interactionOnly);
    checkBoolean('includeBias', includeBias);
    const [lowest, highest] = Array.isArray(degree) ? degree : [0, degree as number];
    checkInteger(Array.isArray(degree) ? 'degree[1]' : 'degree', highest, { min: 0 });
    checkInteger('degree[0]', lowest, { min: 0, max: highest });
    if (highest === 0 && !includeBias) {
      throw new RangeError('degree 0 without includeBias leaves no column: raise the degree');
    }
    this.#lowest = lowest;
    this.#highest = highest;
    this.#options = {
      ...(columns && { columns: [...columns] }),
      degree: Array.isArray(degree) ? [lowest, highest] : highest,
      interactionOnly,
      includeBias,
    };
    if (fitted !== undefined) {
      readFitted('PolynomialFeatures', fitted, ['width']);
      checkInteger('fitted.width', fitted.width, { min: 1 });
      this.#learn(fitted.width);
    }
  }

  /**
   * Learns how many columns there are.
   *
   * @param x the training rows, shape [n, columns]
   * @returns itself
   * @throws TypeError or RangeError if `x` has another rank, no rows or columns, or holds NaN or infinity, if a chosen
   *   column does not exist, or if there were more than a million products
   */
  fit(x: NdArray): this {
    this.#learn(checkFitRows('PolynomialFeatures', x));
    return this;
  }

  /**
   * Multiplies the columns of rows.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, columns]
   * @returns new float32 rows, shape [n, products + other columns]
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit, or a product is too large for float32
   */
  transform(x: NdArray): NdArray {
    checkRows('PolynomialFeatures', x, this.#width);
    const width = this.#width;
    const n = x.shape[0]!;
    const chosen = chooseColumns(this.#options.columns, width);
    const others = Array.from({ length: width }, (_, j) => j).filter((j) => !chosen.includes(j));
    // Flat copies: this loop runs over every number that is made.
    const bases = Int32Array.from(this.#products, ({ base }) => base);
    const factors = Int32Array.from(this.#products, ({ column }) => column);
    const kept = Uint8Array.from(this.#products, (product) => (product.kept ? 1 : 0));
    const values = new Float64Array(bases.length);
    values[0] = 1;
    const outWidth = kept.reduce((sum, is) => sum + is, 0) + others.length;
    const out = new Float32Array(n * outWidth);
    let position = 0;
    for (let row = 0; row < n; row++) {
      const start = row * width;
      if (kept[0] === 1) out[position++] = 1;
      for (let i = 1; i < bases.length; i++) {
        const value = values[bases[i]!]! * x.data[start + factors[i]!]!;
        values[i] = value;
        if (kept[i] === 1) out[position++] = value;
      }
      for (const column of others) out[position++] = x.data[start + column]!;
    }
    for (let i = 0; i < out.length; i++) {
      if (Number.isFinite(out[i]!)) continue;
      throw new RangeError(
        `a product of row ${Math.floor(i / outWidth)} is too large for float32: ` +
          'scale the columns before PolynomialFeatures or lower the degree',
      );
    }
    return { data: out, shape: [n, outWidth] };
  }

  /**
   * The names of the columns that `transform` gives: '1', 'a', 'a^2', 'a b'.
   *
   * @param names the names of the columns before; default x0, x1, …
   * @throws Error before `fit`; TypeError or RangeError if the names do not fit
   */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    checkFitted('PolynomialFeatures', this.#width, 'getFeatureNamesOut');
    const before = readNames(names, this.#width);
    const chosen = chooseColumns(this.#options.columns, this.#width);
    const powers: number[][] = [];
    const made: string[] = [];
    for (const { base, column, kept } of this.#products) {
      const power = base < 0 ? [] : [...powers[base]!, column];
      powers.push(power);
      if (kept) made.push(nameOf(power, before));
    }
    return [...made, ...before.filter((_, column) => !chosen.includes(column))];
  }

  /** Returns the options and what was learned as plain JSON: `new PolynomialFeatures(config)` makes the step again. */
  toJSON(): PolynomialFeaturesJson {
    const width = this.#width;
    return {
      className: 'PolynomialFeatures',
      config: { ...this.#options, ...(width !== undefined && { fitted: { width } }) },
    };
  }

  #learn(width: number): void {
    const { columns, interactionOnly, includeBias } = this.#options;
    const chosen = chooseColumns(columns, width);
    this.#products = makeProducts(chosen, {
      lowest: this.#lowest,
      highest: this.#highest,
      interactionOnly,
      includeBias,
    });
    this.#width = width;
  }
}

/** An earlier product times a column; 1 where there is none. */
interface Product {
  readonly base: number;
  readonly column: number;
  /** The place of the column among the chosen ones. */
  readonly last: number;
  /** Whether it is given out, or only others are made from it. */
  readonly kept: boolean;
}

const MOST_PRODUCTS = 1_000_000;

function makeProducts(
  columns: readonly number[],
  options: { lowest: number; highest: number; interactionOnly: boolean; includeBias: boolean },
): Product[] {
  const { lowest, highest, interactionOnly, includeBias } = options;
  const products: Product[] = [{ base: -1, column: -1, last: 0, kept: includeBias }];
  let start = 0;
  for (let degree = 1; degree <= highest; degree++) {
    const end = products.length;
    for (let base = start; base < end; base++) {
      const { last } = products[base]!;
      const first = interactionOnly && degree > 1 ? last + 1 : last;
      for (let next = first; next < columns.length; next++) {
        products.push({ base, column: columns[next]!, last: next, kept: degree >= lowest });
        if (products.length > MOST_PRODUCTS) {
          throw new RangeError(
            `degree ${highest} makes more than ${MOST_PRODUCTS} products of ${columns.length} columns: ` +
              'lower the degree or choose fewer columns',
          );
        }
      }
    }
    start = end;
  }
  return products;
}

function nameOf(power: readonly number[], names: readonly string[]): string {
  if (power.length === 0) return '1';
  const counts = new Map<number, number>();
  for (const column of power) counts.set(column, (counts.get(column) ?? 0) + 1);
  return [...counts]
    .map(([column, count]) => (count > 1 ? `${names[column]}^${count}` : names[column]))
    .join(' ');
}
