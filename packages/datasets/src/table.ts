import type { CellError, Column } from './column.js';
import { ColumnLabels } from './columnLabels.js';
import { ColumnTimes } from './columnTimes.js';
import { ColumnValues } from './columnValues.js';
import { createDataset, type Dataset } from './dataset.js';
import { makeFeatures } from './tableFeatures.js';
import type { TableOptions } from './tableOptions.js';
import { assignColumns, type TableHead, type TableRoles } from './tableRoles.js';
import { makeTarget } from './tableTarget.js';

/** Gathers the cells of a table by the role of their columns, and makes a dataset of them. */
export class Table {
  /** What takes the cells of each column; undefined for ignored columns, which take nothing. */
  readonly columns: readonly (Column | undefined)[];
  readonly #head: TableHead;
  readonly #options: TableOptions;
  readonly #roles: TableRoles;
  readonly #target: ColumnValues;
  readonly #features: ReadonlyMap<number, ColumnValues>;
  readonly #groups: ColumnLabels | undefined;
  readonly #times: ColumnTimes | undefined;

  /**
   * @param rowWord what messages call the number of a row
   * @throws RangeError if a column that the options name does not exist or has two roles
   */
  constructor(head: TableHead, options: TableOptions, rowWord: 'line' | 'row') {
    this.#head = head;
    this.#options = options;
    this.#roles = assignColumns(head, options);
    const { missing = 'error', categorical = 'error', task } = options;
    const { target, time, groups, features } = this.#roles;
    const errorIn =
      (column: number): CellError =>
      (row, problem) =>
        new RangeError(
          `${head.name}, ${rowWord} ${row}, column '${head.columns[column]}': ${problem}`,
        );
    this.#target = new ColumnValues(
      {
        missing: false,
        missingAdvice: '; every row needs a target',
        text: task !== 'regression',
        textAdvice: ', as the target of a regression must be',
        booleansAreText: task !== 'regression',
      },
      errorIn(target),
    );
    this.#groups = groups === undefined ? undefined : new ColumnLabels(errorIn(groups));
    this.#times = time === undefined ? undefined : new ColumnTimes(errorIn(time));
    const featureOptions = {
      missing: missing !== 'error',
      missingAdvice:
        "; pass missing: 'median', say, to impute, or leave the column out with ignore",
      text: categorical !== 'error',
      textAdvice: "; pass categorical: 'oneHot' or 'integer', or leave the column out with ignore",
    };
    this.#features = new Map(
      features.map((column) => [column, new ColumnValues(featureOptions, errorIn(column))]),
    );
    this.columns = head.columns.map((_, column) => {
      if (column === target) return this.#target;
      if (column === time) return this.#times;
      if (column === groups) return this.#groups;
      return this.#features.get(column);
    });
  }

  /**
   * Makes the dataset once every column has all its cells.
   *
   * @throws RangeError if the target or a feature cannot be made of them
   */
  toDataset(rows: number): Dataset {
    const { name, columns } = this.#head;
    const { target, features, time } = this.#roles;
    const featureColumns = features.map((column) => ({
      name: columns[column]!,
      cells: this.#features.get(column)!,
    }));
    const where = `${name}, column '${columns[target]}'`;
    const { y, task, classNames } = makeTarget(this.#target, this.#options.task, where);
    const { data, names, imputed } =
      featureColumns.length > 0
        ? makeFeatures(featureColumns, rows, this.#options, name)
        : { data: timeFeature(this.#times!), names: [columns[time!]!], imputed: {} };
    return createDataset({
      x: { data, shape: [rows, names.length] },
      y,
      task,
      classNames,
      featureNames: names,
      groups: this.#groups?.labels,
      times: this.#times?.toArray(),
      imputed,
      name,
    });
  }
}

const YEAR = 365.2425 * 24 * 3600 * 1000;

function timeFeature({ values, areDates }: ColumnTimes): Float32Array {
  const unit = areDates === true ? YEAR : 1;
  return Float32Array.from(
    { length: values.length },
    (_, row) => (values.at(row) - values.at(0)) / unit,
  );
}
