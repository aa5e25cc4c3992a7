import { cellText, isMissing } from './csvCell.js';
import type { CellError } from './csvValues.js';

/** The cells of a column of labels as they come; digits stay text, so that long numbers stay apart. */
export class CsvLabels {
  /** The labels, one a row; equal ones are one string. */
  readonly labels: string[] = [];
  readonly #distinct = new Map<string, string>();
  readonly #error: CellError;

  /** @param error makes the error for a bad cell */
  constructor(error: CellError) {
    this.#error = error;
  }

  /**
   * Appends a cell.
   *
   * @throws RangeError if it is missing
   */
  add(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (isMissing(bytes, start, end)) {
      throw this.#error(line, 'is missing; every row needs a group');
    }
    const text = cellText(bytes, start, end);
    let label = this.#distinct.get(text);
    if (label === undefined) this.#distinct.set(text, (label = text));
    this.labels.push(label);
  }
}
