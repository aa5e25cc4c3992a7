import type { DatasetSummary } from '@occam/datasets';
import { count } from './formatNumber.js';

/** Data in a line, as `mnist: 1000 rows, 784 features, 10 classes`. */
export function describeData({ name, rows, features, classes, task }: DatasetSummary): string {
  const target = classes ? count(classes.length, 'class', 'classes') : task;
  return `${name ?? 'data'}: ${count(rows, 'row')}, ${count(features, 'feature')}, ${target}`;
}
