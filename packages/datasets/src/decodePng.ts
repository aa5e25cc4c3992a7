import { crc32 } from './crc32.js';
import type { Image } from './image.js';
import { inflate } from './inflate.js';

/** Whether bytes start as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, offset) => bytes[offset] === byte);
}

/**
 * Decodes a PNG file of any colour type and depth, interlaced or not; of an animated one the still image.
 * Every checksum is verified, and sizes before anything is allocated.
 *
 * @param maxBytes the most bytes that the pixels may take as float32
 * @param name what the file is called, for messages
 * @returns the pixels from 0 to 1; a palette becomes red, green and blue, with opacity where it has any
 * @throws RangeError with the file and the offset if it is no PNG file, or is cut off, damaged or too large
 *
 * The format: W3C, Portable Network Graphics (PNG) specification, third edition (2025).
 */
export async function decodePng(
  bytes: Uint8Array,
  { name, maxBytes }: { name: string; maxBytes: number },
): Promise<Image> {
  const chunks = readChunks(bytes, name);
  const header = parseHeader(chunks, name, maxBytes);
  const { depth, samples, interlaced } = header;
  const passes = (interlaced ? ADAM7 : WHOLE)
    .map(([x, y, dx, dy]) => ({
      x,
      y,
      dx,
      dy,
      columns: Math.ceil((header.width - x) / dx),
      rows: Math.ceil((header.height - y) / dy),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const bits = samples * depth;
  const rowBytes = (columns: number) => Math.ceil((columns * bits) / 8);
  const size = passes.reduce((sum, { rows, columns }) => sum + rows * (1 + rowBytes(columns)), 0);
  const data = await inflate(joined(chunks, 'IDAT'), size, 'zlib', name);
  const values = new Uint16Array(header.width * header.height * samples);
  let offset = 0;
  for (const { x, y, dx, dy, columns, rows } of passes) {
    let above: Uint8Array = new Uint8Array(rowBytes(columns));
    for (let row = 0; row < rows; row++) {
      const end = offset + 1 + above.length;
      const line = data.subarray(offset + 1, end);
      unfilter(data[offset]!, line, above, Math.max(1, bits >> 3), `${name}, row ${y + row * dy}`);
      let to = ((y + row * dy) * header.width + x) * samples;
      for (let i = 0; i < columns * samples; to += (dx - 1) * samples) {
        for (const end = i + samples; i < end; i++) values[to++] = sample(line, i, depth);
      }
      above = line;
      offset = end;
    }
  }
  return toImage(values, header, chunks, name);
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The first column, the first row and the steps of each pass. */
type Pass = readonly [x: number, y: number, dx: number, dy: number];
const WHOLE: readonly Pass[] = [[0, 0, 1, 1]];
const ADAM7: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

interface Header {
  readonly width: number;
  readonly height: number;
  /** The bits of a sample. */
  readonly depth: number;
  /** The samples of a pixel, as they lie in the file. */
  readonly samples: number;
  readonly isPalette: boolean;
  readonly interlaced: boolean;
}

function readChunks(bytes: Uint8Array, name: string): Chunk[] {
  for (const [offset, byte] of SIGNATURE.entries()) {
    if (bytes[offset] !== byte) {
      throw new RangeError(
        `${name}: this is no PNG file: ${offset < bytes.length ? `at offset ${offset} is ${bytes[offset]}, not ${byte}` : `it ends at offset ${offset}`}`,
      );
    }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: Chunk[] = [];
  for (let offset = 8; ;) {
    const size = offset + 12 <= bytes.length ? view.getUint32(offset) : Infinity;
    const end = offset + 12 + size;
    if (end > bytes.length) {
      throw new RangeError(
        `${name}: cut off at offset ${bytes.length}, within the chunk at offset ${offset}`,
      );
    }
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new RangeError(
        `${name}: the chunk at offset ${offset} is damaged: its checksum is another`,
      );
    }
    if (/^[A-Z]/.test(type) && !['IHDR', 'PLTE', 'IDAT', 'IEND'].includes(type)) {
      throw new RangeError(`${name}: the chunk '${type}' at offset ${offset} is not read here`);
    }
    if ((type === 'IHDR') !== (offset === 8)) {
      throw new RangeError(
        `${name}: the chunk at offset ${offset} is '${type}'; IHDR must be first`,
      );
    }
    if (type === 'IEND') return chunks;
    chunks.push({ type, data: bytes.subarray(offset + 8, end - 4) });
    offset = end;
  }
}

/** The depths and the number of samples of each colour type. */
const COLORS: Readonly<Record<number, { depths: readonly number[]; samples: number }>> = {
  0: { depths: [1, 2, 4, 8, 16], samples: 1 },
  2: { depths: [8, 16], samples: 3 },
  3: { depths: [1, 2, 4, 8], samples: 1 },
  4: { depths: [8, 16], samples: 2 },
  6: { depths: [8, 16], samples: 4 },
};

function parseHeader(chunks: readonly Chunk[], name: string, maxBytes: number): Header {
  const { data } = chunks[0]!;
  if (data.length !== 13) {
    throw new RangeError(`${name}: the header has ${data.length} bytes instead of 13`);
  }
  const view = new DataView(data.buffer, data.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, color, compression, filter, interlace] = data.subarray(8) as unknown as number[];
  const { depths, samples } = COLORS[color!] ?? { depths: [], samples: 0 };
  const known = compression === 0 && filter === 0 && interlace! <= 1;
  if (width === 0 || height === 0 || !depths.includes(depth!) || !known) {
    throw new RangeError(
      `${name}: the header is none of PNG: ${width} × ${height} pixels, depth ${depth}, colour type ${color}, ` +
        `compression ${compression}, filter ${filter}, interlace ${interlace}`,
    );
  }
  if (width * height * 16 > maxBytes) {
    throw new RangeError(
      `${name}: ${width} × ${height} pixels take more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
    );
  }
  return {
    width,
    height,
    depth: depth!,
    samples,
    isPalette: color === 3,
    interlaced: interlace === 1,
  };
}

function joined(chunks: readonly Chunk[], type: string): Uint8Array {
  const parts = chunks.filter((chunk) => chunk.type === type).map(({ data }) => data);
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Undoes the prediction of a row's bytes from the bytes to the left (a), above (b) and above left (c). */
function unfilter(
  filter: number,
  line: Uint8Array,
  above: Uint8Array,
  step: number,
  where: string,
): void {
  if (filter > 4) throw new RangeError(`${where}: there is no filter ${filter}`);
  if (filter === 1) {
    for (let i = step; i < line.length; i++) line[i]! += line[i - step]!;
  } else if (filter === 2) {
    for (let i = 0; i < line.length; i++) line[i]! += above[i]!;
  } else if (filter === 3) {
    for (let i = 0; i < line.length; i++) {
      line[i]! += ((i < step ? 0 : line[i - step]!) + above[i]!) >> 1;
    }
  } else if (filter === 4) {
    for (let i = 0; i < step && i < line.length; i++) line[i]! += above[i]!;
    for (let i = step; i < line.length; i++) {
      line[i]! += paeth(line[i - step]!, above[i]!, above[i - step]!);
    }
  }
}

/** The one of three that is nearest to a + b − c (A. W. Paeth, 1991). */
function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

function sample(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index]!;
  if (depth === 16) return (line[2 * index]! << 8) | line[2 * index + 1]!;
  const bit = index * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function toImage(
  values: Uint16Array,
  { width, height, depth, samples, isPalette }: Header,
  chunks: readonly Chunk[],
  name: string,
): Image {
  if (!isPalette) {
    const largest = 2 ** depth - 1;
    const pixels = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) pixels[i] = values[i]! / largest;
    return { width, height, channels: samples, pixels };
  }
  const palette = joined(chunks, 'PLTE');
  const opacities = chunks.find(({ type }) => type === 'tRNS')?.data;
  const channels = opacities === undefined ? 3 : 4;
  const pixels = new Float32Array(values.length * channels);
  for (const [i, value] of values.entries()) {
    if (3 * value + 3 > palette.length) {
      throw new RangeError(
        `${name}: pixel ${i} has colour ${value} of a palette of ${Math.floor(palette.length / 3)}`,
      );
    }
    for (let c = 0; c < 3; c++) pixels[i * channels + c] = palette[3 * value + c]! / 255;
    if (opacities !== undefined) pixels[i * 4 + 3] = (opacities[value] ?? 255) / 255;
  }
  return { width, height, channels, pixels };
}
