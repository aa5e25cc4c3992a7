/** Whether bytes start with the magic number of gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip piece by piece, as fast as the pieces are taken and no faster: who stops taking them stops
 * the unpacking, however much there would have been.
 *
 * @param name what the file is called, for the message
 * @throws RangeError if the file is damaged or cut off
 */
export async function* gunzip(
  packed: AsyncGenerator<Uint8Array, void, undefined>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { readable, writable } = new DecompressionStream('gzip');
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let failure: { readonly error: unknown } | undefined;
  const feeding = feed(
    watch(packed, (error) => (failure = { error })),
    writer,
  ).catch((error: unknown) => writer.abort(error).catch(() => undefined));
  // Node also rejects these two when the data are damaged; the reader is where we hear of it.
  writer.closed.catch(() => undefined);
  reader.closed.catch(() => undefined);
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        if (failure !== undefined) throw failure.error;
        throw new RangeError(`${name}: the gzip data are damaged or cut off`, { cause });
      });
      if (done) break;
      yield value;
    }
    await feeding;
    finished = true;
  } finally {
    if (!finished) {
      await reader.cancel().catch(() => undefined);
      await writer.abort().catch(() => undefined);
      await packed.return();
    }
  }
}

async function* watch<T>(
  values: AsyncGenerator<T, void, undefined>,
  onError: (error: unknown) => void,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* values;
  } catch (error) {
    onError(error);
    throw error;
  }
}

/** Some browsers unpack a whole piece at once; deflate expands at most 1032 times, so 8 MB here. */
const PIECE = 8192;

async function feed(
  packed: AsyncGenerator<Uint8Array, void, undefined>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  for await (const chunk of packed) {
    for (let start = 0; start < chunk.length; start += PIECE) {
      await writer.write(chunk.slice(start, start + PIECE));
    }
  }
  await writer.close();
}
