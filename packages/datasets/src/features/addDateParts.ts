import { checkOptions } from '@occam/core';
import { createDataset, type Dataset } from '../dataset.js';
import {
  datePartNames,
  GREATEST_TIME,
  readDateParts,
  writeDateParts,
  type DatePartsChoice,
} from './datePartsOf.js';
import { readNames } from './featureColumns.js';

/**
 * Appends the parts of each row's time (`times` of the dataset, milliseconds UTC) to its features, exactly. The calendar
 * is known in advance, so nothing leaks.
 *
 * @returns a new dataset, `x` of shape [n, features + parts]
 * @throws TypeError or RangeError if an option is not as described, if the dataset has no `times`, one of them is no
 *   date, or its rows are no rows of features
 *
 * @example
 * ```ts
 * import { loadCsv } from '@occam/datasets';
 * import { addDateParts } from '@occam/datasets/features';
 *
 * const csv = new TextEncoder().encode('day,price,sold\n2024-02-28,2,10\n2024-02-29,3,9.5\n');
 * const data = await loadCsv(csv, { target: 'sold', time: 'day', task: 'regression' });
 * addDateParts(data, { parts: ['month', 'weekday'] }).featureNames; // ['price', 'month', 'weekday']
 * ```
 */
export function addDateParts(data: Dataset, options: DatePartsChoice = {}): Dataset {
  checkOptions('addDateParts', options, ['parts', 'cycles']);
  const { parts, cycles } = readDateParts(options);
  const { x, times, size } = data;
  if (times === undefined) {
    throw new TypeError(
      'addDateParts needs the times of the rows: load the data with a time column',
    );
  }
  if (x.shape.length !== 2) {
    throw new RangeError(
      `addDateParts takes rows of features, shape [n, features], not x of shape [${x.shape.join(', ')}]`,
    );
  }
  const width = x.shape[1]!;
  const made = datePartNames(parts, cycles);
  const out = new Float32Array(size * (width + made.length));
  let position = 0;
  for (let row = 0; row < size; row++) {
    const time = times[row]!;
    if (Math.abs(time) > GREATEST_TIME) {
      throw new RangeError(`row ${row} has the time ${time}, which is no date`);
    }
    out.set(x.data.subarray(row * width, (row + 1) * width), position);
    position = writeDateParts(out, position + width, time, parts, cycles);
  }
  const { y, task, classNames, groups, imputed, name } = data;
  return createDataset({
    x: { data: out, shape: [size, width + made.length] },
    y,
    task,
    classNames,
    featureNames: [...readNames(data.featureNames, width), ...made],
    groups,
    times,
    imputed,
    name,
  });
}
