import { cellText, isInfinite, isMissing, parseDecimal } from './csvCell.js';
import { GrowingArray } from './growingArray.js';

/** Makes the error for a cell: the file, the line and the column, then what is wrong. */
export type CellError = (line: number, problem: string) => RangeError;

/** How a column of {@link CsvValues} takes its cells. */
export interface CsvValuesOptions {
  /** Whether missing cells are allowed. */
  readonly missing: boolean;
  /** What to say of a missing cell that is not allowed, after « is missing ». */
  readonly missingAdvice: string;
  /** Whether text is allowed. */
  readonly text: boolean;
  /** What to say of text that is not allowed, after « 'abc' is not a number ». */
  readonly textAdvice: string;
}

/**
 * The cells of a column as they come: numbers, until the first text turns the whole column into texts.
 * Texts are kept as codes into a list of the distinct ones; a number in a column of texts is the text of its
 * value, so that `1` and `1.0` are the same, wherever the first text stands.
 */
export class CsvValues {
  /** The numbers, or the codes of the texts; NaN where a cell is missing. */
  readonly values: GrowingArray;
  /** The distinct texts by code; undefined for a column of numbers. */
  texts: string[] | undefined;
  /** How many cells are missing. */
  missing = 0;
  readonly #codes = new Map<string, number>();
  readonly #options: CsvValuesOptions;
  readonly #error: CellError;

  /** Float32 is enough to hold numbers that never need to become text again. */
  constructor(options: CsvValuesOptions, error: CellError) {
    this.values = new GrowingArray(options.text ? Float64Array : Float32Array);
    this.#options = options;
    this.#error = error;
  }

  /**
   * Appends a cell.
   *
   * @throws RangeError if it is missing, text or not finite in float32, where that is not allowed
   */
  add(bytes: Uint8Array, start: number, end: number, line: number): void {
    const number = parseDecimal(bytes, start, end);
    if (number <= FLOAT32_MAX && number >= -FLOAT32_MAX) {
      this.values.push(this.texts === undefined ? number : this.#code(String(number)));
    } else if (isMissing(bytes, start, end)) {
      if (!this.#options.missing) {
        throw this.#error(line, `is missing${this.#options.missingAdvice}`);
      }
      this.missing++;
      this.values.push(NaN);
    } else
      this.values.push(this.#text(cellText(bytes, start, end), number, bytes, start, end, line));
  }

  #text(
    text: string,
    number: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    line: number,
  ): number {
    if (isInfinite(bytes, start, end) || !Number.isNaN(number)) {
      throw this.#error(line, `'${shortened(text)}' is infinite or beyond float32 (3.4e38)`);
    }
    if (!this.#options.text) {
      throw this.#error(line, `'${shortened(text)}' is not a number${this.#options.textAdvice}`);
    }
    if (this.texts === undefined) {
      this.texts = [];
      for (let row = 0; row < this.values.length; row++) {
        const value = this.values.at(row);
        if (!Number.isNaN(value)) this.values.set(row, this.#code(String(value)));
      }
    }
    return this.#code(text);
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

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
