import { checkInteger, checkOneOf, checkOptions, type NdArray } from '@occam/core';
import {
  DAY,
  datePartNames,
  GREATEST_TIME,
  readDateParts,
  writeDateParts,
  type DatePart,
  type DatePartsChoice,
} from './datePartsOf.js';
import {
  checkColumns,
  checkFitRows,
  checkFitted,
  checkRows,
  chooseColumns,
  readNames,
  replaceColumns,
  replaceNames,
  type ColumnsOption,
} from './featureColumns.js';
import { readFitted } from './readFitted.js';

/** In which unit a column counts time since 1970-01-01 UTC. */
export type TimeUnit = 'milliseconds' | 'seconds' | 'days';

/** What {@link DateParts} takes. */
export interface DatePartsOptions extends ColumnsOption, DatePartsChoice {
  /** The unit of the columns. Default 'milliseconds'. */
  readonly unit?: TimeUnit | undefined;
  /** What was learned, from the step's JSON. Default: nothing yet. */
  readonly fitted?: { readonly width: number } | undefined;
}

/** A {@link DateParts} as plain JSON. */
export interface DatePartsJson {
  /** The name in recipes. */
  className: 'DateParts';
  /** The options and, once fitted, the number of columns. */
  config: {
    /** As in the options. */
    columns?: number[];
    /** As in the options. */
    parts: DatePart[];
    /** As in the options. */
    cycles: boolean;
    /** As in the options. */
    unit: TimeUnit;
    /** How many columns it was fitted on; absent before `fit`. */
    fitted?: { width: number };
  };
}

/**
 * Replaces each column of times (since 1970-01-01 UTC) by the parts of the date, in its place.
 *
 * A float32 of milliseconds holds today's times to 131 s only. So of the times that such a number may stand for the
 * roundest is taken: a whole day, else a whole hour, else a whole minute. Dates and full hours come out right; for
 * more, give seconds or days, an Int32Array, or use {@link addDateParts} on the exact times of a dataset.
 *
 * @example
 * ```ts
 * import { DateParts } from '@occam/datasets/features';
 *
 * const x = { data: new Float32Array([Date.UTC(2024, 1, 29)]), shape: [1, 1] };
 * const step = new DateParts({ parts: ['month', 'day', 'weekday'] }).fit(x);
 * step.transform(x).data; // [2, 29, 3]: a Thursday
 * step.getFeatureNamesOut(['sold']); // ['sold_month', 'sold_day', 'sold_weekday']
 * ```
 */
export class DateParts {
  readonly #options: DatePartsJson['config'];
  #width: number | undefined;

  /**
   * Makes a step that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: DatePartsOptions = {}) {
    checkOptions('DateParts', options, ['columns', 'parts', 'cycles', 'unit', 'fitted']);
    const { columns, unit = 'milliseconds', fitted } = options;
    checkColumns(columns);
    const { parts, cycles } = readDateParts(options);
    checkOneOf('unit', unit, ['milliseconds', 'seconds', 'days']);
    this.#options = { ...(columns && { columns: [...columns] }), parts, cycles, unit };
    if (fitted === undefined) return;
    readFitted('DateParts', fitted, ['width']);
    checkInteger('fitted.width', fitted.width, { min: 1 });
    chooseColumns(columns, fitted.width);
    this.#width = fitted.width;
  }

  /**
   * Learns how many columns there are.
   *
   * @param x the training rows, shape [n, columns]
   * @returns itself
   * @throws TypeError or RangeError if `x` has another rank, no rows or columns, or holds NaN or infinity, or if a
   *   column does not exist
   */
  fit(x: NdArray): this {
    const width = checkFitRows('DateParts', x);
    chooseColumns(this.#options.columns, width);
    this.#width = width;
    return this;
  }

  /**
   * Takes the times of rows apart.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, columns]
   * @returns new float32 rows
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit, holds NaN or infinity, or a number that is
   *   no time
   */
  transform(x: NdArray): NdArray {
    checkRows('DateParts', x, this.#width);
    const { parts, cycles, unit } = this.#options;
    const chosen = chooseColumns(this.#options.columns, this.#width);
    const count = datePartNames(parts, cycles).length;
    const milliseconds = { milliseconds: 1, seconds: 1000, days: DAY }[unit];
    const exact = x.data instanceof Int32Array;
    const widths = chosen.map(() => count);
    return replaceColumns(x, chosen, widths, (out, position, value, choice, row) => {
      const time = value * milliseconds;
      if (Math.abs(time) > GREATEST_TIME) {
        throw new RangeError(
          `column ${chosen[choice]} holds ${value} in row ${row}, which is no time in ${unit} since 1970`,
        );
      }
      const read = exact ? time : roundestTime(time, (spacing(value) / 2) * milliseconds);
      writeDateParts(out, position, read, parts, cycles);
    });
  }

  /**
   * The names of the columns that `transform` gives: 'a_month', or 'a_month_sin' and 'a_month_cos'.
   *
   * @param names the names of the columns before; default x0, x1, …
   * @throws Error before `fit`; TypeError or RangeError if the names do not fit
   */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    checkFitted('DateParts', this.#width, 'getFeatureNamesOut');
    const { columns, parts, cycles } = this.#options;
    const made = datePartNames(parts, cycles);
    return replaceNames(
      readNames(names, this.#width),
      chooseColumns(columns, this.#width),
      (name) => made.map((part) => `${name}_${part}`),
    );
  }

  /** Returns the options and what was learned as plain JSON: `new DateParts(config)` makes the step again. */
  toJSON(): DatePartsJson {
    const width = this.#width;
    return {
      className: 'DateParts',
      config: { ...this.#options, ...(width !== undefined && { fitted: { width } }) },
    };
  }
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The distance from a float32 number to the next one away from 0. */
function spacing(value: number): number {
  const size = Math.abs(value);
  float[0] = size;
  bits[0]! += 1;
  return float[0]! - size;
}

/** The whole day, else hour, else minute within `tolerance` of a time, else the time. */
function roundestTime(time: number, tolerance: number): number {
  for (const unit of [DAY, 3_600_000, 60_000]) {
    const nearest = Math.round(time / unit) * unit;
    if (Math.abs(nearest - time) <= tolerance) return nearest;
  }
  return time;
}
