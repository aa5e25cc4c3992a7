import { describe } from '@occam/core';
import { gunzip, isGzip } from './gunzip.js';
import { join } from './join.js';
import { nodeModule } from './nodeModule.js';

/**
 * Where a loader reads from. A string is a path in Node and an address in the browser; strings that start
 * with `http:`, `https:`, `data:`, `blob:` or `file:` are addresses in both. A `File` is a `Blob`.
 */
export type Source = string | URL | Blob | ArrayBuffer | Uint8Array;

/** The options of {@link readBytes}. */
export interface ReadOptions {
  /** What the source is called in messages. */
  readonly name: string;
  /** The most bytes that the source may have, after unpacking. */
  readonly maxBytes: number;
  /** Stops reading. */
  readonly signal?: AbortSignal | undefined;
}

/** The last part of a path or address, a File's name, or 'data'. */
export function sourceName(source: Source): string {
  if (typeof source === 'string' || source instanceof URL) {
    const text = String(source);
    if (/^(data|blob):/i.test(text)) return 'data';
    const parts = text.replace(/[?#].*$/, '').split(/[/\\]/);
    return parts.findLast((part) => part !== '') ?? 'data';
  }
  return source instanceof Blob && 'name' in source ? String(source.name) : 'data';
}

/**
 * Reads a source piece by piece, unpacking it if it starts with the magic number of gzip. A piece is valid
 * only until the next one is asked for.
 *
 * @throws RangeError if the source is missing, is a broken gzip file or holds more than `maxBytes`
 */
export async function* readBytes(
  source: Source,
  { name, maxBytes, signal }: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted();
  const packed = openSource(source, name, signal);
  let first = await packed.next();
  while (!first.done && first.value.length < 2) {
    const next = await packed.next();
    if (next.done) break;
    first = { done: false, value: join(first.value, next.value) };
  }
  if (first.done) return;
  const pieces = prepend(first.value, packed);
  let total = 0;
  for await (const piece of isGzip(first.value) ? gunzip(pieces, name) : pieces) {
    signal?.throwIfAborted();
    total += piece.length;
    if (total > maxBytes) {
      throw new RangeError(
        `${name}: holds more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
      );
    }
    yield piece;
  }
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

async function* openSource(
  source: Source,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (source instanceof ArrayBuffer) yield new Uint8Array(source);
  else if (source instanceof Uint8Array) yield source;
  else if (source instanceof Blob) yield* readStream(source.stream(), name, signal);
  else if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new TypeError(
      `the source must be a path, a URL, a File, a Blob, an ArrayBuffer or a Uint8Array, not ${describe(source)}`,
    );
  } else if (nodeModule('node:fs/promises') !== undefined && isFile(source))
    yield* readFile(source);
  else yield* readStream(await download(source, name, signal), name, signal);
}

function isFile(source: string | URL): boolean {
  return source instanceof URL
    ? source.protocol === 'file:'
    : !/^(https?|data|blob):/i.test(source);
}

async function* readFile(path: string | URL): AsyncGenerator<Uint8Array, void, undefined> {
  const { open } = nodeModule('node:fs/promises')!;
  const isAddress = typeof path === 'string' && /^file:/i.test(path);
  let file;
  let size;
  try {
    file = await open(isAddress ? new URL(path) : path);
    const stat = await file.stat();
    if (stat.isDirectory()) throw new Error('it is a folder');
    size = stat.size;
  } catch (error) {
    await file?.close();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RangeError(
      code === 'ENOENT' ? `there is no file '${path}'` : `cannot read '${path}': ${message}`,
      { cause: error },
    );
  }
  try {
    // Thousands of small files need no large buffer each; a pipe says that its size is 0.
    const buffer = new Uint8Array(size > 0 ? Math.min(size, 1 << 18) : 1 << 18);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function download(
  address: string | URL,
  name: string,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const shown = name === 'data' ? 'the data' : `'${address}'`;
  let response;
  try {
    response = await fetch(address, { signal: signal ?? null });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`cannot fetch ${shown}: ${reasonOf(error)}`, { cause: error });
  }
  if (!response.ok || response.body === null) {
    throw new RangeError(`cannot fetch ${shown}: the server answers ${response.status}`);
  }
  return response.body;
}

/** The message of an error, or of the error behind it where fetch says no more than « fetch failed ». */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

async function* readStream(
  stream: ReadableStream<Uint8Array>,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        signal?.throwIfAborted();
        throw new Error(`${name}: reading broke off: ${reasonOf(error)}`, { cause: error });
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
