import { checkOptions, describe, rowSize } from '@occam/core';
import type { Dataset } from './dataset.js';

/** The names of the columns that are no features, for the functions that write a dataset. */
export interface ColumnNames {
  /** The column of the targets; of soft targets the beginning of `target=class`. Default 'target'. */
  readonly target?: string | undefined;
  /** The column of the groups, where there are any. Default 'groups'. */
  readonly groups?: string | undefined;
  /** The column of the times, where there are any. Default 'time'. */
  readonly time?: string | undefined;
}

/** A column of a dataset that is written as a table. */
export interface DatasetColumn {
  /** Its name. */
  readonly name: string;
  /** What its cells are. */
  readonly type: 'float32' | 'int32' | 'float64' | 'text';
  /** The cell of a row. */
  readonly at: (row: number) => number | string;
}

/**
 * The columns that a dataset makes as a table: its features (`feature 0`, … if they have no names), then the
 * target (class names where there are any), the groups and the times.
 *
 * @param owner the function that writes, for messages
 * @throws TypeError if an option makes no sense; RangeError if two columns would have one name
 */
export function datasetColumns(
  owner: string,
  data: Dataset,
  options: ColumnNames,
): DatasetColumn[] {
  checkOptions(owner, options, ['target', 'groups', 'time']);
  const { target = 'target', groups: groupsName = 'groups', time = 'time' } = options;
  for (const [option, name] of Object.entries({ target, groups: groupsName, time })) {
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(`${option} must be the name of a column, not ${describe(name)}`);
    }
  }
  const { x, featureNames, groups, times } = data;
  const width = rowSize(x);
  const columns: DatasetColumn[] = Array.from({ length: width }, (_, feature) => ({
    name: featureNames?.[feature] ?? `feature ${feature}`,
    type: x.data instanceof Int32Array ? 'int32' : 'float32',
    at: (row) => x.data[row * width + feature]!,
  }));
  columns.push(...targetColumns(data, target));
  if (groups !== undefined) {
    columns.push({
      name: groupsName,
      type: groups instanceof Int32Array ? 'int32' : 'text',
      at: groups instanceof Int32Array ? (row) => groups[row]! : (row) => String(groups[row]),
    });
  }
  if (times !== undefined) {
    columns.push({ name: time, type: 'float64', at: (row) => times[row]! });
  }
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) {
      throw new RangeError(
        `two columns would be called '${name}'; pass other names for target, groups or time`,
      );
    }
    names.add(name);
  }
  return columns;
}

function targetColumns(
  { y, task, classNames, classCount }: Dataset,
  name: string,
): DatasetColumn[] {
  if (y.shape.length === 2) {
    return Array.from({ length: classCount }, (_, index) => ({
      name: `${name}=${classNames?.[index] ?? index}`,
      type: 'float32',
      at: (row) => y.data[row * classCount + index]!,
    }));
  }
  if (task === 'classification' && classNames !== undefined) {
    return [{ name, type: 'text', at: (row) => classNames[y.data[row]!]! }];
  }
  const type = y.data instanceof Int32Array ? 'int32' : 'float32';
  return [{ name, type, at: (row) => y.data[row]! }];
}
