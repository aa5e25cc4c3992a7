import type { NdArray } from '@occam/core';
import type { Augmenter } from './augmenter.js';
import { applyPreprocessors, type Preprocessor } from './preprocessor.js';

/**
 * Lets the first augmenter vary raw rows where it asks for them, and preprocesses what it gives, so that whoever trains sees
 * preprocessed rows alone.
 *
 * @param preprocess fitted on the training rows as they are
 * @param raw the features of the training rows before preprocessing
 * @throws RangeError if another augmenter than the first asks for raw rows, or a step changes training rows otherwise than new ones
 */
export function varyRaw(
  augmenters: readonly Augmenter[],
  preprocess: readonly Preprocessor[],
  raw: NdArray,
): readonly Augmenter[] {
  const last = augmenters.findLastIndex(({ on }) => on === 'raw');
  if (last < 0 || preprocess.length === 0) return augmenters;
  if (last > 0) {
    throw new RangeError(
      `augment[${last}] varies raw rows, as images are, but preprocessing has changed those that augment[${last - 1}] gives: ` +
        'put all transforms into one pipeline, or leave preprocess out',
    );
  }
  const learning = preprocess.find(({ fitTransform }) => fitTransform);
  if (learning) {
    throw new RangeError(
      `augment[0] varies raw rows, as images are, which ${learning.toJSON().className} cannot change afterwards: ` +
        'it must not show a training row its own target. Leave one of them out',
    );
  }
  return [preprocessed(augmenters[0]!, preprocess, raw), ...augmenters.slice(1)];
}

function preprocessed(
  augmenter: Augmenter,
  preprocess: readonly Preprocessor[],
  raw: NdArray,
): Augmenter {
  let x = raw;
  const change = <Varied extends { readonly x: NdArray }>(varied: Varied): Varied => ({
    ...varied,
    x: applyPreprocessors(preprocess, varied.x),
  });
  return {
    ...(augmenter.resample && {
      resample(data, seed) {
        const resampled = augmenter.resample!({ ...data, x }, seed);
        if (resampled.x === x) return data;
        x = resampled.x;
        return change(resampled);
      },
    }),
    vary: (data, rows, options) => change(augmenter.vary({ ...data, x }, rows, options)),
    ...(augmenter.prefetch && {
      async prefetch(data, options) {
        const workers = await augmenter.prefetch!({ ...data, x }, options);
        return (
          workers && {
            vary: async (rows, epoch) => change(await workers.vary(rows, epoch)),
            dispose: () => workers.dispose(),
          }
        );
      },
    }),
  };
}
