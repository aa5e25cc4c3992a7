import { checkNumber, checkOneOf, checkOptions, describe } from '@occam/core';
import { assignColumns, type CsvRoles } from './csvColumns.js';
import { CsvLabels } from './csvLabels.js';
import { makeFeatures } from './csvFeatures.js';
import type { CsvOptions } from './csvOptions.js';
import { makeTarget } from './csvTarget.js';
import { CsvTimes } from './csvTimes.js';
import { CsvValues, type CellError } from './csvValues.js';
import { createDataset, type Dataset } from './dataset.js';
import { READ_OPTIONS, readCsv, type CsvHead, type TakeCell } from './readCsv.js';
import type { Source } from './source.js';

/**
 * Loads a table from a CSV file, as it streams in: UTF-8, gzipped or not, quoted as in RFC 4180, with
 * spaces around cells ignored. All columns but the target, the time, the groups and the ignored ones are
 * features. Rows keep their order.
 *
 * @returns `x` of shape [rows, features]; `y` class indices with the classes sorted (numbers by value,
 *   texts by their UTF-16 units), or numbers
 * @throws TypeError or RangeError if an option makes no sense or a column does not exist; RangeError with
 *   the file, the line and the column if a cell is bad, with file and line if a row has too few or too many
 *   cells or a quote is not closed; Error if an address cannot be fetched
 *
 * @example
 * ```ts
 * import { loadCsv } from '@occam/datasets';
 *
 * const bytes = new TextEncoder().encode('height,weight,sex\n1.82,80,m\n1.65,61,f\n');
 * const data = await loadCsv(bytes, { target: 'sex' });
 * ```
 */
export async function loadCsv(source: Source, options: CsvOptions): Promise<Dataset> {
  checkCsvOptions(options);
  const { target, time, groups, ignore = [], task } = options;
  const asksForNames = [target, time, groups, ...ignore].some(
    (column) => typeof column === 'string',
  );
  let table: Table | undefined;
  const { name, rows } = await readCsv(source, options, asksForNames, (head) => {
    table = new Table(head, options);
    return table.take;
  });
  const { roles, head, features, target: targetCells, groups: groupCells, times } = table!;
  const columns = roles.features.map((index) => ({
    name: head.columns[index]!,
    cells: features.get(index)!,
  }));
  const where = `${name}, column '${head.columns[roles.target]}'`;
  const { y, task: actualTask, classNames } = makeTarget(targetCells, task, where);
  const { data, names, imputed } =
    columns.length > 0
      ? makeFeatures(columns, rows, options, name)
      : { data: timeFeature(times!), names: [head.columns[roles.time!]!], imputed: {} };
  return createDataset({
    x: { data, shape: [rows, names.length] },
    y,
    task: actualTask,
    classNames,
    featureNames: names,
    groups: groupCells?.labels,
    times: times?.toArray(),
    imputed,
    name,
  });
}

/** Gathers the cells of a file by the role of their columns. */
class Table {
  readonly head: CsvHead;
  readonly roles: CsvRoles;
  readonly target: CsvValues;
  readonly features: ReadonlyMap<number, CsvValues>;
  readonly groups: CsvLabels | undefined;
  readonly times: CsvTimes | undefined;
  /** Takes a cell; ignored columns take nothing. */
  readonly take: TakeCell;

  constructor(head: CsvHead, options: CsvOptions) {
    this.head = head;
    this.roles = assignColumns(head, options);
    const { missing = 'error', categorical = 'error', task } = options;
    const { target, time, groups, features } = this.roles;
    this.target = new CsvValues(
      {
        missing: false,
        missingAdvice: '; every row needs a target',
        text: task !== 'regression',
        textAdvice: ', as the target of a regression must be',
      },
      cellError(head, target),
    );
    this.groups = groups === undefined ? undefined : new CsvLabels(cellError(head, groups));
    this.times = time === undefined ? undefined : new CsvTimes(cellError(head, time));
    const featureOptions = {
      missing: missing !== 'error',
      missingAdvice:
        "; pass missing: 'median', say, to impute, or leave the column out with ignore",
      text: categorical !== 'error',
      textAdvice: "; pass categorical: 'oneHot' or 'integer', or leave the column out with ignore",
    };
    this.features = new Map(
      features.map((column) => [column, new CsvValues(featureOptions, cellError(head, column))]),
    );
    const takers = head.columns.map((_, column) => {
      if (column === target) return this.target;
      if (column === time) return this.times;
      if (column === groups) return this.groups;
      return this.features.get(column);
    });
    this.take = (bytes, start, end, column, line) => takers[column]?.add(bytes, start, end, line);
  }
}

function cellError({ name, columns }: CsvHead, column: number): CellError {
  return (line, problem) =>
    new RangeError(`${name}, line ${line}, column '${columns[column]}': ${problem}`);
}

function checkCsvOptions(options: CsvOptions): void {
  checkOptions('loadCsv', options, [
    'target',
    'task',
    'missing',
    'categorical',
    'time',
    'groups',
    'ignore',
    ...READ_OPTIONS,
  ]);
  const { target, task, missing, categorical, time, groups, ignore } = options;
  if (target === undefined) {
    throw new TypeError('loadCsv needs a target: the name or the index of the column to predict');
  }
  if (ignore !== undefined && !Array.isArray(ignore)) {
    throw new TypeError(`ignore must be a list of columns, not ${describe(ignore)}`);
  }
  for (const [name, column] of Object.entries({ target, time, groups })) checkColumn(name, column);
  for (const [index, column] of (ignore ?? []).entries()) checkColumn(`ignore[${index}]`, column);
  if (task !== undefined) checkOneOf('task', task, ['classification', 'regression']);
  if (typeof missing === 'number') checkNumber('missing', missing, { min: -3.4e38, max: 3.4e38 });
  else if (missing !== undefined) {
    checkOneOf('missing', missing, ['error', 'mean', 'median', 'mostFrequent']);
  }
  if (categorical !== undefined) {
    checkOneOf('categorical', categorical, ['oneHot', 'integer', 'error']);
  }
}

function checkColumn(name: string, column: unknown): void {
  if (column !== undefined && typeof column !== 'string' && typeof column !== 'number') {
    throw new TypeError(
      `${name} must be the name or the index of a column, not ${describe(column)}`,
    );
  }
}

const YEAR = 365.2425 * 24 * 3600 * 1000;

function timeFeature({ values, areDates }: CsvTimes): Float32Array {
  const unit = areDates === true ? YEAR : 1;
  return Float32Array.from(
    { length: values.length },
    (_, row) => (values.at(row) - values.at(0)) / unit,
  );
}
