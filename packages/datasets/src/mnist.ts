import { checkOneOf, checkOptions, describe } from '@occam/core';
import { createDataset, type Dataset } from './dataset.js';
import { loadIdx } from './loadIdx.js';
import { obtainFile, type DownloadProgress, type PublishedFile } from './obtainFile.js';

/** The options of {@link mnist}. */
export interface MnistOptions {
  /** Which of the two sets. Default 'train' (60,000 images); 'test' has 10,000. */
  readonly subset?: 'train' | 'test' | undefined;
  /**
   * The folder that keeps the files, in its folder `mnist`. Default: `$XDG_CACHE_HOME/occam`, else
   * `~/.cache/occam`. Browsers have none: there the files come from the network each time, or from the
   * browser's own cache.
   */
  readonly cacheDir?: string | undefined;
  /** The address of the folder to download from. Default: Google's copy of the original files. */
  readonly baseUrl?: string | URL | undefined;
  /** Called as the download of a file goes on, also at its start and end. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Stops the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads MNIST: from `$OCCAM_DATA_DIR/mnist`, else from the cache folder, else downloads it once (11.6 MB for
 * training, 1.7 MB for testing). Every file is held to the sha256 of the original.
 *
 * @returns classification, `x` of shape [60000, 784] (or [10000, 784]), 28 × 28 pixels row by row, 0 background
 *   … 1 ink; `y` the digits 0 … 9
 * @throws RangeError if a file in `$OCCAM_DATA_DIR` is not the original; Error that says where to put which
 *   file if it cannot be downloaded
 *
 * @example
 * ```ts no-run
 * import { mnist } from '@occam/datasets';
 *
 * const train = await mnist({ onProgress: ({ loaded, total }) => console.log(loaded / total) });
 * const test = await mnist({ subset: 'test' });
 * ```
 */
export function mnist(options: MnistOptions = {}): Promise<Dataset> {
  return loadMnist(options, MNIST_FILES);
}

/** The two files of each subset. */
export type MnistFiles = Readonly<
  Record<'train' | 'test', { readonly images: PublishedFile; readonly labels: PublishedFile }>
>;

/** Does what {@link mnist} does, for any files of its form. */
export async function loadMnist(options: MnistOptions, files: MnistFiles): Promise<Dataset> {
  checkOptions('mnist', options, ['subset', 'cacheDir', 'baseUrl', 'onProgress', 'signal']);
  const { subset = 'train', baseUrl = BASE_URL, cacheDir, onProgress, signal } = options;
  checkOneOf('subset', subset, ['train', 'test']);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`onProgress must be a function, not ${describe(onProgress)}`);
  }
  const where = { folder: 'mnist', baseUrl: String(baseUrl), cacheDir, onProgress, signal };
  const load = async (file: PublishedFile, divisor?: number) =>
    loadIdx(await obtainFile(file, where), { name: file.name, divisor, signal });
  const images = await load(files[subset].images, 255);
  const labels = await load(files[subset].labels);
  const rows = images.shape[0]!;
  return createDataset({
    x: { data: images.data, shape: [rows, images.data.length / rows] },
    y: labels,
    task: 'classification',
    classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
    name: subset === 'train' ? 'mnist' : 'mnist (test)',
  });
}

const BASE_URL = 'https://storage.googleapis.com/cvdf-datasets/mnist/';

const MNIST_FILES: MnistFiles = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte.gz',
      size: 9_912_422,
      sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    },
    labels: {
      name: 'train-labels-idx1-ubyte.gz',
      size: 28_881,
      sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte.gz',
      size: 1_648_877,
      sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte.gz',
      size: 4_542,
      sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    },
  },
};
