import {
  isMissingValue,
  shortened,
  valueText,
  type CellError,
  type CellValue,
  type Column,
} from './column.js';
import { cellText, isMissing, parseDecimal } from './csvCell.js';
import { GrowingArray } from './growingArray.js';
import { parseDate } from './parseDate.js';

/** The cells of a time column as they come: all numbers, or all ISO 8601 dates. */
export class ColumnTimes implements Column {
  /** The numbers, or milliseconds since 1970 UTC. */
  readonly values = new GrowingArray(Float64Array);
  /** Whether the cells are dates; undefined before the first. */
  areDates: boolean | undefined;
  readonly #error: CellError;

  /** @param error makes the error for a bad cell */
  constructor(error: CellError) {
    this.#error = error;
  }

  addCell(bytes: Uint8Array, start: number, end: number, line: number): void {
    const number = parseDecimal(bytes, start, end);
    if (Number.isFinite(number) && this.areDates === false) this.values.push(number);
    else if (!Number.isNaN(number)) this.#add(number, false, cellText(bytes, start, end), line);
    else if (isMissing(bytes, start, end)) throw this.#missing(line);
    else {
      const text = cellText(bytes, start, end);
      this.#add(parseDate(text), true, text, line);
    }
  }

  addValue(value: CellValue, row: number): void {
    if (isMissingValue(value)) throw this.#missing(row);
    const text = valueText(value);
    if (typeof value === 'string') this.#add(parseDate(text), true, text, row);
    else if (typeof value === 'boolean') this.#add(NaN, false, text, row);
    else this.#add(Number(value), value instanceof Date, text, row);
  }

  #add(value: number, isDate: boolean, text: string, row: number): void {
    if (!Number.isFinite(value)) {
      throw this.#error(
        row,
        `'${shortened(text)}' is no time: write a number or an ISO 8601 date such as 2024-05-31 or 2024-05-31T12:00Z`,
      );
    }
    this.areDates ??= isDate;
    if (this.areDates !== isDate) {
      throw this.#error(
        row,
        `'${text}' is a ${isDate ? 'date, but the cells above are numbers' : 'number, but the cells above are dates'}`,
      );
    }
    this.values.push(value);
  }

  #missing(row: number): RangeError {
    return this.#error(row, 'is missing; every row needs a time');
  }

  /** All values, shape [rows]. */
  toArray(): Float64Array {
    return Float64Array.from({ length: this.values.length }, (_, row) => this.values.at(row));
  }
}
