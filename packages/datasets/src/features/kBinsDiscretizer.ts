import { checkInteger, checkOneOf, checkOptions, describe, warn, type NdArray } from '@occam/core';
import {
  checkColumns,
  checkFitRows,
  checkFitted,
  checkRows,
  chooseColumns,
  columnOf,
  readNames,
  replaceColumns,
  replaceNames,
  type ColumnsOption,
} from './featureColumns.js';
import { checkNumberLists, readFitted } from './readFitted.js';

/** How a {@link KBinsDiscretizer} writes a bin: its index, or a column of 0 and 1 for each bin. */
export type BinEncoding = 'onehot' | 'ordinal';
/** How it chooses bins: of the same width, or with as many training rows. */
export type BinStrategy = 'uniform' | 'quantile';
/** How a quantile between two values is computed, as NumPy's methods of these names. */
export type QuantileMethod = 'averaged_inverted_cdf' | 'linear';

/** What {@link KBinsDiscretizer} takes. */
export interface KBinsDiscretizerOptions extends ColumnsOption {
  /** How many bins each column gets, at least 2, or a list of one number for each chosen column. Default 5. */
  readonly nBins?: number | readonly number[] | undefined;
  /** How a bin is written. Default 'onehot'. */
  readonly encode?: BinEncoding | undefined;
  /** How the bins are chosen. Default 'quantile'. */
  readonly strategy?: BinStrategy | undefined;
  /** How quantiles are computed. Default 'averaged_inverted_cdf', as scikit-learn from 1.9 on. */
  readonly quantileMethod?: QuantileMethod | undefined;
  /** What was learned, from the step's JSON. Default: nothing yet. */
  readonly fitted?: KBinsFitted | undefined;
}

/** What a {@link KBinsDiscretizer} learned. */
export interface KBinsFitted {
  /** How many columns there are. */
  readonly width: number;
  /** The edges of the bins of each chosen column, ascending; none for a constant column, which has one bin. */
  readonly binEdges: readonly (readonly number[])[];
}

/** A {@link KBinsDiscretizer} as plain JSON. */
export interface KBinsDiscretizerJson {
  /** The name in recipes. */
  className: 'KBinsDiscretizer';
  /** The options and, once fitted, the edges. */
  config: {
    /** As in the options. */
    columns?: number[];
    /** As in the options. */
    nBins: number | number[];
    /** As in the options. */
    encode: BinEncoding;
    /** As in the options. */
    strategy: BinStrategy;
    /** As in the options. */
    quantileMethod: QuantileMethod;
    /** What was learned; absent before `fit`. */
    fitted?: { width: number; binEdges: number[][] };
  };
}

/**
 * Sorts numbers into bins, as scikit-learn's `KBinsDiscretizer` (without its k-means, weights and subsampling): bin i
 * of a column is [edge i, edge i + 1), values beyond the outer edges count to the outer bins. Quantile edges closer
 * than 1e-8 become one (with a warning), a constant column gets one bin. A one-hot column says 1 in its bin's column,
 * in the column's place.
 *
 * @example
 * ```ts
 * import { KBinsDiscretizer } from '@occam/datasets/features';
 *
 * const x = { data: new Float32Array([1, 2, 3, 10]), shape: [4, 1] };
 * const bins = new KBinsDiscretizer({ nBins: 2, encode: 'ordinal' }).fit(x);
 * bins.transform(x).data; // [0, 0, 1, 1]
 * ```
 */
export class KBinsDiscretizer {
  readonly #options: KBinsDiscretizerJson['config'];
  #width: number | undefined;
  #edges: number[][] = [];

  /**
   * Makes a step that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: KBinsDiscretizerOptions = {}) {
    checkOptions('KBinsDiscretizer', options, [
      'columns',
      'nBins',
      'encode',
      'strategy',
      'quantileMethod',
      'fitted',
    ]);
    const { columns, nBins = 5, encode = 'onehot', strategy = 'quantile', fitted } = options;
    const { quantileMethod = 'averaged_inverted_cdf' } = options;
    checkColumns(columns);
    if (Array.isArray(nBins)) {
      for (const [i, bins] of nBins.entries()) checkInteger(`nBins[${i}]`, bins, { min: 2 });
    } else if (typeof nBins === 'number') {
      checkInteger('nBins', nBins, { min: 2 });
    } else {
      throw new TypeError(
        `nBins must be a whole number or a list of one for each column, not ${describe(nBins)}`,
      );
    }
    checkOneOf('encode', encode, ['onehot', 'ordinal']);
    checkOneOf('strategy', strategy, ['uniform', 'quantile']);
    checkOneOf('quantileMethod', quantileMethod, ['averaged_inverted_cdf', 'linear']);
    this.#options = {
      ...(columns && { columns: [...columns] }),
      nBins: typeof nBins === 'number' ? nBins : [...nBins],
      encode,
      strategy,
      quantileMethod,
    };
    if (fitted === undefined) return;
    readFitted('KBinsDiscretizer', fitted, ['width', 'binEdges']);
    checkInteger('fitted.width', fitted.width, { min: 1 });
    checkNumberLists('fitted.binEdges', fitted.binEdges);
    const chosen = chooseColumns(columns, fitted.width);
    if (fitted.binEdges.length !== chosen.length) {
      throw new RangeError(
        `fitted.binEdges lists ${fitted.binEdges.length} columns, but there are ${chosen.length}`,
      );
    }
    this.#width = fitted.width;
    this.#edges = fitted.binEdges.map((edges) => [...edges]);
  }

  /** The edges of the bins of each chosen column; none for a constant column; undefined before `fit`. */
  get binEdges(): number[][] | undefined {
    return this.#width === undefined ? undefined : this.#edges.map((edges) => [...edges]);
  }

  /**
   * Learns the edges of the bins.
   *
   * @param x the training rows, shape [n, columns]
   * @returns itself
   * @throws TypeError or RangeError if `x` has another rank, no rows or columns, or holds NaN or infinity, or if the
   *   columns or the numbers of bins do not fit it
   */
  fit(x: NdArray): this {
    const width = checkFitRows('KBinsDiscretizer', x);
    const { columns, nBins, strategy, quantileMethod } = this.#options;
    const chosen = chooseColumns(columns, width);
    if (typeof nBins !== 'number' && nBins.length !== chosen.length) {
      throw new RangeError(
        `nBins lists ${nBins.length} numbers of bins, but there are ${chosen.length} columns to sort into bins`,
      );
    }
    this.#edges = chosen.map((column, choice) => {
      const sorted = columnOf(x, column).sort();
      const bins = typeof nBins === 'number' ? nBins : nBins[choice]!;
      const least = sorted[0]!;
      const greatest = sorted.at(-1)!;
      if (least === greatest) {
        warn(`KBinsDiscretizer: column ${column} is constant and gets one bin`);
        return [];
      }
      if (strategy === 'uniform') return linspace(least, greatest, bins);
      const quantile = quantileMethod === 'linear' ? linearQuantile : averagedQuantile;
      const all = linspace(0, 100, bins).map((percent) => quantile(sorted, percent / 100));
      const edges = all.filter((edge, i) => i === 0 || edge - all[i - 1]! > 1e-8);
      if (edges.length < all.length) {
        warn(
          `KBinsDiscretizer: column ${column} has many equal values, so that ${edges.length - 1} of ${bins} bins are left`,
        );
      }
      return edges;
    });
    this.#width = width;
    return this;
  }

  /**
   * Sorts rows into the bins.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, columns]
   * @returns new float32 rows
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit or holds NaN or infinity
   */
  transform(x: NdArray): NdArray {
    checkRows('KBinsDiscretizer', x, this.#width);
    const chosen = chooseColumns(this.#options.columns, this.#width);
    const edges = this.#edges;
    if (this.#options.encode === 'ordinal') {
      const widths = chosen.map(() => 1);
      return replaceColumns(x, chosen, widths, (out, position, value, choice) => {
        out[position] = binOf(edges[choice]!, value);
      });
    }
    return replaceColumns(x, chosen, this.#counts(), (out, position, value, choice) => {
      out[position + binOf(edges[choice]!, value)] = 1;
    });
  }

  /**
   * The names of the columns that `transform` gives: a's own, or for one-hot columns 'a_0', 'a_1', ….
   *
   * @param names the names of the columns before; default x0, x1, …
   * @throws Error before `fit`; TypeError or RangeError if the names do not fit
   */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    checkFitted('KBinsDiscretizer', this.#width, 'getFeatureNamesOut');
    const before = readNames(names, this.#width);
    if (this.#options.encode === 'ordinal') return [...before];
    const counts = this.#counts();
    return replaceNames(before, chooseColumns(this.#options.columns, this.#width), (name, choice) =>
      Array.from({ length: counts[choice]! }, (_, bin) => `${name}_${bin}`),
    );
  }

  /** Returns the options and what was learned as plain JSON: `new KBinsDiscretizer(config)` makes the step again. */
  toJSON(): KBinsDiscretizerJson {
    const width = this.#width;
    const fitted = width !== undefined && { fitted: { width, binEdges: this.binEdges! } };
    return { className: 'KBinsDiscretizer', config: { ...this.#options, ...fitted } };
  }

  #counts(): number[] {
    return this.#edges.map((edges) => Math.max(edges.length - 1, 1));
  }
}

/** How many inner edges are at most the value: the index of its bin. */
function binOf(edges: readonly number[], value: number): number {
  let low = 1;
  let high = Math.max(edges.length - 1, 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** NumPy's linspace: steps + 1 numbers from least to greatest. */
function linspace(least: number, greatest: number, steps: number): number[] {
  const step = (greatest - least) / steps;
  return Array.from({ length: steps + 1 }, (_, i) => (i === steps ? greatest : i * step + least));
}

/** Hyndman and Fan's (1996) seventh definition: between the values by linear interpolation. */
function linearQuantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const part = place - below;
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}

/** Hyndman and Fan's (1996) second definition: a value, or the mean of two where the share falls between them. */
function averagedQuantile(sorted: Float64Array, share: number): number {
  const place = share * sorted.length;
  const last = sorted.length - 1;
  const at = Math.min(Math.max(Math.ceil(place) - 1, 0), last);
  if (place > Math.floor(place) || place <= 0) return sorted[at]!;
  return (sorted[at]! + sorted[Math.min(place, last)]!) / 2;
}
