import { cellText, isMissing, parseDecimal } from './csvCell.js';
import type { CellError } from './csvValues.js';
import { GrowingArray } from './growingArray.js';
import { parseDate } from './parseDate.js';

/** The cells of a time column as they come: all numbers, or all ISO 8601 dates. */
export class CsvTimes {
  /** The numbers, or milliseconds since 1970 UTC. */
  readonly values = new GrowingArray(Float64Array);
  /** Whether the cells are dates; undefined before the first. */
  areDates: boolean | undefined;
  readonly #error: CellError;

  /** @param error makes the error for a bad cell */
  constructor(error: CellError) {
    this.#error = error;
  }

  /**
   * Appends a cell.
   *
   * @throws RangeError if it is missing, no time, or of the other kind than the first
   */
  add(bytes: Uint8Array, start: number, end: number, line: number): void {
    const number = parseDecimal(bytes, start, end);
    const isDate = Number.isNaN(number);
    const value = isDate ? parseDate(cellText(bytes, start, end)) : number;
    if (!Number.isFinite(value)) {
      throw this.#error(
        line,
        isMissing(bytes, start, end)
          ? 'is missing; every row needs a time'
          : `'${cellText(bytes, start, end)}' is no time: write a number or an ISO 8601 date such as 2024-05-31 or 2024-05-31T12:00Z`,
      );
    }
    this.areDates ??= isDate;
    if (this.areDates !== isDate) {
      throw this.#error(
        line,
        `'${cellText(bytes, start, end)}' is a ${isDate ? 'date, but the cells above are numbers' : 'number, but the cells above are dates'}`,
      );
    }
    this.values.push(value);
  }

  /** All values, shape [rows]. */
  toArray(): Float64Array {
    return Float64Array.from({ length: this.values.length }, (_, row) => this.values.at(row));
  }
}
