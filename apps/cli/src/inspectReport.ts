import { didYouMean } from '@occam/core';
import type {
  ClassSummary,
  CsvColumnSummary,
  CsvSummary,
  DatasetSummary,
  Task,
} from '@occam/datasets';
import type { Settings } from './checkSettings.js';
import { UsageError } from './failure.js';
import type { FoldsReport } from './inspectFolds.js';
import type { LeakageReport } from './inspectLeakage.js';
import { guessTarget, listColumns } from './sources.js';

/** The contact sheet that `occam inspect --images` draws. */
export interface ImagesReport {
  /** Where it is. */
  readonly file: string;
  /** The rows on it, in order. */
  readonly rows: readonly number[];
  /** Its width in pixels. */
  readonly width: number;
  /** Its height in pixels. */
  readonly height: number;
}

/** What `occam inspect` finds; its JSON output, in which undefined fields are left out. */
export interface InspectReport extends Pick<DatasetSummary, 'rows' | 'features' | 'times'> {
  /** What the data are called. */
  readonly name: string | undefined;
  /** What the target is; undefined without one. */
  readonly task: Task | undefined;
  /** The column to predict; undefined if none was given or guessed, or the data are no table. */
  readonly target: string | undefined;
  /** Whether the target was guessed by its name. */
  readonly targetGuessed: boolean;
  /** The classes, where the target has at most 20. */
  readonly classes: readonly ClassSummary[] | undefined;
  /** The cells that are missing: of a CSV file all, of other data none that are known. */
  readonly missing: DatasetSummary['missing'];
  /** The columns or features with one value in all rows. */
  readonly constantColumns: readonly string[];
  /** The feature columns that hold text and need `--categorical`. */
  readonly textColumns: readonly string[];
  /** The columns of a CSV file. */
  readonly columns: readonly CsvColumnSummary[] | undefined;
  /** Duplicates and columns that leak; undefined where that could not be searched. */
  readonly leakage?: LeakageReport | undefined;
  /** Why leaks could not be searched. */
  readonly leakageSkipped?: string | undefined;
  /** The contact sheet, where `--images` asks for it. */
  readonly images?: ImagesReport | undefined;
  /** The folds, where an option asks for them. */
  readonly folds?: FoldsReport | undefined;
}

/** Makes the report of a dataset. */
export function reportDataset(summary: DatasetSummary): InspectReport {
  const { name, rows, features, task, classes, missing, constantColumns, times } = summary;
  return {
    name,
    rows,
    features,
    task,
    target: undefined,
    targetGuessed: false,
    classes,
    missing,
    constantColumns,
    textColumns: [],
    times,
    columns: undefined,
  };
}

/**
 * Makes the report of a CSV file, whose target is the one given, else the one that is called so, else none.
 *
 * @throws UsageError if a column is not there, or the time column holds no times
 */
export function reportCsv(summary: CsvSummary, settings: Settings): InspectReport {
  const { name, rows } = summary;
  const ignored = (settings.ignore ?? []).map((column) =>
    findColumn(summary.columns, 'ignore', column),
  );
  const columns = summary.columns.filter((column) => !ignored.includes(column));
  const names = columns.map((column) => column.name);
  const guess = settings.target === undefined ? guessTarget(names) : undefined;
  const target = findColumn(summary.columns, 'target', settings.target ?? guess);
  const time = findColumn(summary.columns, 'time', settings.time);
  const groups = findColumn(summary.columns, 'groups', settings.groups);
  const features = columns.filter((column) => ![target, time, groups].includes(column));
  const missing = columns.filter((column) => column.missing > 0);
  const task = target && (settings.task ?? guessTask(target));
  return {
    name,
    rows,
    // With no other column left, the time itself becomes the one feature.
    features: features.length === 0 && time !== undefined ? 1 : features.length,
    task,
    target: target?.name,
    targetGuessed: guess !== undefined,
    classes: task === 'classification' ? target?.values && summarizeClasses(target) : undefined,
    missing: {
      cells: missing.reduce((sum, column) => sum + column.missing, 0),
      columns: Object.fromEntries(missing.map((column) => [column.name, column.missing])),
    },
    constantColumns: columns.filter(({ constant }) => constant).map((column) => column.name),
    textColumns: features
      .filter(({ type }) => type === 'text' || type === 'date')
      .map((column) => column.name),
    times: time && summarizeTimes(time),
    columns,
  };
}

function findColumn(
  columns: readonly CsvColumnSummary[],
  option: 'target' | 'time' | 'groups' | 'ignore',
  wanted: string | number | undefined,
): CsvColumnSummary | undefined {
  if (wanted === undefined) return undefined;
  const column =
    typeof wanted === 'number' ? columns[wanted] : columns.find(({ name }) => name === wanted);
  if (column !== undefined) return column;
  const names = columns.map(({ name }) => name);
  throw new UsageError(
    typeof wanted === 'number'
      ? `--${option}: there is no column ${wanted}: they are counted from 0 to ${names.length - 1}`
      : `--${option}: there is no column '${wanted}'${didYouMean(wanted, names)}; ${listColumns(names)}`,
  );
}

/** What `loadCsv` would take a target for. */
function guessTask({ type, values }: CsvColumnSummary): Task {
  const whole = values?.every(({ value }) => Number.isInteger(Number(value)));
  return type === 'text' || type === 'date' || whole ? 'classification' : 'regression';
}

function summarizeClasses({ values = [] }: CsvColumnSummary): ClassSummary[] {
  const present = values.reduce((sum, { count }) => sum + count, 0);
  return values
    .map(({ value, count }) => ({ name: value, count, share: count / present }))
    .sort((a, b) => Number(a.name) - Number(b.name) || (a.name < b.name ? -1 : 1));
}

function summarizeTimes({ name, type, min, max, ascending }: CsvColumnSummary) {
  if (min === undefined || max === undefined) {
    throw new UsageError(
      `--time: the column '${name}' holds ${type === 'empty' ? 'nothing' : type}, no numbers or ISO 8601 dates`,
    );
  }
  return { first: min, last: max, inOrder: ascending === true };
}
