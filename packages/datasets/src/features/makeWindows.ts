import { checkInteger, checkOptions, describe, takeRows } from '@occam/core';
import { createDataset, type Dataset } from '../dataset.js';
import { readNames } from './featureColumns.js';
import { previousRows } from './previousRows.js';

/** The options of {@link makeWindows}. */
export interface WindowsOptions {
  /**
   * Which earlier values of the target become features: how many of the last ones, at least 0, or a list such as
   * [1, 2, 12]. 1 is the last one known when the forecast is made. Default 0 (none) for classes, else 1.
   */
  readonly lags?: number | readonly number[] | undefined;
  /** Which earlier values of the dataset's own features become features, likewise. Default 0: none. */
  readonly featureLags?: number | readonly number[] | undefined;
  /**
   * Which of the dataset's features are known in advance, such as the calendar or a price set beforehand, and stay
   * features at the time t that is forecast: their names or indices. Default none.
   */
  readonly known?: readonly (string | number)[] | undefined;
  /**
   * How many rows ahead the forecast is made, at least 1: the features of time t are from t − horizon and before. In
   * cross-validation leave a gap of horizon − 1 rows between training and test. Default 1.
   */
  readonly horizon?: number | undefined;
  /** What the target is called in the names of the features. Default 'y'. */
  readonly targetName?: string | undefined;
}

/**
 * Turns a series into rows to learn from: the features of the row at time t are earlier values, its target is the
 * target at t.
 *
 *     x = [y(t−ℓ−h+1) for the lags ℓ, the longest first, then the lags of features, then known features(t)],   y = y(t)
 *
 * with the horizon h. "Earlier" goes by `times` where the dataset has them, else by the order of the rows, and counts
 * rows (a gap in time is not seen). A window never crosses groups: where `groups` name several series, each is taken
 * by itself. The first rows of a series, whose window would begin before it, are left out; the others keep their order,
 * times and groups.
 *
 * @returns a dataset of one row for each whole window; names such as 'passengers(t−1)'
 * @throws TypeError or RangeError if an option is unknown or not as described, if no series is long enough for one
 *   window, or if two rows of a series have the same time
 *
 * @example
 * ```ts
 * import { loadCsv } from '@occam/datasets';
 * import { makeWindows } from '@occam/datasets/features';
 *
 * const csv = new TextEncoder().encode('month,sold\n2024-01,5\n2024-02,7\n2024-03,6\n2024-04,9\n');
 * const series = await loadCsv(csv, { target: 'sold', time: 'month', task: 'regression' });
 * const data = makeWindows(series, { lags: 2, targetName: 'sold' });
 * data.featureNames; // ['sold(t−2)', 'sold(t−1)']
 * data.x.data; // [5, 7, 7, 6]
 * data.y.data; // [6, 9]
 * ```
 */
export function makeWindows(data: Dataset, options: WindowsOptions = {}): Dataset {
  checkOptions('makeWindows', options, ['lags', 'featureLags', 'known', 'horizon', 'targetName']);
  const { horizon = 1, targetName = 'y' } = options;
  const { x, y, task, classNames, groups, times, name } = data;
  const lags = readLags('lags', options.lags ?? (task === 'regression' ? 1 : 0));
  const featureLags = readLags('featureLags', options.featureLags ?? 0);
  checkInteger('horizon', horizon, { min: 1 });
  if (typeof targetName !== 'string') {
    throw new TypeError(`targetName must be a text, not ${describe(targetName)}`);
  }
  const ownFeatures = featureLags.length > 0 || (options.known ?? []).length > 0;
  if (ownFeatures && x.shape.length !== 2) {
    throw new RangeError(
      `makeWindows takes features of shape [n, features], not x of shape [${x.shape.join(', ')}]`,
    );
  }
  if (lags.length > 0 && task !== 'regression') {
    throw new RangeError(
      'lags of a class are no numbers to compute with: leave out lags and pass featureLags',
    );
  }
  const width = ownFeatures ? x.shape[1]! : 0;
  const names = ownFeatures ? readNames(data.featureNames, width) : [];
  const known = readKnown(options.known ?? [], names);
  const shift = horizon - 1;
  const columns = [
    ...lags.map((lag) => ({
      name: `${targetName}(t−${lag + shift})`,
      back: lag + shift,
      source: y,
      column: 0,
    })),
    ...featureLags.flatMap((lag) =>
      names.map((feature, column) => ({
        name: `${feature}(t−${lag + shift})`,
        back: lag + shift,
        source: x,
        column,
      })),
    ),
    ...known.map((column) => ({ name: `${names[column]}(t)`, back: 0, source: x, column })),
  ];
  if (columns.length === 0) {
    throw new RangeError('makeWindows leaves no feature: pass lags or featureLags');
  }
  const reach = Math.max(...columns.map(({ back }) => back));
  const { rows, previous } = previousRows(data, reach);
  if (rows.length === 0) {
    throw new RangeError(
      `no series has a row with ${reach} rows before it, as lags and horizon ask for: ` +
        `the dataset has ${data.size} rows${groups === undefined ? '' : ' in groups'}; take fewer lags`,
    );
  }
  const out = new Float32Array(rows.length * columns.length);
  const widths = columns.map(({ source }) => (source === y ? 1 : width));
  for (let i = 0; i < rows.length; i++) {
    for (const [j, { back, source, column }] of columns.entries()) {
      const row = previous(i, back);
      out[i * columns.length + j] = source.data[row * widths[j]! + column]!;
    }
  }
  return createDataset({
    x: { data: out, shape: [rows.length, columns.length] },
    y: takeRows(y, rows),
    task,
    classNames: task === 'classification' ? (classNames ?? anonymous(data.classCount)) : undefined,
    featureNames: columns.map((column) => column.name),
    groups:
      groups instanceof Int32Array
        ? Int32Array.from(rows, (row) => groups[row]!)
        : groups && Array.from(rows, (row) => groups[row]!),
    times: times && Float64Array.from(rows, (row) => times[row]!),
    name,
  });
}

/** The lags, the longest first. */
function readLags(name: string, lags: unknown): number[] {
  if (Array.isArray(lags)) {
    for (const [i, lag] of lags.entries()) checkInteger(`${name}[${i}]`, lag, { min: 1 });
    return [...new Set(lags as number[])].sort((a, b) => b - a);
  }
  if (typeof lags !== 'number') {
    throw new TypeError(
      `${name} must be a whole number or a list such as [1, 12], not ${describe(lags)}`,
    );
  }
  checkInteger(name, lags, { min: 0 });
  return Array.from({ length: lags }, (_, i) => lags - i);
}

function readKnown(known: readonly unknown[], names: readonly string[]): number[] {
  if (!Array.isArray(known)) {
    throw new TypeError(`known must be a list of features, not ${describe(known)}`);
  }
  return known.map((feature: unknown, i) => {
    const column = typeof feature === 'string' ? names.indexOf(feature) : feature;
    if (!Number.isInteger(column) || (column as number) < 0 || (column as number) >= names.length) {
      throw new RangeError(
        `known[${i}] must be the name or the index of a feature (${names.slice(0, 20).join(', ')}), not ${describe(feature)}`,
      );
    }
    return column as number;
  });
}

function anonymous(classCount: number): string[] {
  return Array.from({ length: classCount }, (_, index) => String(index));
}
