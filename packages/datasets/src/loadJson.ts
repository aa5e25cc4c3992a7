import { checkInteger, checkOptions, describe } from '@occam/core';
import type { CellValue } from './column.js';
import type { Dataset } from './dataset.js';
import { readAll } from './readAll.js';
import { reasonOf, sourceName, type Source } from './source.js';
import { Table } from './table.js';
import { checkTableOptions, TABLE_OPTIONS, type TableOptions } from './tableOptions.js';

/** The options of {@link loadJson}. */
export interface JsonOptions extends TableOptions {
  /** The most bytes that the file may have, unpacked if it is gzipped. Default 512 MiB (2²⁹). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages and reports. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads a table from records in JSON, gzipped or not: an array of objects, or JSON lines (one object a
 * line). The columns are the keys in the order in which they first occur; a key that a record lacks is
 * missing there, as null is. A string stays text also where it looks like a number; true and false are 1 and
 * 0, as targets of a classification the classes 'true' and 'false'. What becomes of the columns is told as
 * to `loadCsv`.
 *
 * @returns as `loadCsv` does
 * @throws TypeError or RangeError if an option makes no sense or a column does not exist; RangeError with
 *   the file and the row (from 0) or the line (from 1) if the text is no JSON or UTF-8, a record is no object
 *   or a cell is bad
 *
 * @example
 * ```ts
 * import { loadJson } from '@occam/datasets';
 *
 * const text = '[{ "height": 1.82, "sex": "m" }, { "height": 1.65, "sex": "f" }]';
 * const data = await loadJson(new TextEncoder().encode(text), { target: 'sex' });
 * ```
 */
export async function loadJson(source: Source, options: JsonOptions): Promise<Dataset> {
  checkOptions('loadJson', options, [...TABLE_OPTIONS, 'maxBytes', 'name', 'signal']);
  checkTableOptions('loadJson', options);
  const { maxBytes = 2 ** 29, name = sourceName(source), signal } = options;
  checkInteger('maxBytes', maxBytes, { min: 1 });
  const bytes = await readAll(source, { name, maxBytes, signal });
  const records = parseRecords(bytes, name);
  if (records.values.length === 0) throw new RangeError(`${name}: there are no records`);
  const columns = [...new Set(records.values.flatMap((record) => Object.keys(record)))];
  const table = new Table({ name, columns }, options, records.rowWord);
  for (const [index, record] of records.values.entries()) {
    const row = records.lines?.[index] ?? index;
    for (const [c, key] of columns.entries()) {
      const value = Object.hasOwn(record, key) ? record[key] : undefined;
      if (typeof value === 'object' && value !== null && table.columns[c] !== undefined) {
        throw new RangeError(
          `${name}, ${records.rowWord} ${row}, column '${key}': is ${Array.isArray(value) ? 'a list' : 'an object'}, ` +
            'but cells must be numbers, texts, true, false or null; leave the column out with ignore',
        );
      }
      table.columns[c]?.addValue(value as CellValue, row);
    }
  }
  return table.toDataset(records.values.length);
}

interface Records {
  readonly values: readonly Readonly<Record<string, unknown>>[];
  readonly rowWord: 'line' | 'row';
  /** The line of each record, of JSON lines. */
  readonly lines?: readonly number[];
}

function parseRecords(bytes: Uint8Array, name: string): Records {
  const start = bytes.findIndex((byte) => byte > 0x20 && !BYTE_ORDER_MARK.includes(byte));
  if (start < 0) throw new RangeError(`${name}: the file is empty`);
  if (bytes[start] !== LEFT_BRACKET) return parseLines(bytes, name);
  const values: unknown = parse(bytes, name);
  for (const [row, value] of (values as unknown[]).entries()) {
    checkRecord(value, `${name}, row ${row}`);
  }
  return { values: values as Records['values'], rowWord: 'row' };
}

function parseLines(bytes: Uint8Array, name: string): Records {
  const values: Record<string, unknown>[] = [];
  const lines: number[] = [];
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const feed = bytes.indexOf(LF, start);
    const end = feed < 0 ? bytes.length : feed;
    const piece = bytes.subarray(start, end);
    start = end + 1;
    if (piece.every((byte) => byte <= 0x20)) continue;
    const value = parse(piece, `${name}, line ${line}`);
    checkRecord(value, `${name}, line ${line}`);
    values.push(value);
    lines.push(line);
  }
  return { values, rowWord: 'line', lines };
}

function parse(bytes: Uint8Array, where: string): unknown {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RangeError(`${where}: the text is no UTF-8, or too long for one string`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const hint = /[[:,]\s*-?(NaN|Infinity)\b/.test(text)
      ? '; JSON has no NaN and no Infinity: write null'
      : '';
    throw new RangeError(
      `${where}: this is no JSON (${reasonOf(error)})${hint}; Occam reads an array of records, or one record a line`,
      { cause: error },
    );
  }
}

function checkRecord(value: unknown, where: string): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError(
      `${where}: a record must be an object such as { "a": 1, "b": 2 }, not ${Array.isArray(value) ? 'a list' : describe(value)}`,
    );
  }
}

const LF = 0x0a;
const LEFT_BRACKET = 0x5b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
