import {
  isMissingValue,
  valueText,
  type CellError,
  type CellValue,
  type Column,
} from './column.js';
import { cellText, isMissing } from './csvCell.js';

/** The cells of a column of labels as they come; digits stay text, so that long numbers stay apart. */
export class ColumnLabels implements Column {
  /** The labels, one a row; equal ones are one string. */
  readonly labels: string[] = [];
  readonly #distinct = new Map<string, string>();
  readonly #error: CellError;

  /** @param error makes the error for a bad cell */
  constructor(error: CellError) {
    this.#error = error;
  }

  addCell(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (isMissing(bytes, start, end)) throw this.#missing(line);
    this.#add(cellText(bytes, start, end));
  }

  addValue(value: CellValue, row: number): void {
    if (isMissingValue(value)) throw this.#missing(row);
    this.#add(valueText(value));
  }

  #add(text: string): void {
    let label = this.#distinct.get(text);
    if (label === undefined) this.#distinct.set(text, (label = text));
    this.labels.push(label);
  }

  #missing(row: number): RangeError {
    return this.#error(row, 'is missing; every row needs a group');
  }
}
