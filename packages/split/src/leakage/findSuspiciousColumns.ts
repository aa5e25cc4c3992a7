import { checkNdArray, checkNumber, checkOptions, describe, type NdArray } from '@occam/core';
import { checkLength } from '../checkRows.js';
import { chronologicalOrder } from '../chronologicalOrder.js';
import { encodeLabels, type Classes } from '../classes.js';
import { classScore } from './classScore.js';
import { futureScore } from './futureScore.js';
import { idScore } from './idScore.js';
import { regressionScore } from './regressionScore.js';
import { sortedColumn, type SortedColumn } from './sortedColumn.js';
import { timeCorrelation } from './timeCorrelation.js';

/** The options of {@link findSuspiciousColumns}. */
export interface SuspiciousColumnsOptions {
  /** The class of each row, whole numbers or strings, for a classification. */
  readonly labels?: ArrayLike<string | number> | undefined;
  /** The target of each row, for a regression; not with `labels`. */
  readonly targets?: ArrayLike<number> | undefined;
  /** The time of each row, in any unit; rows need not be sorted. */
  readonly times?: ArrayLike<number> | undefined;
  /** The name of each column, for the messages. */
  readonly featureNames?: readonly string[] | undefined;
  /** The score from which a column is suspicious, above 0, at most 1. Default 0.98. */
  readonly threshold?: number | undefined;
}

/** A column that should be looked at before a model is trained on it. */
export interface SuspiciousColumn {
  /** The column's number, from 0. */
  readonly column: number;
  /** Its name, if names were given. */
  readonly name: string | undefined;
  /**
   * What is suspicious: it names the row (`'id'`), follows the time (`'time'`), holds a later row's target
   * (`'future'`) or gives the target away (`'target'`).
   */
  readonly kind: 'id' | 'time' | 'future' | 'target';
  /** How strong the evidence is, from the threshold to 1; see {@link findSuspiciousColumns}. */
  readonly score: number;
  /** What was found and what to do about it, in one sentence. */
  readonly message: string;
}

/**
 * Finds columns that promise more than they can keep: a model scores well with them in a cross-validation
 * and fails on new rows. A column may be suspicious in more than one way, and suspicion is no proof.
 *
 * | kind | what it is | score |
 * | --- | --- | --- |
 * | `id` | whole numbers that avoid repeating each other | 1 − repeats / repeats expected by chance |
 * | `time` | rises or falls with `times` | Spearman's ρ², equal values sharing ranks |
 * | `future` | equals the target of a later row (regression, all times different), far better than that of any earlier one | r² at the best lead of 1 … 24 rows |
 * | `target` | predicts the target alone: each value by the other rows that have it, a rare value by its neighbours | share of the errors of the most frequent class that it avoids, or R² |
 *
 * NaN and infinity count as missing, and missing as a value for `target` (a field filled in for one class
 * only gives it away). Not found: identifiers spread so widely that chance would not repeat them, values
 * that need two columns to give the target away, averages over a window that reaches into the future.
 *
 * @param x shape [n, features]
 * @returns the suspicious columns, ascending
 * @throws TypeError if an argument is of the wrong type or unknown; RangeError if a list does not fit x,
 * labels and targets are both given, a target or time is not finite, or labels are continuous
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { findSuspiciousColumns } from '@occam/split';
 *
 * const x = ndarray(Int32Array.from({ length: 100 }, (_, row) => 7000 + row), [100, 1]);
 * const [found] = findSuspiciousColumns(x, { featureNames: ['customer'] });
 * console.log(found?.kind); // id
 * ```
 */
export function findSuspiciousColumns(
  x: NdArray,
  options: SuspiciousColumnsOptions = {},
): SuspiciousColumn[] {
  checkNdArray('x', x, { rank: 2 });
  checkOptions('findSuspiciousColumns', options, OPTIONS);
  const { labels, featureNames, threshold = 0.98 } = options;
  checkNumber('threshold', threshold, { above: 0, max: 1 });
  const [n, features] = x.shape as [number, number];
  for (const name of ['labels', 'targets', 'times'] as const) {
    if (options[name] !== undefined) checkLength(name, options[name], n);
  }
  if (labels !== undefined && options.targets !== undefined) {
    throw new RangeError('give either labels (classes) or targets (numbers), not both');
  }
  if (featureNames !== undefined && featureNames.length !== features) {
    throw new RangeError(
      `featureNames must name each of the ${features} columns, but has ${featureNames.length} names`,
    );
  }
  const classes = labels === undefined ? undefined : encodeLabels('labels', labels);
  const targets = options.targets === undefined ? undefined : checkTargets(options.targets);
  const times = options.times === undefined ? undefined : rankTimes(options.times);

  const found: SuspiciousColumn[] = [];
  let block: NdArray[] = [];
  for (let column = 0; column < features; column++) {
    if (column % BLOCK === 0) block = takeColumns(x, column, Math.min(column + BLOCK, features));
    const values = block[column % BLOCK]!;
    const sorted = sortedColumn(values, 0);
    if (sorted.rows.length === 0) continue;
    const name = featureNames?.[column];
    const title = `column ${column}${name === undefined ? '' : ` '${name}'`}`;
    for (const { kind, score, text } of [
      ...checkId(sorted),
      ...checkTimes(values, sorted, times, targets),
      ...checkTarget(sorted, classes, targets),
    ]) {
      if (score < threshold) continue;
      found.push({ column, name, kind, score, message: `${title} ${text}` });
    }
  }
  return found;
}

/** Copies columns, each to itself: rows are passed over once for all of them, and not once for each. */
function takeColumns({ data, shape }: NdArray, from: number, to: number): NdArray[] {
  const [n, width] = shape as [number, number];
  const columns = Array.from({ length: to - from }, () =>
    data instanceof Float32Array ? new Float32Array(n) : new Int32Array(n),
  );
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < columns.length; i++) columns[i]![row] = data[row * width + from + i]!;
  }
  return columns.map((column) => ({ data: column, shape: [n, 1] }));
}

interface Finding {
  readonly kind: SuspiciousColumn['kind'];
  readonly score: number;
  readonly text: string;
}

function checkId(sorted: SortedColumn): Finding[] {
  const id = idScore(sorted);
  if (id === undefined) return [];
  const { score, repeats, expected } = id;
  const text =
    `is like an identifier: of ${sorted.rows.length} whole numbers ${repeats} repeat an earlier one, where chance ` +
    `would repeat ${Math.round(expected)}: leave it out, or give it as groups if rows belong together`;
  return [{ kind: 'id', score, text }];
}

function checkTimes(
  { data }: NdArray,
  sorted: SortedColumn,
  times: RankedTimes | undefined,
  targets: Float64Array | undefined,
): Finding[] {
  if (times === undefined || sorted.rows.length < 10) return [];
  const findings: Finding[] = [];
  const rho = timeCorrelation(sorted, times.ranks);
  findings.push({
    kind: 'time',
    score: rho ** 2,
    text:
      `${rho > 0 ? 'rises' : 'falls'} with time (Spearman's ρ = ${rho.toFixed(4)}): it tells when a row was taken, and ` +
      'later rows lie outside of what was trained on: leave it out, or take differences',
  });
  if (targets !== undefined && times.areDistinct) {
    const inOrder = Float64Array.from(times.order, (row) => {
      const value = data[row]!;
      return Number.isFinite(value) ? value : NaN;
    });
    const future = futureScore(
      inOrder,
      Float64Array.from(times.order, (row) => targets[row]!),
    );
    if (future !== undefined) {
      const { score, lead } = future;
      const text =
        `goes with the target ${lead} ${lead === 1 ? 'row' : 'rows'} later (r² = ${score.toFixed(4)}), which is not known ` +
        'at its time: leave it out, or shift it';
      findings.push({ kind: 'future', score, text });
    }
  }
  return findings;
}

function checkTarget(
  sorted: SortedColumn,
  classes: Classes | undefined,
  targets: Float64Array | undefined,
): Finding[] {
  const score =
    (classes && classScore(sorted, classes)) ?? (targets && regressionScore(sorted, targets));
  if (score === undefined) return [];
  const measure = classes
    ? `${(100 * score).toFixed(1)} % of the errors of the most frequent class avoided`
    : `R² = ${score.toFixed(4)}`;
  const text = `alone predicts the target (${measure}): make sure that it is known before the target is, or leave it out`;
  return [{ kind: 'target', score, text }];
}

interface RankedTimes {
  readonly order: Uint32Array;
  readonly ranks: Float64Array;
  readonly areDistinct: boolean;
}

/** The rank of each row's time; equal times share their mean rank. */
function rankTimes(times: ArrayLike<number>): RankedTimes {
  const order = chronologicalOrder(times);
  const ranks = new Float64Array(times.length);
  let areDistinct = true;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && times[order[end]!] === times[order[start]!]) end++;
    if (end - start > 1) areDistinct = false;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end - 1) / 2;
  }
  return { order, ranks, areDistinct };
}

function checkTargets(targets: ArrayLike<number>): Float64Array {
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row]!;
    if (Number.isFinite(target)) continue;
    const message = `targets must be finite numbers, but row ${row} holds ${describe(target)}`;
    throw typeof target === 'number' ? new RangeError(message) : new TypeError(message);
  }
  return Float64Array.from(targets);
}

/** How many columns are copied at a time: a cache line of them. */
const BLOCK = 16;

const OPTIONS = ['labels', 'targets', 'times', 'featureNames', 'threshold'];
