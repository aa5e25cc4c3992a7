import type { ColumnChunk, FileMetaData, SchemaElement } from 'hyparquet';
import { problemOf, said } from './said.js';

/** A column of a Parquet file. */
export interface ParquetColumn {
  /** Its name. */
  readonly name: string;
  /** What the file says of it; of a nested one, of its outermost part. */
  readonly element: SchemaElement;
  /** Whether it holds lists, maps or structures. */
  readonly isNested: boolean;
  /** Where its values are in each row group. */
  readonly chunks: readonly ParquetChunk[];
}

/** The part of a column that lies in one row group. */
export interface ParquetChunk {
  /** How many rows it has. */
  readonly rows: number;
  /** Where its pages start. */
  readonly start: number;
  /** Where they end. */
  readonly end: number;
  /** What they are packed with. */
  readonly codec: string;
}

/**
 * Reads what the footer of a Parquet file says, and checks that it agrees with itself and with the file's
 * size.
 *
 * @param name what the file is called, for messages
 * @throws RangeError if the file is none of Parquet, is cut off, damaged or encrypted
 */
export async function readFooter(
  bytes: Uint8Array,
  name: string,
): Promise<{ rows: number; columns: ParquetColumn[] }> {
  const magic = (offset: number) => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  const [first, last] = [magic(0), magic(Math.max(0, bytes.length - 4))];
  if (first === 'PARE' || last === 'PARE') throw new RangeError(`${name}: the file is encrypted`);
  if (first !== 'PAR1') {
    throw new RangeError(`${name}: this is no Parquet file: it does not start with PAR1`);
  }
  if (last !== 'PAR1' || bytes.length < 12) {
    throw new RangeError(
      `${name}: cut off at offset ${bytes.length}: a Parquet file ends with PAR1`,
    );
  }
  const { parquetMetadata } = await import('hyparquet');
  try {
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    const rows = wholeNumber(metadata.num_rows, 'the number of rows');
    const columns = columnsOf(metadata, bytes.length - metadata.metadata_length - 8);
    const total = columns[0]?.chunks.reduce((sum, chunk) => sum + chunk.rows, 0) ?? 0;
    if (total !== rows) {
      throw new Error(`it counts ${rows} rows, but ${total} in the row groups`);
    }
    return { rows, columns };
  } catch (error) {
    throw new RangeError(`${name}: the footer of the file is damaged: ${problemOf(error)}`, {
      cause: error,
    });
  }
}

function columnsOf({ schema, row_groups: groups }: FileMetaData, size: number): ParquetColumn[] {
  const root = schema[0];
  if (root === undefined) throw new Error('it has no schema');
  const columns: ParquetColumn[] = [];
  let leaf = 0;
  let index = 1;
  const countLeaves = (): number => {
    const children = schema[index++]?.num_children ?? 0;
    let leaves = children === 0 ? 1 : 0;
    for (let child = 0; child < children && index < schema.length; child++) leaves += countLeaves();
    return leaves;
  };
  while (index < schema.length) {
    const element = schema[index]!;
    if (typeof element.name !== 'string') throw new Error('a column has no name');
    const isNested = (element.num_children ?? 0) > 0 || element.repetition_type === 'REPEATED';
    const firstLeaf = leaf;
    leaf += countLeaves();
    const chunks = isNested
      ? groups.map(({ num_rows: rows }) => nestedChunk(rows))
      : groups.map((group) => chunkOf(element, group.columns[firstLeaf], group.num_rows, size));
    columns.push({ name: element.name, element, isNested, chunks });
  }
  if (columns.length !== root.num_children) {
    throw new Error(
      `it names ${columns.length} columns, but counts ${said(root.num_children)} columns`,
    );
  }
  for (const group of groups) {
    if (group.columns.length !== leaf) {
      throw new Error(`a row group has ${group.columns.length} columns instead of ${leaf}`);
    }
  }
  return columns;
}

function nestedChunk(rows: bigint): ParquetChunk {
  return {
    rows: wholeNumber(rows, 'the number of rows'),
    start: 0,
    end: 0,
    codec: 'UNCOMPRESSED',
  };
}

function chunkOf(
  { name, type }: SchemaElement,
  column: ColumnChunk | undefined,
  rows: bigint,
  size: number,
): ParquetChunk {
  const meta = column?.meta_data;
  if (meta === undefined) throw new Error(`it does not say where the column '${name}' is`);
  if (column?.file_path) throw new Error(`the column '${name}' is in another file`);
  const path = meta.path_in_schema.join('.');
  if (path !== name || meta.type !== type) {
    throw new Error(
      `it has '${path}' of type ${meta.type ?? 'unknown'} where '${name}' of type ${type ?? 'unknown'} should be`,
    );
  }
  const data = wholeNumber(meta.data_page_offset, `the start of '${name}'`);
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = start + wholeNumber(meta.total_compressed_size, `the size of '${name}'`);
  const counted = wholeNumber(rows, 'the number of rows');
  if (counted > 0 && (start < 4 || end > size)) {
    throw new Error(
      `the column '${name}' is at ${start} to ${end}, but the data are at 4 to ${size}`,
    );
  }
  if (wholeNumber(meta.num_values, `the number of values of '${name}'`) !== counted) {
    throw new Error(`the column '${name}' has ${meta.num_values} values for ${counted} rows`);
  }
  return { rows: counted, start, end, codec: meta.codec ?? 'an unknown codec' };
}

function wholeNumber(value: unknown, what: string): number {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : NaN;
  if (!(Number.isSafeInteger(number) && number >= 0))
    throw new Error(
      `${what} is ${typeof value === 'bigint' || typeof value === 'number' ? value : 'not there'}`,
    );
  return number;
}
