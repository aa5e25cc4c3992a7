import { warn } from '@occam/core';
import { nodeModule } from './nodeModule.js';
import { reasonOf } from './source.js';

/** A file that is published somewhere and never changes. */
export interface PublishedFile {
  /** Its name, the last part of its address. */
  readonly name: string;
  /** How many bytes it has. */
  readonly size: number;
  /** Its SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/** How far a download has come. */
export interface DownloadProgress {
  /** The file that is being downloaded. */
  readonly file: string;
  /** How many bytes have come. */
  readonly loaded: number;
  /** How many bytes there will be. */
  readonly total: number;
}

/** Where {@link obtainFile} looks. */
export interface ObtainOptions {
  /** The folder in `$OCCAM_DATA_DIR` and in the cache folder. */
  readonly folder: string;
  /** The address of the folder to download from. */
  readonly baseUrl: string;
  /** The cache folder. Default: `$XDG_CACHE_HOME/occam`, else `~/.cache/occam`; none in the browser. */
  readonly cacheDir: string | undefined;
  /** Called as the download goes on, also at its start and end. */
  readonly onProgress: ((progress: DownloadProgress) => void) | undefined;
  /** Stops the download. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Gets a published file: from `$OCCAM_DATA_DIR`, else from the cache folder, else from the network, and then
 * keeps it in the cache folder, complete or not at all. A damaged file in the cache is downloaded again.
 *
 * @throws RangeError if the file in `$OCCAM_DATA_DIR` is another; Error that says where to put which file if
 *   it cannot be downloaded or what comes is another file
 */
export async function obtainFile(file: PublishedFile, options: ObtainOptions): Promise<Uint8Array> {
  const { folder, cacheDir, signal } = options;
  signal?.throwIfAborted();
  const path = nodeModule('node:path');
  const dataDir = globalThis.process?.env?.['OCCAM_DATA_DIR'];
  if (path !== undefined && dataDir) {
    const own = path.join(dataDir, folder, file.name);
    const bytes = await read(own);
    if (bytes !== undefined) {
      const problem = await difference(bytes, file);
      if (problem !== undefined) {
        throw new RangeError(
          `'${own}' is not the original ${file.name}: ${problem}; replace or remove it`,
        );
      }
      return bytes;
    }
  }
  const cached = path?.join(cacheDir ?? defaultCacheDir(), folder, file.name);
  const kept = cached && (await read(cached));
  if (kept && (await difference(kept, file)) === undefined) return kept;
  const bytes = await download(file, options, cached);
  if (cached !== undefined) await keep(cached, bytes);
  return bytes;
}

function defaultCacheDir(): string {
  const { join } = nodeModule('node:path')!;
  const base = process.env['XDG_CACHE_HOME'] || join(nodeModule('node:os')!.homedir(), '.cache');
  return join(base, 'occam');
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await nodeModule('node:fs/promises')!.readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw new Error(`cannot read '${path}': ${reasonOf(error)}`, { cause: error });
  }
}

/** What sets bytes apart from the published file, or undefined if they are that file. */
async function difference(
  bytes: Uint8Array,
  { size, sha256 }: PublishedFile,
): Promise<string | undefined> {
  if (bytes.length !== size) return `it has ${bytes.length} bytes instead of ${size}`;
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  return hex === sha256 ? undefined : `its sha256 is ${hex} instead of ${sha256}`;
}

async function download(
  file: PublishedFile,
  { folder, baseUrl, onProgress, signal }: ObtainOptions,
  cached: string | undefined,
): Promise<Uint8Array> {
  const address = `${baseUrl.replace(/\/?$/, '/')}${file.name}`;
  const failed = (problem: string, cause?: unknown) =>
    new Error(
      `cannot download ${file.name} from ${address}: ${problem}.` +
        (cached === undefined
          ? ''
          : ` Put the original (${file.size} bytes, sha256 ${file.sha256}) at '${cached}', or set OCCAM_DATA_DIR to a folder with ${folder}/${file.name} in it`),
      { cause },
    );
  const bytes = new Uint8Array(file.size);
  let loaded = 0;
  const received = <T>(answer: Promise<T>) =>
    answer.catch((error: unknown) => {
      signal?.throwIfAborted();
      throw failed(`${reasonOf(error)} after ${loaded} of ${file.size} bytes`, error);
    });
  const response = await received(fetch(address, { signal: signal ?? null }));
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw failed(`the server answers ${response.status}`);
  }
  const reader = response.body.getReader();
  try {
    onProgress?.({ file: file.name, loaded, total: file.size });
    for (;;) {
      const { done, value } = await received(reader.read());
      if (done) break;
      if (loaded + value.length > file.size) {
        throw failed(`there is more than the expected ${file.size} bytes`);
      }
      bytes.set(value, loaded);
      loaded += value.length;
      onProgress?.({ file: file.name, loaded, total: file.size });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const problem = await difference(bytes.subarray(0, loaded), file);
  if (problem !== undefined) throw failed(problem);
  return bytes;
}

/** Writes a file so that it is there in full or not at all; without a place to keep it, warns. */
async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const { mkdir, rename, rm, writeFile } = nodeModule('node:fs/promises')!;
  const temporary = `${path}.${crypto.randomUUID()}.part`;
  try {
    await mkdir(nodeModule('node:path')!.dirname(path), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    warn(`cannot keep '${path}' for the next time: ${reasonOf(error)}`);
  }
}
