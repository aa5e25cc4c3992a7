import type { Dataset } from './dataset.js';

/** How far a download of {@link mnist} has come. */
export interface DownloadProgress {
  /** The file that is being read. */
  readonly file: string;
  /** How many bytes have come. */
  readonly loaded: number;
  /** How many bytes there will be. */
  readonly total: number;
}

/** The options of {@link mnist}. */
export interface MnistOptions {
  /** Which of the two sets. Default 'train' (60,000 images); 'test' has 10,000. */
  readonly subset?: 'train' | 'test' | undefined;
  /** The folder that keeps the files. Default: `$XDG_CACHE_HOME/occam`, else `~/.cache/occam`. */
  readonly cacheDir?: string | undefined;
  /** The address of the folder to download from. Default: Google's copy of the original files. */
  readonly baseUrl?: string | undefined;
  /** Called as the download goes on, also once at its start and end. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads MNIST. */
export async function mnist(_options: MnistOptions = {}): Promise<Dataset> {
  throw new Error('not built yet');
}
