import {
  checkInteger,
  checkNdArray,
  checkOptions,
  createRng,
  describe,
  type NdArray,
  type Seed,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { applyToTensor, type VariedTensors } from './applyToTensor.js';
import { checkImageShape } from './imageShape.js';
import { drawnOf, HostRun, type Drawn, type Plan, type VariedRows } from './hostRun.js';
import { stagesOf } from './stages.js';
import type { Rows, TrainingRows, Transform } from './transform.js';
import { transformFromJSON } from './transformFromJSON.js';
import { prefetch, type Prefetcher } from './worker/prefetch.js';

/** Which variants of which rows. */
export interface VaryOptions {
  /** The epoch, from 0: another epoch gives other variants. Default 0. */
  readonly epoch?: number | undefined;
  /**
   * The seed of whoever trains; the variants depend on it and on the pipeline's own seed. Default 0.
   */
  readonly seed?: Seed | undefined;
}

/** What {@link Pipeline.apply} takes. */
export interface ApplyOptions<Array = NdArray> extends VaryOptions {
  /** The targets of the batch, for whoever mixes rows. */
  readonly y?: Array | undefined;
  /** How many classes the targets have. Default: as many as the largest index in the batch needs. */
  readonly classCount?: number | undefined;
}

/** What {@link augment} takes besides the transforms. */
export interface AugmentOptions {
  /** Decides the variants, with the seed of the training. Default 0. */
  readonly seed?: Seed | undefined;
  /** What a flat row is as an image, [height, width, channels], as [28, 28, 1] for MNIST's 784 pixels. Default: rows stay as they are. */
  readonly imageShape?: readonly number[] | undefined;
}

/** A pipeline as plain JSON: an entry of a recipe's `augment`. */
export interface PipelineJson {
  /** Always 'Pipeline'. */
  readonly className: 'Pipeline';
  /** The transforms and options. */
  readonly config: Record<string, unknown>;
}

/** Transforms one after the other, seeded. Made by {@link augment}. */
export class Pipeline {
  /** The modules that make its name known, for a recipe. */
  readonly uses = ['@occam/augmentation'] as const;
  /** The transforms, in order. */
  readonly transforms: readonly Transform[];
  /** Which rows training gives it: images before preprocessing, as pixels; other rows after it. */
  readonly on: 'raw' | 'preprocessed';
  readonly #plan: Plan;

  /**
   * @throws TypeError or RangeError if a transform is none, or an option is unknown, of another type or out of range
   */
  constructor(transforms: readonly Transform[], options: AugmentOptions = {}) {
    checkOptions('augment', options, ['seed', 'imageShape']);
    const { seed = 0, imageShape } = options;
    if (!Array.isArray(transforms)) {
      throw new TypeError(`augment takes a list of transforms, not ${describe(transforms)}`);
    }
    transforms.forEach(checkTransform);
    createRng(seed);
    if (imageShape !== undefined) checkImageShape(imageShape);
    this.transforms = [...transforms];
    this.on = this.transforms.some(({ on }) => on === 'image') ? 'raw' : 'preprocessed';
    this.#plan = { stages: stagesOf(this.transforms), seed, imageShape };
  }

  /**
   * Varies training rows: the result depends on the seeds, the epoch and each row's number alone.
   *
   * @param data all training rows
   * @param rows the numbers of the rows wanted
   * @returns the rows, of the same shape, and what was drawn for them
   * @throws TypeError or RangeError if the data do not fit the transforms, or a row does not exist
   */
  vary(data: TrainingRows, rows: Uint32Array, options: VaryOptions = {}): VariedRows {
    const { epoch = 0, seed = 0 } = checkVaryOptions(options, ['epoch', 'seed']);
    return new HostRun(this.#plan, data, { epoch, seed }).vary(rows);
  }

  /**
   * Does again what was drawn, partners that rows were mixed with included.
   *
   * @param rows the numbers of the rows, as many as were drawn for
   * @param drawn what {@link Pipeline.vary} or {@link Pipeline.apply} has returned, or the same from JSON
   * @throws TypeError or RangeError if it was drawn for another number of rows or transforms
   */
  replay(data: TrainingRows, rows: Uint32Array, drawn: Drawn): Rows {
    const { seed, epoch, draws } = drawnOf(drawn, this.transforms.length, rows.length);
    const { x, y } = new HostRun(this.#plan, data, { epoch, seed }).vary(rows, draws);
    return { x, y };
  }

  /**
   * Varies a batch alone; its rows are numbered 0 … n − 1, so a batch is the same again under the same seeds and epoch.
   *
   * On a backend whose data lie with the host (WASM and CPU), tensors are computed there, by the kernels; on WebGL and WebGPU they stay
   * on the device where all transforms have tfjs ops, with the same numbers within the bounds that these state.
   *
   * @param x n rows: an NdArray, or a float32 tensor, which stays the caller's
   * @returns the rows and what was drawn; for a tensor a promise of new tensors, which the caller disposes of
   * @throws TypeError or RangeError if the batch does not fit the transforms
   */
  apply(x: NdArray, options?: ApplyOptions): VariedRows;
  apply(x: tf.Tensor, options?: ApplyOptions<tf.Tensor>): Promise<VariedTensors>;
  apply(x: NdArray | tf.Tensor, options: ApplyOptions<NdArray | tf.Tensor> = {}): unknown {
    const known = ['epoch', 'seed', 'y', 'classCount'];
    const { epoch = 0, seed = 0 } = checkVaryOptions(options, known);
    const { y, classCount } = options;
    if (classCount !== undefined) checkInteger('classCount', classCount, { min: 0 });
    if (x instanceof tf.Tensor) {
      if (y !== undefined && !(y instanceof tf.Tensor)) {
        throw new TypeError('x is a tensor, so y must be one too');
      }
      return applyToTensor(this.#plan, { x, y, classCount }, { epoch, seed });
    }
    checkNdArray('x', x);
    if (y !== undefined) checkNdArray('y', y);
    const rows = Uint32Array.from({ length: x.shape[0] ?? 0 }, (_, row) => row);
    return new HostRun(this.#plan, { x, y: y as NdArray, classCount }, { epoch, seed }).vary(rows);
  }

  /**
   * Adds or leaves out training rows as the transforms that resample ask, one after the other; once, before the first epoch.
   *
   * @returns the same data where no transform resamples
   */
  resample<Data extends TrainingRows>(data: Data, seed: Seed = 0): Data {
    const root = createRng(this.#plan.seed).fork(String(seed)).fork('resample');
    return this.transforms.reduce((rows, transform, place) => {
      if (!transform.resample) return rows;
      const { x, y } = transform.resample(rows, root.fork(place).int(2 ** 32));
      return { ...rows, x, y, ...('size' in rows && { size: x.shape[0] }) };
    }, data);
  }

  /**
   * Starts workers that vary batches ahead of a training, with the same results: what `augmentWorkers` of the training calls.
   *
   * @param data all training rows; memory is shared with the workers where that can be
   * @returns undefined, with a warning, if a transform is not one of this package, and so not known in a worker
   */
  prefetch(
    data: TrainingRows,
    options: { readonly seed: Seed; readonly workers: number },
  ): Promise<Prefetcher | undefined> {
    return prefetch(this.toJSON(), data, options);
  }

  /** The pipeline as plain JSON: an entry of a recipe's `augment`. */
  toJSON(): PipelineJson {
    const { seed, imageShape } = this.#plan;
    return {
      className: 'Pipeline',
      config: {
        transforms: this.transforms.map((transform) => ({
          className: transform.className,
          config: transform.getConfig(),
        })),
        seed,
        ...(imageShape && { imageShape: [...imageShape] }),
      },
    };
  }

  /**
   * Makes a pipeline from its JSON; call {@link register} first.
   *
   * @throws TypeError or RangeError if it is no pipeline's JSON; the message names the transform that is wrong
   */
  static fromJSON(json: unknown): Pipeline {
    const { className, config } = (json ?? {}) as Partial<PipelineJson>;
    if (className !== 'Pipeline' || typeof config !== 'object' || config === null) {
      throw new TypeError(
        `a pipeline's JSON is { className: 'Pipeline', config: { transforms } }, not ${describe(json)}` +
          (className === undefined ? '' : ` with className ${describe(className)}`),
      );
    }
    const { transforms, ...options } = config;
    if (!Array.isArray(transforms)) {
      throw new TypeError(
        `transforms of a pipeline's JSON must be a list, not ${describe(transforms)}`,
      );
    }
    return new Pipeline(
      transforms.map((transform: unknown, place) =>
        transformFromJSON(transform, `transform ${place}`),
      ),
      options,
    );
  }
}

function checkVaryOptions(options: VaryOptions, known: readonly string[]): VaryOptions {
  checkOptions('the pipeline', options, known);
  checkInteger('epoch', options.epoch ?? 0, { min: 0, max: 2 ** 32 - 1 });
  return options;
}

function checkTransform(transform: unknown, place: number): void {
  const { className, draw, apply } = (transform ?? {}) as Partial<Transform>;
  if (typeof className === 'string' && typeof draw === 'function' && typeof apply === 'function')
    return;
  throw new TypeError(
    `transform ${place} of augment must be a transform, as randomRotation({ degrees: 15 }), not ${describe(transform)}` +
      (typeof transform === 'function' ? ': call it' : ''),
  );
}
