import { checkNdArray, rowSize, takeRows, type NdArray, type Seed } from '@occam/core';
import type { Augmenter, AugmenterData, AugmentWorkers, AugmentedRows } from './augmenter.js';
import type { RowWeights } from './rowWeights.js';
import type { Rows } from './trainingData.js';

/** The varied rows of one batch, in the batch's order. */
export interface VariedBatch {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets: class indices [n], soft targets [n, classes], or numbers [n] or [n, outputs]. */
  readonly y: NdArray;
  /** The weights of the rows in the objective; undefined: all 1. */
  readonly weights?: Float32Array | undefined;
}

/** Gives the batches of an epoch, one after the other. */
export type BatchSupply = () => Promise<VariedBatch>;

/** The augmenters of a training, at work on its rows. */
export interface Variation {
  /**
   * Starts an epoch.
   *
   * @param batches the rows of its batches, in order
   * @param breathe the pause in longer work
   */
  start(
    epoch: number,
    batches: readonly Uint32Array[],
    breathe: () => Promise<void>,
  ): Promise<BatchSupply>;
  /** Ends the workers. */
  dispose(): void;
}

/** What a {@link Variation} is made from. */
export interface VariationOptions {
  /** The augmenters, in order; at least one. */
  readonly augmenters: readonly Augmenter[];
  /** The training rows, preprocessed and resampled. */
  readonly training: Rows;
  /** How many classes the model tells apart; 0 for regression. */
  readonly classCount: number;
  /** The weights of the rows. */
  readonly weights: RowWeights | undefined;
  /** The seed of the training. */
  readonly seed: Seed;
  /** How many workers vary batches ahead; 0: this thread does. */
  readonly workers: number;
  /** Checks that rows fit the model and the loss. */
  readonly check: (rows: Rows) => void;
}

/** How many rows are varied between two pauses, where all of an epoch are. */
const ROWS_PER_PAUSE = 256;
/** How many batches each worker is asked for ahead. */
const AHEAD = 3;

/**
 * Prepares the variation of training rows. The last augmenter varies each batch; those before it vary all rows at the begin of
 * each epoch, since whoever mixes rows must find them varied already, whatever the batches are.
 */
export async function createVariation(options: VariationOptions): Promise<Variation> {
  const { augmenters, training, classCount, weights, seed, workers } = options;
  const last = augmenters.length - 1;
  const given: AugmenterData = { x: training.x, y: training.y, classCount };
  let before: { epoch: number; data: AugmenterData } | undefined;
  const prefetcher: AugmentWorkers | undefined =
    workers > 0 && last === 0
      ? await augmenters[0]!.prefetch?.(given, { seed, workers })
      : undefined;

  function vary(place: number, data: AugmenterData, rows: Uint32Array, epoch: number) {
    const varied = augmenters[place]!.vary(data, rows, { epoch, seed: seedOf(seed, place) });
    return complete(varied, data, rows);
  }

  function checked(batch: VariedBatch, rows: Uint32Array): VariedBatch {
    const { x, y } = batch;
    options.check({ ...training, x, y, size: rows.length, hints: undefined });
    return { x, y, weights: weights?.of(rows, y) };
  }

  /** The rows as they come to the last augmenter. */
  async function dataOf(epoch: number, breathe: () => Promise<void>): Promise<AugmenterData> {
    if (last === 0) return given;
    if (before?.epoch === epoch) return before.data;
    let data = given;
    for (let place = 0; place < last; place++) {
      const parts: VariedBatch[] = [];
      for (let from = 0; from < training.size; from += ROWS_PER_PAUSE) {
        const length = Math.min(ROWS_PER_PAUSE, training.size - from);
        const rows = Uint32Array.from({ length }, (_, i) => from + i);
        parts.push(vary(place, data, rows, epoch));
        await breathe();
      }
      const [x, y] = [joinRows(parts.map((part) => part.x)), joinRows(parts.map((part) => part.y))];
      data = { x, y, classCount };
    }
    before = { epoch, data };
    return data;
  }

  return {
    async start(epoch, batches, breathe) {
      let next = 0;
      if (!prefetcher) {
        const data = await dataOf(epoch, breathe);
        return async () => {
          const rows = batches[next++]!;
          return checked(vary(last, data, rows, epoch), rows);
        };
      }
      const asked: Promise<AugmentedRows>[] = [];
      return async () => {
        while (asked.length < batches.length && asked.length < next + 1 + AHEAD * workers) {
          const batch = prefetcher.vary(batches[asked.length]!, epoch);
          // Whoever waits for it sees the error; if training ends before, nobody does.
          batch.catch(() => {});
          asked.push(batch);
        }
        const rows = batches[next]!;
        const varied = await asked[next]!;
        delete asked[next++];
        return checked(complete(varied, given, rows), rows);
      };
    },
    dispose: () => prefetcher?.dispose(),
  };
}

/** The first augmenter has the seed of the training, so that its variants can be looked at outside of it; each other one its own. */
export function seedOf(seed: Seed, place: number): Seed {
  return place === 0 ? seed : `${seed}/${place}`;
}

/** Checks how many rows an augmenter has given, and takes their targets where it gives none. */
function complete(varied: AugmentedRows, data: AugmenterData, rows: Uint32Array): VariedBatch {
  const { x, y = takeRows(data.y, rows) } = varied;
  checkNdArray('x of the varied rows', x);
  checkNdArray('y of the varied rows', y);
  for (const [name, { shape }] of Object.entries({ x, y })) {
    if (shape[0] !== rows.length) {
      throw new RangeError(
        `an augmenter must give as many rows as it was asked for, ${rows.length}, but its ${name} has the shape [${shape.join(', ')}]`,
      );
    }
  }
  return { x, y };
}

function joinRows(parts: readonly NdArray[]): NdArray {
  const [first] = parts as [NdArray];
  const width = rowSize(first);
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data =
    first.data instanceof Int32Array
      ? new Int32Array(rows * width)
      : new Float32Array(rows * width);
  let at = 0;
  for (const part of parts) {
    if (part.shape.slice(1).join() !== first.shape.slice(1).join()) {
      throw new RangeError(
        `an augmenter must give rows of one shape, not [${first.shape.slice(1).join(', ')}] and [${part.shape.slice(1).join(', ')}]`,
      );
    }
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: [rows, ...first.shape.slice(1)] };
}
