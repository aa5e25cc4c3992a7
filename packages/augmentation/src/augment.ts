import {
  checkInteger,
  checkNdArray,
  checkOptions,
  createRng,
  describe,
  takeRows,
  type Seed,
} from '@occam/core';
import type { Drawn, Pipeline, TrainingRows } from './pipeline.js';
import { SampleRandom } from './sampleRandom.js';
import type { Rows, RowSource, Transform } from './transform.js';

/** What {@link augment} takes besides the transforms. */
export interface AugmentOptions {
  /** Decides the variants, with the seed of the training. Default 0. */
  seed?: Seed | undefined;
  /** What a flat row is as an image, [height, width, channels], as [28, 28, 1] for MNIST's 784 pixels. Default: rows stay as they are. */
  imageShape?: readonly number[] | undefined;
}

/**
 * Chains transforms into a pipeline.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { addGaussianNoise, augment } from '@occam/augmentation';
 *
 * const pipeline = augment([addGaussianNoise({ stddev: 0.1 })], { seed: 1 });
 * const x = { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] };
 * const varied = pipeline.vary({ x }, Uint32Array.of(1, 0), { epoch: 3 });
 * console.log(varied.x.shape); // [2, 2]
 * ```
 */
export function augment(transforms: readonly Transform[], options: AugmentOptions = {}): Pipeline {
  checkOptions('augment', options, ['seed', 'imageShape']);
  const { seed = 0, imageShape } = options;
  if (!Array.isArray(transforms)) {
    throw new TypeError(`augment takes a list of transforms, not ${describe(transforms)}`);
  }
  createRng(seed);
  if (imageShape !== undefined) checkImageShape(imageShape);

  /** Runs the transforms; what `draws` has not for a transform is drawn. */
  function run(
    data: TrainingRows,
    rows: Uint32Array,
    { epoch, key }: { epoch: number; key: Seed },
    replayed?: Drawn,
  ): Rows & { drawn: Drawn } {
    const root = createRng(seed).fork(String(key));
    const keys = transforms.map((_, place) => root.fork(place).key);
    const drawn: Drawn = [];

    const upTo = (place: number, wanted: Uint32Array, keep: boolean): Rows => {
      if (place < 0) return asImages(takeTraining(data, wanted), imageShape);
      const before = upTo(place - 1, wanted, keep);
      const transform = transforms[place]!;
      const rowShape = before.x.shape.slice(1);
      checkFits(transform, rowShape);
      const source: RowSource = {
        size: data.x.shape[0]!,
        rowShape,
        classCount: data.classCount ?? 0,
        epoch,
        take: (others) => upTo(place - 1, others, false),
      };
      const draw = (row: number) =>
        transform.draw(new SampleRandom(keys[place]!, row, epoch), source);
      const mine = (keep && replayed?.[place]) || Array.from(wanted, draw);
      if (keep) drawn[place] = mine as unknown[];
      return transform.apply(before, mine as unknown[], source);
    };

    const { x, y } = upTo(transforms.length - 1, rows, true);
    const shape = [rows.length, ...data.x.shape.slice(1)];
    return { x: { data: x.data, shape: imageShape ? shape : x.shape }, y, drawn };
  }

  return {
    transforms,
    vary(data, rows, { epoch = 0, seed: key = 0 } = {}) {
      checkNdArray('x', data.x);
      checkInteger('epoch', epoch, { min: 0 });
      return run(data, rows, { epoch, key });
    },
    replay(data, rows, drawn) {
      const { x, y } = run(data, rows, { epoch: 0, key: 0 }, drawn);
      return { x, y };
    },
    toJSON: () => ({
      className: 'Pipeline',
      config: {
        transforms: transforms.map((transform) => ({
          className: transform.className,
          config: transform.getConfig(),
        })),
        seed,
        ...(imageShape && { imageShape: [...imageShape] }),
      },
    }),
  };
}

function takeTraining({ x, y }: TrainingRows, rows: Uint32Array): Rows {
  const taken = takeRows(x, rows);
  const data = taken.data instanceof Float32Array ? taken.data : Float32Array.from(taken.data);
  return { x: { data, shape: taken.shape }, y: y && takeRows(y, rows) };
}

function asImages({ x, y }: Rows, imageShape: readonly number[] | undefined): Rows {
  if (!imageShape) return { x, y };
  const [n = 0, ...rest] = x.shape;
  const size = rest.reduce((product, length) => product * length, 1);
  const wanted = imageShape.reduce((product, length) => product * length, 1);
  if (size !== wanted) {
    throw new RangeError(
      `imageShape [${imageShape.join(', ')}] has ${wanted} numbers, but a row of the data has ${size}`,
    );
  }
  return { x: { data: x.data, shape: [n, ...imageShape] }, y };
}

function checkFits({ className, on }: Transform, rowShape: readonly number[]): void {
  if (on !== 'image' || rowShape.length === 3) return;
  throw new RangeError(
    `${className} works on images [n, height, width, channels], but the rows have the shape [n, ${rowShape.join(', ')}]: ` +
      (rowShape.length === 1
        ? 'say what a row is, as augment(…, { imageShape: [28, 28, 1] })'
        : 'give images an axis of channels, as [n, 28, 28, 1]'),
  );
}

function checkImageShape(imageShape: readonly number[]): void {
  if (!Array.isArray(imageShape) || imageShape.length !== 3) {
    throw new TypeError(
      `imageShape must be [height, width, channels], not ${describe(imageShape)}`,
    );
  }
  imageShape.forEach((length, axis) => checkInteger(`imageShape[${axis}]`, length, { min: 1 }));
}
