import {
  isMissingValue,
  shortened,
  valueText,
  type CellError,
  type CellValue,
  type Column,
} from './column.js';
import { cellText, isInfinite, isMissing, parseDecimal } from './csvCell.js';
import { GrowingArray } from './growingArray.js';

/** How a column of {@link ColumnValues} takes its cells. */
export interface ColumnValuesOptions {
  /** Whether missing cells are allowed. */
  readonly missing: boolean;
  /** What to say of a missing cell that is not allowed, after « is missing ». */
  readonly missingAdvice: string;
  /** Whether text is allowed. */
  readonly text: boolean;
  /** What to say of text that is not allowed, after « 'abc' is not a number ». */
  readonly textAdvice: string;
  /** Whether true and false are texts, as classes are, instead of 1 and 0. Default false. */
  readonly booleansAreText?: boolean | undefined;
}

/**
 * The cells of a column as they come: numbers, until the first text turns the whole column into texts.
 * Texts are kept as codes into a list of the distinct ones; a number in a column of texts is the text of its
 * value, so that `1` and `1.0` are the same, wherever the first text stands.
 */
export class ColumnValues implements Column {
  /** The numbers, or the codes of the texts; NaN where a cell is missing. */
  readonly values: GrowingArray;
  /** The distinct texts by code; undefined for a column of numbers. */
  texts: string[] | undefined;
  /** How many cells are missing. */
  missing = 0;
  readonly #codes = new Map<string, number>();
  readonly #options: ColumnValuesOptions;
  readonly #error: CellError;

  /** Float32 is enough to hold numbers that never need to become text again. */
  constructor(options: ColumnValuesOptions, error: CellError) {
    this.values = new GrowingArray(options.text ? Float64Array : Float32Array);
    this.#options = options;
    this.#error = error;
  }

  addCell(bytes: Uint8Array, start: number, end: number, line: number): void {
    const number = parseDecimal(bytes, start, end);
    if (number <= FLOAT32_MAX && number >= -FLOAT32_MAX) this.#addNumber(number);
    else if (isMissing(bytes, start, end)) this.#addMissing(line);
    else {
      const text = cellText(bytes, start, end);
      if (isInfinite(bytes, start, end) || !Number.isNaN(number)) throw this.#infinite(text, line);
      this.#addText(text, line);
    }
  }

  addValue(value: CellValue, row: number): void {
    if (isMissingValue(value)) this.#addMissing(row);
    else if (typeof value === 'string' || value instanceof Date) {
      this.#addText(valueText(value), row);
    } else if (typeof value === 'boolean' && this.#options.booleansAreText === true) {
      this.#addText(String(value), row);
    } else {
      const number = Number(value);
      if (Math.abs(number) > FLOAT32_MAX) throw this.#infinite(String(value), row);
      this.#addNumber(number);
    }
  }

  #addNumber(number: number): void {
    this.values.push(this.texts === undefined ? number : this.#code(String(number)));
  }

  #addMissing(row: number): void {
    if (!this.#options.missing) {
      throw this.#error(row, `is missing${this.#options.missingAdvice}`);
    }
    this.missing++;
    this.values.push(NaN);
  }

  #addText(text: string, row: number): void {
    if (!this.#options.text) {
      throw this.#error(row, `'${shortened(text)}' is not a number${this.#options.textAdvice}`);
    }
    if (this.texts === undefined) {
      this.texts = [];
      for (let earlier = 0; earlier < this.values.length; earlier++) {
        const value = this.values.at(earlier);
        if (!Number.isNaN(value)) this.values.set(earlier, this.#code(String(value)));
      }
    }
    this.values.push(this.#code(text));
  }

  #infinite(text: string, row: number): RangeError {
    return this.#error(row, `'${shortened(text)}' is infinite or beyond float32 (3.4e38)`);
  }

  #code(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(text, code);
      this.texts!.push(text);
    }
    return code;
  }
}

/** The largest number that rounds to a finite float32. */
const FLOAT32_MAX = 3.4028235677973366e38 * (1 - Number.EPSILON);
