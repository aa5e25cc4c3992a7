import { checkOneOf, checkOptions, describe } from '@occam/core';
import { createDataset, type Dataset } from './dataset.js';
import { loadIdx } from './loadIdx.js';
import { obtainFile, type DownloadProgress, type PublishedFile } from './obtainFile.js';

/** The options of {@link mnist} and {@link fashionMnist}. */
export interface MnistOptions {
  /** Which of the two sets. Default 'train' (60,000 images); 'test' has 10,000. */
  readonly subset?: 'train' | 'test' | undefined;
  /**
   * The folder that keeps the files, in a folder of the dataset's own (`mnist`, `fashion-mnist`). Default:
   * `$XDG_CACHE_HOME/occam`, else `~/.cache/occam`. Browsers have none: there the files come from the network
   * each time, or from the browser's own cache.
   */
  readonly cacheDir?: string | undefined;
  /** The address of the folder to download from. Default: a public copy of the original files. */
  readonly baseUrl?: string | URL | undefined;
  /** Called as the download of a file goes on, also at its start and end. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The two files of each subset. */
export type MnistFiles = Readonly<
  Record<'train' | 'test', { readonly images: PublishedFile; readonly labels: PublishedFile }>
>;

/** A dataset in MNIST's form: images and labels as gzipped IDX files, ten classes. */
export interface MnistLike {
  /** The function that loads it, for messages. */
  readonly loader: string;
  /** What it is called; also its folder in `$OCCAM_DATA_DIR` and in the cache. */
  readonly name: string;
  /** The address of the folder to download from, unless told otherwise. */
  readonly baseUrl: string;
  /** Its files. */
  readonly files: MnistFiles;
  /** The names of the classes, by index. */
  readonly classNames: readonly string[];
}

/** Loads a dataset in MNIST's form from `$OCCAM_DATA_DIR`, else the cache folder, else the network. */
export async function loadMnistLike(
  options: MnistOptions,
  { loader, name, baseUrl, files, classNames }: MnistLike,
): Promise<Dataset> {
  checkOptions(loader, options, ['subset', 'cacheDir', 'baseUrl', 'onProgress', 'signal']);
  const { subset = 'train', cacheDir, onProgress, signal } = options;
  checkOneOf('subset', subset, ['train', 'test']);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`onProgress must be a function, not ${describe(onProgress)}`);
  }
  const where = {
    folder: name,
    baseUrl: String(options.baseUrl ?? baseUrl),
    cacheDir,
    onProgress,
    signal,
  };
  const load = async (file: PublishedFile, divisor?: number) =>
    loadIdx(await obtainFile(file, where), { name: file.name, divisor, signal });
  const images = await load(files[subset].images, 255);
  const labels = await load(files[subset].labels);
  const rows = images.shape[0]!;
  return createDataset({
    x: { data: images.data, shape: [rows, images.data.length / rows] },
    y: labels,
    task: 'classification',
    classNames,
    name: subset === 'train' ? name : `${name} (test)`,
  });
}
