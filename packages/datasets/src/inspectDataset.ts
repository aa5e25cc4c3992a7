import { rowSize } from '@occam/core';
import type { Dataset, Task } from './dataset.js';

/** A class and how many rows it has. */
export interface ClassSummary {
  /** The class's name. */
  readonly name: string;
  /** How many rows it has; for soft targets the sum of its shares. */
  readonly count: number;
  /** `count` divided by the number of rows. */
  readonly share: number;
}

/** Statistics of the targets of a regression. */
export interface TargetSummary {
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** The mean. */
  readonly mean: number;
  /** The standard deviation, with n − 1 in the denominator; 0 for one row. */
  readonly std: number;
}

/** What the times say. */
export interface TimeSummary {
  /** The earliest, as in `times`: a number, or milliseconds since 1970 UTC. */
  readonly first: number;
  /** The latest. */
  readonly last: number;
  /** Whether no row is earlier than the one before it. */
  readonly inOrder: boolean;
}

/** Cells that were missing in the source. */
export interface MissingSummary {
  /** How many in all; they have been imputed. */
  readonly cells: number;
  /** How many in each column that had any. */
  readonly columns: Readonly<Record<string, number>>;
}

/** What {@link inspectDataset} finds. */
export interface DatasetSummary {
  /** What the data are called. */
  readonly name: string | undefined;
  /** The number of rows. */
  readonly rows: number;
  /** The number of features: the product of the axes of `x` but the first. */
  readonly features: number;
  /** What the targets are. */
  readonly task: Task;
  /** For classification: the classes, by index. */
  readonly classes: readonly ClassSummary[] | undefined;
  /** For regression: statistics of the targets. */
  readonly target: TargetSummary | undefined;
  /** The cells that were missing; undefined if the source did not say. */
  readonly missing: MissingSummary | undefined;
  /** The features that have one value in all rows, by name, or `feature 0`, … if they have none. */
  readonly constantColumns: readonly string[];
  /** What the times say; undefined if there are none. */
  readonly times: TimeSummary | undefined;
  /** How many distinct groups there are; undefined if there are none. */
  readonly groups: number | undefined;
}

/**
 * Summarizes a dataset before anything is trained on it: its size, the balance of its classes or the spread
 * of its targets, what was missing, what is constant, and whether rows are in the order of time.
 */
export function inspectDataset(data: Dataset): DatasetSummary {
  const { x, task, groups, times, imputed, name, size } = data;
  return {
    name,
    rows: size,
    features: rowSize(x),
    task,
    classes: task === 'classification' ? summarizeClasses(data) : undefined,
    target: task === 'regression' && size > 0 ? summarizeTarget(data.y.data) : undefined,
    missing: imputed && {
      cells: Object.values(imputed).reduce((sum, count) => sum + count, 0),
      columns: imputed,
    },
    constantColumns: findConstant(data),
    times: times && times.length > 0 ? summarizeTimes(times) : undefined,
    groups: groups && new Set<string | number>(groups).size,
  };
}

function summarizeClasses({ y, size, classCount, classNames }: Dataset): ClassSummary[] {
  const counts = new Float64Array(classCount);
  if (y.shape.length === 2)
    for (const [i, share] of y.data.entries()) counts[i % classCount]! += share;
  else for (const index of y.data) counts[index]!++;
  return Array.from(counts, (count, index) => ({
    name: classNames?.[index] ?? String(index),
    count,
    share: size === 0 ? 0 : count / size,
  }));
}

function summarizeTarget(values: Float32Array | Int32Array): TargetSummary {
  let [min, max, mean, squares] = [Infinity, -Infinity, 0, 0];
  for (const [i, value] of values.entries()) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    const before = value - mean;
    mean += before / (i + 1);
    squares += before * (value - mean);
  }
  return { min, max, mean, std: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

function findConstant({ x, size, featureNames }: Dataset): string[] {
  const width = rowSize(x);
  if (size === 0) return [];
  const constant = new Uint8Array(width).fill(1);
  for (let i = width; i < x.data.length; i++) {
    if (x.data[i] !== x.data[i % width]) constant[i % width] = 0;
  }
  return Array.from(constant.keys())
    .filter((feature) => constant[feature] === 1)
    .map((feature) => featureNames?.[feature] ?? `feature ${feature}`);
}

function summarizeTimes(times: Float64Array): TimeSummary {
  let [first, last, inOrder] = [Infinity, -Infinity, true];
  for (const time of times) {
    inOrder &&= time >= last;
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  return { first, last, inOrder };
}
