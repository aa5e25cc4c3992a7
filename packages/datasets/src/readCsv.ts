import { checkBoolean, checkInteger, describe } from '@occam/core';
import { cellText, parseDecimal } from './csvCell.js';
import { CsvTokenizer } from './csvTokenizer.js';
import type { CsvReadOptions } from './csvOptions.js';
import { join } from './join.js';
import { readBytes, sourceName, type Source } from './source.js';

/** What is known of a CSV file once its first row has been read. */
export interface CsvHead {
  /** What the file is called. */
  readonly name: string;
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** Whether the first row was taken for a header. */
  readonly header: boolean;
  /** The character between cells. */
  readonly delimiter: string;
}

/** Takes the cells of the rows, in the file's order, without the header; see `CsvTokens`. */
export type TakeCell = (
  bytes: Uint8Array,
  start: number,
  end: number,
  column: number,
  line: number,
) => void;

/** The names of the options that {@link readCsv} takes, for `checkOptions`. */
export const READ_OPTIONS = ['header', 'delimiter', 'maxBytes', 'name', 'signal'] as const;

/**
 * Reads a CSV file from start to end.
 *
 * @param asksForNames whether a column was asked for by name, so that there must be a header
 * @param begin called with the columns; returns what takes the cells
 * @returns what `begin` was called with, and the number of rows
 * @throws RangeError if the file is empty, has a header only, is ragged, or is no CSV file
 */
export async function readCsv(
  source: Source,
  options: CsvReadOptions,
  asksForNames: boolean,
  begin: (head: CsvHead) => TakeCell,
): Promise<CsvHead & { rows: number }> {
  const { header = 'auto', maxBytes = 2 ** 32, name = sourceName(source), signal } = options;
  if (header !== 'auto') checkBoolean('header', header);
  checkInteger('maxBytes', maxBytes, { min: 1 });
  if (options.delimiter !== undefined) checkDelimiter(options.delimiter);
  let table: Table | undefined;
  let start = new Uint8Array(0);
  for await (const piece of readBytes(source, { name, maxBytes, signal })) {
    if (table !== undefined) table.tokenizer.push(piece);
    else {
      start = join(start, piece);
      if (hasFirstLine(start)) table = startTable(start);
    }
  }
  table ??= startTable(start);
  table.tokenizer.end();
  return table.end();

  function startTable(bytes: Uint8Array): Table {
    checkEncoding(bytes, name);
    const text =
      bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
    const delimiter = options.delimiter ?? detectDelimiter(text);
    const started = new Table(
      name,
      delimiter,
      asksForNames && header === 'auto' ? true : header,
      begin,
    );
    started.tokenizer.push(text);
    return started;
  }
}

class Table {
  readonly tokenizer: CsvTokenizer;
  readonly #name: string;
  readonly #delimiter: string;
  readonly #header: boolean | 'auto';
  readonly #begin: (head: CsvHead) => TakeCell;
  readonly #firstRow: { readonly bytes: Uint8Array; readonly line: number }[] = [];
  #head: CsvHead | undefined;
  #take: TakeCell | undefined;
  #width = 0;
  #firstLine = 1;
  #rows = 0;

  constructor(
    name: string,
    delimiter: string,
    header: boolean | 'auto',
    begin: (head: CsvHead) => TakeCell,
  ) {
    this.#name = name;
    this.#delimiter = delimiter;
    this.#header = header;
    this.#begin = begin;
    this.tokenizer = new CsvTokenizer(delimiter.charCodeAt(0), this, name);
  }

  cell(bytes: Uint8Array, start: number, end: number, column: number, line: number): void {
    if (this.#take === undefined) this.#firstRow.push({ bytes: bytes.slice(start, end), line });
    else if (column < this.#width) this.#take(bytes, start, end, column, line);
  }

  row(cells: number, line: number): void {
    if (this.#take === undefined) this.#start(line);
    else if (cells === this.#width) this.#rows++;
    else {
      throw new RangeError(
        `${this.#name}, line ${line}: ${cells} cell${cells === 1 ? '' : 's'}, but line ${this.#firstLine} has ${this.#width}`,
      );
    }
  }

  end(): CsvHead & { rows: number } {
    if (this.#head === undefined) throw new RangeError(`${this.#name}: the file is empty`);
    if (this.#rows === 0) throw new RangeError(`${this.#name}: there are no rows below the header`);
    return { ...this.#head, rows: this.#rows };
  }

  #start(line: number): void {
    const cells = this.#firstRow;
    this.#width = cells.length;
    this.#firstLine = line;
    const header =
      this.#header === 'auto'
        ? cells.every(({ bytes }) => Number.isNaN(parseDecimal(bytes, 0, bytes.length)))
        : this.#header;
    this.#head = {
      name: this.#name,
      columns: cells.map(({ bytes }, column) =>
        header ? cellText(bytes, 0, bytes.length) || `column ${column}` : `column ${column}`,
      ),
      header,
      delimiter: this.#delimiter,
    };
    this.#take = this.#begin(this.#head);
    if (header) return;
    for (const [column, { bytes, line: cellLine }] of cells.entries()) {
      this.#take(bytes, 0, bytes.length, column, cellLine);
    }
    this.#rows++;
  }
}

function checkDelimiter(delimiter: string): void {
  const code =
    typeof delimiter === 'string' && delimiter.length === 1 ? delimiter.charCodeAt(0) : 0;
  if (code === 0 || code > 127 || '"\r\n'.includes(delimiter)) {
    throw new RangeError(
      `delimiter must be one ASCII character other than a quote or a line break, not ${describe(delimiter)}`,
    );
  }
}

function checkEncoding(bytes: Uint8Array, name: string): void {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new RangeError(`${name}: the text is UTF-16; save it as UTF-8`);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03) {
    throw new RangeError(`${name}: this is a ZIP archive or a spreadsheet; export it as CSV`);
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw new RangeError(`${name}: this is no text, there is a zero byte at offset ${zero}`);
  }
}

const MAX_FIRST_LINE = 1 << 20;

function hasFirstLine(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_FIRST_LINE) return true;
  let quoted = false;
  let text = false;
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    else if (text && !quoted && (byte === 0x0a || byte === 0x0d)) return true;
    if (byte > 0x20) text = true;
  }
  return false;
}

/** The most frequent of the usual delimiters in the first line outside quotes; a comma if there is none. */
function detectDelimiter(bytes: Uint8Array): string {
  const candidates = [',', ';', '\t', '|'];
  const counts = candidates.map(() => 0);
  let quoted = false;
  let text = false;
  for (const byte of bytes) {
    if (byte === 0x22) quoted = !quoted;
    if (quoted) continue;
    if (text && (byte === 0x0a || byte === 0x0d)) break;
    if (byte > 0x20) text = true;
    const candidate = candidates.indexOf(String.fromCharCode(byte));
    if (candidate >= 0) counts[candidate]!++;
  }
  return candidates[counts.indexOf(Math.max(...counts))]!;
}
