import { crc32 } from './crc32.js';
import { inflate } from './inflate.js';

/** A file in a ZIP archive. */
export interface ZipMember {
  /** Its name in the archive. */
  readonly name: string;
  /** How many bytes it unpacks to. */
  readonly size: number;
  /**
   * Unpacks it.
   *
   * @throws RangeError if it is damaged, encrypted or packed otherwise than by deflate
   */
  read(): Promise<Uint8Array>;
}

/**
 * Lists the files of a ZIP archive by its central directory, stored or deflated, up to 4 GiB. Their
 * checksums are verified when they are read.
 *
 * @param name what the archive is called, for messages
 * @throws RangeError with the archive and the offset if it is no archive, is cut off or is damaged
 */
export function zipMembers(bytes: Uint8Array, name: string): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view, name);
  const count = view.getUint16(end + 10, true);
  let offset = view.getUint32(end + 16, true);
  const members: ZipMember[] = [];
  for (let i = 0; i < count; i++) {
    expectSignature(view, offset, ENTRY, 46, end, name);
    const member = parseEntry(view, offset, end, name);
    members.push(member.file);
    offset = member.next;
  }
  if (offset !== end) {
    throw new RangeError(
      `${name}: the list of files ends at offset ${offset}, but its ${count} files should fill it to ${end}`,
    );
  }
  return members;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** The offset of the end record, which is the last thing in the archive but for a comment. */
function findEnd(view: DataView, name: string): number {
  for (let offset = view.byteLength - 22; offset >= 0; offset--) {
    if (view.byteLength - offset > 22 + 0xffff) break;
    if (
      view.getUint32(offset, true) === END &&
      offset + 22 + view.getUint16(offset + 20, true) === view.byteLength
    ) {
      return offset;
    }
  }
  const isZip = view.byteLength >= 4 && view.getUint32(0, true) === LOCAL;
  throw new RangeError(
    isZip
      ? `${name}: the archive is cut off or damaged: it has no end record by offset ${view.byteLength}`
      : `${name}: this is no ZIP archive, as NPZ files are`,
  );
}

function expectSignature(
  view: DataView,
  offset: number,
  signature: number,
  size: number,
  end: number,
  name: string,
): void {
  if (offset + size > end || view.getUint32(offset, true) !== signature) {
    throw new RangeError(
      `${name}: the archive is damaged: there is no ${signature === ENTRY ? 'entry of the list of files' : 'file'} at offset ${offset}`,
    );
  }
}

function parseEntry(
  view: DataView,
  offset: number,
  end: number,
  name: string,
): { file: ZipMember; next: number } {
  const nameStart = offset + 46;
  const nameEnd = nameStart + view.getUint16(offset + 28, true);
  const next = nameEnd + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  if (next > end) {
    throw new RangeError(
      `${name}: the archive is damaged: the entry at offset ${offset} is too long`,
    );
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const memberName = new TextDecoder().decode(bytes.slice(nameStart, nameEnd));
  const isEncrypted = (view.getUint16(offset + 8, true) & 1) === 1;
  const method = view.getUint16(offset + 10, true);
  const sum = view.getUint32(offset + 16, true);
  const packedSize = view.getUint32(offset + 20, true);
  const size = view.getUint32(offset + 24, true);
  const local = view.getUint32(offset + 42, true);
  const where = `${name}, '${memberName}'`;
  const read = async () => {
    if (isEncrypted) throw new RangeError(`${where}: the file is encrypted`);
    if (packedSize === 0xffffffff || size === 0xffffffff || local === 0xffffffff) {
      throw new RangeError(`${where}: the file is larger than 4 GiB`);
    }
    expectSignature(view, local, LOCAL, 30, end, where);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + packedSize > end) {
      throw new RangeError(
        `${where}: cut off: the file should go on to offset ${start + packedSize}`,
      );
    }
    const packed = bytes.subarray(start, start + packedSize);
    const unpacked = await unpack(packed, method, size, where);
    if (crc32(unpacked) !== sum) {
      throw new RangeError(`${where}: the file is damaged: its checksum is another`);
    }
    return unpacked;
  };
  return { file: { name: memberName, size, read }, next };
}

async function unpack(
  packed: Uint8Array,
  method: number,
  size: number,
  where: string,
): Promise<Uint8Array> {
  if (method === 8) return inflate(packed, size, 'raw', where);
  if (method !== 0) {
    throw new RangeError(
      `${where}: packed by method ${method}; only stored (0) and deflated (8) files are read`,
    );
  }
  if (packed.length !== size) {
    throw new RangeError(`${where}: ${packed.length} bytes are stored instead of ${size}`);
  }
  return packed;
}
