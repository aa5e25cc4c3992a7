import { join } from './join.js';

/** What a {@link CsvTokenizer} calls for each cell and row, in the file's order. */
export interface CsvTokens {
  /**
   * A cell: the bytes from `start` to `end`, without its quotes. They are valid during the call only.
   *
   * @param column the cell's index in its row, from 0
   * @param line the line that the cell starts in, from 1
   */
  cell(bytes: Uint8Array, start: number, end: number, column: number, line: number): void;
  /**
   * The end of a row.
   *
   * @param cells how many cells it had
   * @param line the line that the row starts in, from 1
   */
  row(cells: number, line: number): void;
}

/**
 * Cuts CSV (RFC 4180) into cells, on bytes and piece by piece, so that no text is made of what turns out
 * to be a number. Rows end with LF, CR LF or CR; a quoted cell may hold delimiters, line breaks and doubled
 * quotes; a quote inside an unquoted cell stands for itself; blank lines are skipped.
 */
export class CsvTokenizer {
  readonly #delimiter: number;
  readonly #tokens: CsvTokens;
  readonly #name: string;
  /** The bytes of a cell that has not ended yet. */
  #rest = new Uint8Array(0);
  #column = 0;
  #line = 1;
  #rowLine = 1;
  #afterReturn = false;

  /**
   * @param delimiter the byte between cells
   * @param name what the file is called, for messages
   */
  constructor(delimiter: number, tokens: CsvTokens, name: string) {
    this.#delimiter = delimiter;
    this.#tokens = tokens;
    this.#name = name;
  }

  /**
   * Reads the next piece of the file.
   *
   * @throws RangeError if a quoted cell goes on after its closing quote or a cell exceeds a mebibyte
   */
  push(piece: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? piece : join(this.#rest, piece);
    const used = this.#read(bytes, false);
    this.#rest = bytes.slice(used);
    if (this.#rest.length > MAX_CELL) {
      throw new RangeError(
        this.#rest[0] === QUOTE
          ? this.#unclosed()
          : `${this.#name}, line ${this.#line}: a cell of more than a mebibyte; this is no CSV file`,
      );
    }
  }

  /**
   * Reads what is left at the end of the file.
   *
   * @throws RangeError if a quoted cell has not been closed
   */
  end(): void {
    const used = this.#read(this.#rest, true);
    if (used < this.#rest.length) throw new RangeError(this.#unclosed());
    if (this.#column > 0) {
      this.#tokens.cell(this.#rest, used, used, this.#column, this.#line);
      this.#endRow(this.#column + 1);
    }
  }

  /** Reads all cells that are complete and returns where the first incomplete one starts. */
  #read(bytes: Uint8Array, final: boolean): number {
    const delimiter = this.#delimiter;
    const length = bytes.length;
    let start = 0;
    while (start < length) {
      let end = start;
      if (bytes[start] === LF && this.#afterReturn) {
        this.#afterReturn = false;
        start++;
        continue;
      }
      this.#afterReturn = false;
      if (bytes[start] === QUOTE) {
        end = this.#quotedCell(bytes, start, final);
        if (end < 0) return start;
      } else {
        let byte = bytes[end];
        while (end < length && byte !== delimiter && byte !== LF && byte !== CR)
          byte = bytes[++end];
        if (end === length && !final) return start;
        if (end === start && this.#column === 0 && byte !== delimiter) {
          this.#afterReturn = byte === CR;
          this.#rowLine = ++this.#line;
          start = end + 1;
          continue;
        }
        this.#tokens.cell(bytes, start, end, this.#column, this.#line);
      }
      if (bytes[end] === delimiter) this.#column++;
      else {
        this.#afterReturn = bytes[end] === CR;
        this.#endRow(this.#column + 1);
      }
      start = end + 1;
    }
    return length;
  }

  /** Reads a quoted cell and returns where it ends, after its closing quote; -1 if it is incomplete. */
  #quotedCell(bytes: Uint8Array, start: number, final: boolean): number {
    let close = start;
    let doubled = false;
    for (;;) {
      close = bytes.indexOf(QUOTE, close + 1);
      if (close < 0 || (close + 1 === bytes.length && !final)) return -1;
      if (bytes[close + 1] !== QUOTE) break;
      doubled = true;
      close++;
    }
    const next = bytes[close + 1];
    if (next !== undefined && next !== this.#delimiter && next !== LF && next !== CR) {
      throw new RangeError(
        `${this.#name}, line ${this.#line}, cell ${this.#column + 1}: text follows the closing quote; ` +
          'a quote inside a quoted cell must be doubled',
      );
    }
    const content = bytes.subarray(start + 1, close);
    const cell = doubled ? undouble(content) : content;
    this.#tokens.cell(cell, 0, cell.length, this.#column, this.#line);
    this.#line += countLineBreaks(content);
    return close + 1;
  }

  #endRow(cells: number): void {
    this.#tokens.row(cells, this.#rowLine);
    this.#column = 0;
    this.#rowLine = ++this.#line;
  }

  #unclosed(): string {
    return `${this.#name}, line ${this.#line}, cell ${this.#column + 1}: the quote that opens here is not closed`;
  }
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const MAX_CELL = 1 << 20;

function undouble(content: Uint8Array): Uint8Array {
  const cell = new Uint8Array(content.length);
  let length = 0;
  for (let i = 0; i < content.length; i++) {
    cell[length++] = content[i]!;
    if (content[i] === QUOTE) i++;
  }
  return cell.subarray(0, length);
}

function countLineBreaks(content: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < content.length; i++) {
    if (content[i] === LF || (content[i] === CR && content[i + 1] !== LF)) count++;
  }
  return count;
}
