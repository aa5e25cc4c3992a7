import type { parquetHeader } from 'hyparquet/src/column.js';
import type { CellValue } from '../column.js';
import { crc32 } from '../crc32.js';
import { cellType, type RawValue, type ToCell } from './cellType.js';
import { decodePlain, decodeValues, type ValueType } from './decodeValues.js';
import { decompress } from './decompress.js';
import type { ParquetChunk, ParquetColumn } from './readFooter.js';
import { decodeRuns } from './runLengths.js';
import { problemOf, said } from './said.js';

type PageHeader = ReturnType<typeof parquetHeader>;

/**
 * Reads a column of a Parquet file from its first row to its last. Sizes are checked before anything is
 * allocated, and checksums where the pages have them.
 *
 * @param take takes the cells; null is one
 * @param name what the file is called, for messages
 * @throws RangeError with the file, the column and the offset if the column is nested or of a type that no
 *   cell can hold, or a page is damaged, cut off or encoded in a way that is not read here
 */
export async function readColumn(
  bytes: Uint8Array,
  column: ParquetColumn,
  take: (value: CellValue, row: number) => void,
  name: string,
): Promise<void> {
  const { element } = column;
  const where = `${name}, column '${column.name}'`;
  const toCell = column.isNested ? undefined : cellType(element);
  if (toCell === undefined || element.type === undefined) {
    throw new RangeError(
      `${where}: holds ${column.isNested ? 'lists or structures' : `values of type ${element.logical_type?.type ?? element.converted_type ?? element.type}`}, ` +
        'but cells must be numbers, texts, dates, true, false or null; leave the column out with ignore',
    );
  }
  const type: ValueType = { type: element.type, typeLength: element.type_length };
  const isOptional = element.repetition_type !== 'REQUIRED';
  let row = 0;
  for (const chunk of column.chunks) {
    const pages = new ChunkPages(bytes, chunk, where);
    let dictionary: readonly CellValue[] | undefined;
    for (const end = row + chunk.rows; row < end;) {
      const page = await pages.next();
      try {
        if (page.header.type === 'DICTIONARY_PAGE') {
          dictionary = await readDictionary(page, type, toCell);
        } else if (page.header.type !== 'INDEX_PAGE') {
          const cells = await readDataPage(page, type, isOptional, dictionary, toCell, end - row);
          for (const cell of cells) take(cell, row++);
        }
      } catch (error) {
        if (error instanceof RangeError && error.message.startsWith(name)) throw error;
        throw new RangeError(`${page.where}: ${problemOf(error)}`, { cause: error });
      }
    }
  }
}

interface Page {
  readonly header: PageHeader;
  /** What follows the header, packed. */
  readonly body: Uint8Array;
  /** Unpacks a part of the body, from an offset to its end, to a size. */
  readonly unpack: (from: number, size: number) => Promise<Uint8Array>;
  readonly where: string;
}

/** Cuts a chunk into its pages. */
class ChunkPages {
  readonly #bytes: Uint8Array;
  readonly #chunk: ParquetChunk;
  readonly #where: string;
  #offset: number;

  constructor(bytes: Uint8Array, chunk: ParquetChunk, where: string) {
    this.#bytes = bytes;
    this.#chunk = chunk;
    this.#where = where;
    this.#offset = chunk.start;
  }

  async next(): Promise<Page> {
    const { end, codec } = this.#chunk;
    const where = `${this.#where}, page at offset ${this.#offset}`;
    if (this.#offset >= end) throw new RangeError(`${where}: the column ends before its last row`);
    const { parquetHeader } = await import('hyparquet/src/column.js');
    const reader = {
      view: new DataView(
        this.#bytes.buffer,
        this.#bytes.byteOffset + this.#offset,
        end - this.#offset,
      ),
      offset: 0,
    };
    let header: PageHeader;
    try {
      header = parquetHeader(reader);
    } catch (error) {
      throw new RangeError(`${where}: its header is damaged (${problemOf(error)})`, {
        cause: error,
      });
    }
    const start = this.#offset + reader.offset;
    const { compressed_page_size: packedSize, uncompressed_page_size: size, crc } = header;
    if (!isSize(packedSize, end - start) || !isSize(size, 2 ** 31)) {
      throw new RangeError(
        `${where}: its header is damaged: ${said(packedSize)} bytes that unpack to ${said(size)} bytes do not fit into the column`,
      );
    }
    this.#offset = start + packedSize;
    const body = this.#bytes.subarray(start, this.#offset);
    if (crc !== undefined && crc32(body) !== Number(crc) >>> 0) {
      throw new RangeError(`${where}: the page is damaged: its checksum is another`);
    }
    const unpack = (from: number, to: number) => decompress(body.subarray(from), codec, to, where);
    return { header, body, unpack, where };
  }
}

function isSize(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

async function readDictionary(
  { header, unpack }: Page,
  type: ValueType,
  toCell: ToCell,
): Promise<CellValue[]> {
  const count = header.dictionary_page_header?.num_values;
  const bytes = await unpack(0, header.uncompressed_page_size);
  // A value takes at least a bit; texts and fixed lengths check themselves.
  if (!isSize(count, bytes.length * 8)) throw new Error(`a dictionary of ${said(count)} values`);
  return toCells(decodePlain(bytes, 0, count, type), toCell);
}

async function readDataPage(
  page: Page,
  type: ValueType,
  isOptional: boolean,
  dictionary: readonly CellValue[] | undefined,
  toCell: ToCell,
  rows: number,
): Promise<CellValue[]> {
  const { header, body, unpack } = page;
  const first = header.data_page_header;
  const second = header.type === 'DATA_PAGE_V2' ? header.data_page_header_v2 : undefined;
  const data = second ?? first;
  if (data === undefined) throw new Error('its header does not say what it is');
  const count = data.num_values;
  if (!isSize(count, rows)) throw new Error(`it has ${said(count)} values for ${rows} rows`);
  let bytes: Uint8Array;
  let start = 0;
  let levels: Int32Array | undefined;
  if (second !== undefined) {
    const { repetition_levels_byte_length: repeated, definition_levels_byte_length: defined } =
      second;
    const from = repeated + defined;
    const size = header.uncompressed_page_size - from;
    if (!(isSize(repeated, from) && isSize(defined, from) && from <= body.length && size >= 0)) {
      throw new Error(`it has ${said(repeated)} and ${said(defined)} bytes of levels`);
    }
    if (isOptional) levels = decodeRuns(body, repeated, from, 1, count).values;
    bytes =
      second.is_compressed === false || size === 0 ? body.subarray(from) : await unpack(from, size);
  } else {
    bytes = await unpack(0, header.uncompressed_page_size);
    if (isOptional) {
      if (first!.definition_level_encoding !== 'RLE' || bytes.length < 4) {
        throw new Error(
          `its levels are in the encoding ${first!.definition_level_encoding ?? 'of no name'}`,
        );
      }
      const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
      start = 4 + size;
      if (start > bytes.length) throw new Error(`it has ${size} bytes of levels`);
      levels = decodeRuns(bytes, 4, start, 1, count).values;
    }
  }
  const present = levels === undefined ? count : levels.reduce((sum, level) => sum + level, 0);
  if (second !== undefined && isOptional && count - present !== second.num_nulls) {
    throw new Error(`it has ${count - present} nulls, but counts ${said(second.num_nulls)} nulls`);
  }
  const cells = await decodeCells(bytes, start, present, data.encoding, type, dictionary, toCell);
  if (levels === undefined) return cells;
  const all: CellValue[] = [];
  for (let i = 0, next = 0; i < count; i++) all.push(levels[i] === 1 ? cells[next++] : null);
  return all;
}

async function decodeCells(
  bytes: Uint8Array,
  start: number,
  count: number,
  encoding: string | undefined,
  type: ValueType,
  dictionary: readonly CellValue[] | undefined,
  toCell: ToCell,
): Promise<CellValue[]> {
  if (count === 0) return [];
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY') {
    return toCells(await decodeValues(bytes, start, count, encoding, type), toCell);
  }
  if (dictionary === undefined) throw new Error('its dictionary is not there');
  if (start >= bytes.length) throw new Error(`it ends at ${start}, before its values`);
  const indices = decodeRuns(bytes, start + 1, bytes.length, bytes[start]!, count).values;
  const cells: CellValue[] = [];
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    if (index >= dictionary.length) {
      throw new Error(`it has value ${index} of a dictionary of ${dictionary.length}`);
    }
    cells.push(dictionary[index]);
  }
  return cells;
}

function toCells(values: ArrayLike<RawValue>, toCell: ToCell): CellValue[] {
  const cells: CellValue[] = [];
  for (let i = 0; i < values.length; i++) cells.push(toCell(values[i]!));
  return cells;
}
