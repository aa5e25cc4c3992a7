/** A cell of a source whose cells have types; missing ones are null, undefined or NaN. */
export type CellValue = number | bigint | string | boolean | Date | null | undefined;

/** Takes the cells of one column of a table, from the first row to the last. */
export interface Column {
  /**
   * Appends a cell of CSV: the bytes from `start` to `end`.
   *
   * @throws RangeError if the column can hold no such cell
   */
  addCell(bytes: Uint8Array, start: number, end: number, line: number): void;
  /**
   * Appends a cell that has a type.
   *
   * @throws RangeError if the column can hold no such cell
   */
  addValue(value: CellValue, row: number): void;
}

/** Makes the error for a cell: the file, the line or row and the column, then what is wrong. */
export type CellError = (row: number, problem: string) => RangeError;

/** Whether a value is one of those that stand for nothing. */
export function isMissingValue(value: CellValue): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

/** The text of a value: for dates ISO 8601, without the time where that is midnight. */
export function valueText(value: CellValue): string {
  if (!(value instanceof Date)) return String(value).trim();
  return Number.isNaN(value.getTime())
    ? 'a date beyond all calendars'
    : value.toISOString().replace('T00:00:00.000Z', '');
}

/** At most 40 letters of a text, for messages. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
