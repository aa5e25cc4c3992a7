import { cellText, isInfinite, isMissing, parseDecimal } from './csvCell.js';
import { parseDate } from './parseDate.js';

/** A value and how often it occurs. */
export interface CsvValueCount {
  /** The value, as text. */
  readonly value: string;
  /** How many cells have it. */
  readonly count: number;
}

/** What `inspectCsv` finds in a column. */
export interface CsvColumnSummary {
  /** The column's name. */
  readonly name: string;
  /** What its present cells are: all numbers, all ISO 8601 dates, none, or anything else. */
  readonly type: 'number' | 'date' | 'text' | 'empty';
  /** How many cells are missing. */
  readonly missing: number;
  /** How many cells are infinite or beyond float64 (`inf`, `1e999`); no dataset can hold them. */
  readonly infinite: number;
  /** How many distinct values there are (1 and 1.0 are one), counted up to 10,000. */
  readonly distinct: number;
  /** Whether there are more distinct values than were counted. */
  readonly distinctIsPartial: boolean;
  /** Whether all present cells have one value. */
  readonly constant: boolean;
  /** The smallest number, or the earliest date in milliseconds since 1970 UTC. */
  readonly min: number | undefined;
  /** The largest number, or the latest date in milliseconds since 1970 UTC. */
  readonly max: number | undefined;
  /** The mean of the numbers. */
  readonly mean: number | undefined;
  /** The standard deviation of the numbers, with n − 1 in the denominator; 0 for one number. */
  readonly std: number | undefined;
  /** Of numbers and dates: whether none is less than the one before it, as in a time column in order. */
  readonly ascending: boolean | undefined;
  /** The values from the most frequent to the least, where there are at most 20. */
  readonly values: readonly CsvValueCount[] | undefined;
}

const MAX_DISTINCT = 10_000;
const MAX_VALUES = 20;

/** Takes the cells of a column one by one and keeps no more of them than their summary needs. */
export class CsvColumnInspector {
  readonly #name: string;
  readonly #counts = new Map<string | number, number>();
  #missing = 0;
  #infinite = 0;
  #texts = 0;
  #distinctIsPartial = false;
  readonly #numbers = new RunningStatistics();
  readonly #dates = new RunningStatistics();

  /** @param name the column's name */
  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the next cell. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const number = parseDecimal(bytes, start, end);
    if (Number.isFinite(number)) {
      this.#numbers.add(number);
      this.#count(number);
    } else if (isMissing(bytes, start, end)) this.#missing++;
    else if (!Number.isNaN(number) || isInfinite(bytes, start, end)) this.#infinite++;
    else {
      const text = cellText(bytes, start, end);
      const date = parseDate(text);
      if (Number.isNaN(date)) this.#texts++;
      else this.#dates.add(date);
      this.#count(text);
    }
  }

  /** What the cells so far are. */
  summarize(): CsvColumnSummary {
    const type = this.#type();
    const ordered = type === 'number' ? this.#numbers : type === 'date' ? this.#dates : undefined;
    const isNumber = type === 'number' && this.#numbers.count > 0;
    return {
      name: this.#name,
      type,
      missing: this.#missing,
      infinite: this.#infinite,
      distinct: this.#counts.size,
      distinctIsPartial: this.#distinctIsPartial,
      constant: this.#counts.size === 1 && this.#infinite === 0,
      min: ordered?.min,
      max: ordered?.max,
      mean: isNumber ? this.#numbers.mean : undefined,
      std: isNumber ? this.#numbers.std : undefined,
      ascending: ordered?.ascending,
      values:
        this.#counts.size <= MAX_VALUES
          ? [...this.#counts]
              .map(([value, count]) => ({ value: String(value), count }))
              .sort((a, b) => b.count - a.count)
          : undefined,
    };
  }

  #type(): CsvColumnSummary['type'] {
    const numbers = this.#numbers.count + this.#infinite;
    const dates = this.#dates.count;
    if (numbers + dates + this.#texts === 0) return 'empty';
    if (dates + this.#texts === 0) return 'number';
    return numbers + this.#texts === 0 ? 'date' : 'text';
  }

  #count(value: string | number): void {
    const count = this.#counts.get(value);
    if (count !== undefined || this.#counts.size < MAX_DISTINCT) {
      this.#counts.set(value, (count ?? 0) + 1);
    } else this.#distinctIsPartial = true;
  }
}

/** Mean and spread in one pass (Welford, 1962), with range and order. */
class RunningStatistics {
  count = 0;
  min: number | undefined;
  max: number | undefined;
  mean = 0;
  ascending = true;
  #squares = 0;
  #last = -Infinity;

  add(value: number): void {
    this.count++;
    this.ascending &&= value >= this.#last;
    this.#last = value;
    if (this.min === undefined || value < this.min) this.min = value;
    if (this.max === undefined || value > this.max) this.max = value;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.#squares += before * (value - this.mean);
  }

  get std(): number {
    return Math.sqrt(this.#squares / Math.max(1, this.count - 1));
  }
}
