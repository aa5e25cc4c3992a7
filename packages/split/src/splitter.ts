/** What a splitter may know about the rows beside how many there are; each list has one entry a row. */
export interface SplitContext {
  /** The class of each row: whole numbers or strings, in any order. Needed by stratified splitters. */
  readonly labels?: ArrayLike<string | number> | undefined;
  /** The group of each row (a patient, a user): rows of one group must stay on one side. */
  readonly groups?: ArrayLike<string | number> | undefined;
  /** The time of each row, in any unit; rows need not be sorted. */
  readonly times?: ArrayLike<number> | undefined;
}

/**
 * One way to split the rows: indices from 0, ascending, no row on both sides. A row is on its side once,
 * except in the training of a bootstrap, where it may come several times in a row.
 */
export interface Fold {
  /** The rows to train on. */
  readonly train: Uint32Array;
  /** The rows to test on. */
  readonly test: Uint32Array;
}

/** What a splitter is made from, as plain JSON: `new className(config)` makes an equal one. */
export interface SplitterConfig {
  /** The name of the splitter's class. */
  readonly className: string;
  /** The options of its constructor, defaults filled in. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Says how often and where the rows are cut into training and test rows. A splitter works on row
 * numbers alone, never on the data.
 *
 * Callers may rely on this: wrong arguments throw when `split` is called, not when the first fold is
 * asked for; the same splitter yields the same folds each time; indices ascend; each fold's arrays
 * are its own. A splitter checks the length of every list of the context, also those that it ignores.
 */
export interface Splitter {
  /**
   * Yields the folds one after the other.
   *
   * @param n the number of rows
   * @throws TypeError or RangeError if the rows cannot be split this way
   */
  split(n: number, context?: SplitContext): Generator<Fold>;
  /**
   * Says how many folds `split` yields for the same arguments.
   *
   * @throws TypeError or RangeError if there are too few rows
   */
  count(n: number, context?: SplitContext): number;
  /** Describes the splitter as plain JSON; `JSON.stringify` calls it. */
  toJSON(): SplitterConfig;
}
