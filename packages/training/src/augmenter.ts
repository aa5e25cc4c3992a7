import { describe, lookupClass, type NdArray, type Seed } from '@occam/core';
import { checkClassConfig, type ClassConfig, type ClassOptions } from './checkClassConfig.js';

/** Rows that an {@link Augmenter} gives for a batch. */
export interface AugmentedRows {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets: soft ones [n, classes] where rows are mixed. Absent: they are as they were. */
  readonly y?: NdArray | undefined;
}

/**
 * What an {@link Augmenter} knows of the training rows: preprocessed, unless it asks for raw ones, and with as many classes as the
 * model tells apart.
 */
export interface AugmenterData {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets: class indices [n], soft targets [n, classes], or numbers [n] or [n, outputs]. */
  readonly y: NdArray;
  /** How many classes the model tells apart, at least 2; 0 for regression. */
  readonly classCount: number;
}

/** Which variants of rows an {@link Augmenter} is asked for. */
export interface VariantOptions {
  /** The epoch, from 0. */
  readonly epoch: number;
  /** The seed of the training. */
  readonly seed: Seed;
}

/** Varies batches somewhere else, so that training need not wait for them. */
export interface AugmentWorkers {
  /** Varies rows as {@link Augmenter.vary} does, with the same result. Several may be asked for at once. */
  vary(rows: Uint32Array, epoch: number): Promise<AugmentedRows>;
  /** Ends whatever works for it. */
  dispose(): void;
}

/**
 * What varies training rows; validation and test rows never come to it. Registered under the kind 'augment' as a function of its
 * configuration, so that a recipe can name it. `augment([…])` of @occam/augmentation makes one.
 */
export interface Augmenter {
  /**
   * Which rows {@link train} gives it: 'preprocessed', or 'raw' ones, which are preprocessed after they are varied. Images want to be
   * raw: colours and borders mean something only while pixels are pixels. Only the first augmenter can have them. Default 'preprocessed'.
   */
  readonly on?: 'raw' | 'preprocessed' | undefined;
  /**
   * Adds or leaves out rows once, before the first epoch, as oversampling does. Absent, or if it gives the arrays back that it got:
   * the rows stay.
   */
  resample?(data: AugmenterData, seed: Seed): AugmentedRows;
  /**
   * Varies rows: the result may depend on the seed, the epoch and each row's number, never on how batches are cut.
   *
   * @param data all training rows
   * @param rows the numbers of the rows wanted
   */
  vary(data: AugmenterData, rows: Uint32Array, options: VariantOptions): AugmentedRows;
  /**
   * Starts workers that vary batches ahead of the training. Absent, or if it gives undefined: batches are varied in this thread.
   *
   * @param data all training rows
   * @param options the seed of the training, and how many workers, at least 1
   */
  prefetch?(
    data: AugmenterData,
    options: { readonly seed: Seed; readonly workers: number },
  ): Promise<AugmentWorkers | undefined>;
  /** The modules whose `register()` makes its name known, which a recipe then names in its `uses`. Absent: none. */
  readonly uses?: readonly string[] | undefined;
  /** Its name and configuration, for a recipe. Absent: it cannot stand in one. */
  toJSON?(): ClassConfig;
}

/** Makes an augmenter from a recipe's configuration. */
export type AugmenterFactory = (config: Record<string, unknown>) => Augmenter;

/** An augmenter or its JSON, or a list of them that work one after the other. */
export type AugmentOption = Augmenter | ClassOptions | readonly (Augmenter | ClassOptions)[];

/**
 * Makes the augmenters of an option.
 *
 * @throws TypeError if an entry is neither an augmenter nor JSON of one; RangeError if its name is not registered; whatever its
 * factory throws
 */
export function resolveAugment(option: AugmentOption | undefined): readonly Augmenter[] {
  return entriesOf(option).map(({ entry, name }) => {
    if (isAugmenter(entry)) return entry;
    const { className, config } = checkClassConfig(name, entry);
    return (lookupClass('augment', className) as AugmenterFactory)(config);
  });
}

/** The augmenters of an option that can stand in a recipe: those that are JSON or have a `toJSON`. */
export function recipeAugment(option: AugmentOption): (Augmenter | ClassOptions)[] {
  return entriesOf(option)
    .map(({ entry }) => entry)
    .filter((entry) => !isAugmenter(entry) || entry.toJSON !== undefined);
}

/**
 * The JSON of augmenters, and the modules that make their names known.
 *
 * @throws TypeError if an entry is neither an augmenter nor JSON of one, or has no `toJSON`
 */
export function augmentConfigs(option: readonly (Augmenter | ClassOptions)[]): {
  configs: ClassConfig[];
  uses: string[];
} {
  const entries = entriesOf(option);
  const configs = entries.map(({ entry, name }) => {
    if (!isAugmenter(entry)) return checkClassConfig(name, entry);
    if (entry.toJSON) return checkClassConfig(name, entry.toJSON());
    throw new TypeError(
      `${name} has no toJSON(), and a recipe is plain JSON: give it to train as its option augment`,
    );
  });
  const uses = entries.flatMap(({ entry }) => (isAugmenter(entry) ? (entry.uses ?? []) : []));
  return { configs, uses };
}

function entriesOf(option: AugmentOption | undefined) {
  if (option === undefined) return [];
  const list = (Array.isArray(option) ? option : [option]) as (Augmenter | ClassOptions)[];
  return list.map((entry, i) => {
    const name = list === option ? `augment[${i}]` : 'augment';
    checkEntry(name, entry);
    return { entry, name };
  });
}

function checkEntry(name: string, entry: unknown): void {
  if (typeof entry === 'object' && entry !== null) {
    if (isAugmenter(entry)) return;
    if ('className' in entry && !('apply' in entry)) return;
    if ('apply' in entry) {
      throw new TypeError(
        `${name} is a transform: put transforms into a pipeline, as augment([…]) of @occam/augmentation makes one`,
      );
    }
  }
  throw new TypeError(
    `${name} must be an augmenter, as augment([…]) of @occam/augmentation makes one, or its JSON, not ${describe(entry)}`,
  );
}

function isAugmenter(value: object): value is Augmenter {
  return typeof (value as Partial<Augmenter>).vary === 'function';
}
