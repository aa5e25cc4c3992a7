import type { Dataset } from './dataset.js';
import { loadMnistLike, type MnistLike, type MnistOptions } from './mnistLike.js';

/**
 * Reads Fashion-MNIST, pictures of clothes in MNIST's form: from `$OCCAM_DATA_DIR/fashion-mnist`, else from
 * the cache folder, else downloads it once (26.5 MB for training, 4.4 MB for testing) from its publisher's
 * repository. Every file is held to the sha256 of the original.
 *
 * @returns classification, `x` of shape [60000, 784] (or [10000, 784]), 28 × 28 pixels row by row, 0 background
 *   … 1; `y` the classes T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot
 * @throws RangeError if a file in `$OCCAM_DATA_DIR` is not the original; Error that says where to put which
 *   file if it cannot be downloaded
 *
 * @example
 * ```ts no-run
 * import { fashionMnist } from '@occam/datasets';
 *
 * const train = await fashionMnist();
 * const test = await fashionMnist({ subset: 'test' });
 * ```
 *
 * H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms (2017).
 */
export function fashionMnist(options: MnistOptions = {}): Promise<Dataset> {
  return loadMnistLike(options, FASHION_MNIST);
}

/** Where Fashion-MNIST is and what is in it. */
export const FASHION_MNIST: MnistLike = {
  loader: 'fashionMnist',
  name: 'fashion-mnist',
  baseUrl:
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/',
  files: {
    train: {
      images: {
        name: 'train-images-idx3-ubyte.gz',
        size: 26_421_880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      },
      labels: {
        name: 'train-labels-idx1-ubyte.gz',
        size: 29_515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      },
    },
    test: {
      images: {
        name: 't10k-images-idx3-ubyte.gz',
        size: 4_422_102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      },
      labels: {
        name: 't10k-labels-idx1-ubyte.gz',
        size: 5_148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      },
    },
  },
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};
