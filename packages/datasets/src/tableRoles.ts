import { describe, didYouMean } from '@occam/core';
import type { TableColumn, TableOptions } from './tableOptions.js';

/** What is known of a table before its rows. */
export interface TableHead {
  /** What the file is called. */
  readonly name: string;
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** False if the names are made up. Default true. */
  readonly header?: boolean | undefined;
}

/** Which column has which role, as indices. */
export interface TableRoles {
  /** The column to predict. */
  readonly target: number;
  /** The column of times. */
  readonly time: number | undefined;
  /** The column of groups. */
  readonly groups: number | undefined;
  /** The columns that make features. */
  readonly features: readonly number[];
}

/**
 * Finds the columns that the options ask for.
 *
 * @throws RangeError if a column does not exist, is asked for by a name that two have, or has two roles
 */
export function assignColumns(
  head: TableHead,
  { target, time, groups, ignore = [] }: TableOptions,
): TableRoles {
  const roles = new Map<number, string>();
  const assign = (role: string, column: TableColumn) => {
    const index = findColumn(head, role, column);
    const other = roles.get(index);
    if (other !== undefined) {
      throw new RangeError(
        `${head.name}: column '${head.columns[index]}' cannot be both ${other} and ${role}`,
      );
    }
    roles.set(index, role);
    return index;
  };
  const assigned = {
    target: assign('target', target),
    time: time === undefined ? undefined : assign('time', time),
    groups: groups === undefined ? undefined : assign('groups', groups),
  };
  for (const column of ignore) assign('ignore', column);
  const features = head.columns.map((_, index) => index).filter((index) => !roles.has(index));
  if (features.length === 0 && time === undefined) {
    throw new RangeError(`${head.name}: no column is left to be a feature`);
  }
  return { ...assigned, features };
}

function findColumn(
  { name, columns, header }: TableHead,
  role: string,
  column: TableColumn,
): number {
  if (typeof column === 'number') {
    if (!Number.isInteger(column) || column < 0 || column >= columns.length) {
      throw new RangeError(
        `${name}: there is no column ${column} for ${role}: the columns are 0 to ${columns.length - 1}`,
      );
    }
    return column;
  }
  const index = columns.indexOf(column);
  if (index < 0) {
    const shown = columns.slice(0, 40).map((each) => `'${each}'`);
    if (columns.length > shown.length) shown.push(`… (${columns.length} in all)`);
    throw new RangeError(
      `${name}: there is no column ${describe(column)} for ${role}${didYouMean(column, columns)}; the columns are ${shown.join(', ')}` +
        (header !== false ? '' : ' (the file was read without a header)'),
    );
  }
  if (columns.indexOf(column, index + 1) >= 0) {
    throw new RangeError(
      `${name}: several columns are called '${column}'; name the one for ${role} by its index from 0`,
    );
  }
  return index;
}
