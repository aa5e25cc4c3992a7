import type { Dataset } from './dataset.js';
import { loadMnistLike, type MnistFiles, type MnistLike, type MnistOptions } from './mnistLike.js';

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
  return loadMnistLike(options, MNIST);
}

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

/** Where MNIST is and what is in it. */
export const MNIST: MnistLike = {
  loader: 'mnist',
  name: 'mnist',
  baseUrl: 'https://storage.googleapis.com/cvdf-datasets/mnist/',
  files: MNIST_FILES,
  classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
};
