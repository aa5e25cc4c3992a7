import { existsSync, statSync } from 'node:fs';
import type { CsvReadOptions, Dataset, TableOptions } from '@occam/datasets';
import type { Settings } from './checkSettings.js';
import { asInput, UsageError } from './failure.js';
import { lagged } from './lagged.js';
import { longFlag } from './optionTable.js';
import {
  BUILT_IN,
  guessTarget,
  isAddress,
  listColumns,
  sourceKind,
  TABLES,
  type SourceKind,
} from './sources.js';

/** What loading needs beside the settings. */
export interface LoadOptions {
  /** Told how a download goes on, in words. */
  readonly onStatus: (status: string) => void;
  /** Stops loading. */
  readonly signal: AbortSignal;
}

/** How many of the built-in digits are drawn unless `take` says otherwise. */
const DIGITS = 1000;

/**
 * Loads the data of the settings, the first `take` rows of them, made into windows where `lags` says so.
 *
 * @throws UsageError if there are none, they cannot be read or an option does not fit them
 */
export async function loadData(settings: Settings, options: LoadOptions): Promise<Dataset> {
  const data = await loadRows(settings, options);
  return asInput(() => lagged(data, settings));
}

/**
 * Loads the first `take` rows as they are, before `lags` makes windows of them.
 *
 * @throws UsageError as {@link loadData} does
 */
export async function loadRows(settings: Settings, options: LoadOptions): Promise<Dataset> {
  const { take } = settings;
  const data = await asInput(() => loadAll(settings, options));
  options.signal.throwIfAborted();
  if (take !== undefined && take > data.size) {
    throw new UsageError(`--take ${take} is more than there is: the data have ${data.size} rows`);
  }
  return take === undefined || take === data.size
    ? data
    : data.select(Uint32Array.from({ length: take }, (_, row) => row));
}

async function loadAll(settings: Settings, options: LoadOptions): Promise<Dataset> {
  const { data } = settings;
  if (typeof data === 'function') return checkDataset(await data());
  if (typeof data === 'object') return checkDataset(data);
  const source = checkSource(data);
  const kind = kindOf(source, settings);
  checkKindOptions(settings, source, kind);
  const datasets = await import('@occam/datasets');
  const { signal } = options;
  switch (kind) {
    case 'digits':
      return datasets.digits(settings.take ?? DIGITS);
    case 'mnist':
      return datasets.mnist(downloading(options));
    case 'fashion-mnist':
      return datasets.fashionMnist(downloading(options));
    case 'folder':
      return datasets.loadImageFolder(source, { signal });
    case 'idx':
      return loadImages(source, settings, options);
    case 'npy':
      return loadArrays(source, settings, options);
    case 'npz': {
      const { features: x = 'x', target: y = 'y', groups, time: times, task } = settings;
      const names = { x, y: String(y), groups: text(groups), times: text(times) };
      return datasets.loadNpz(source, { ...names, task, signal });
    }
    case 'csv': {
      const target = settings.target ?? (await missingTarget(source, settings, options));
      const columns = tableOptions(settings, target);
      return datasets.loadCsv(source, { ...csvReadOptions(settings, signal), ...columns });
    }
    case 'parquet':
      return datasets.loadParquet(source, { ...tableOptions(settings), signal });
    case 'json':
      return datasets.loadJson(source, { ...tableOptions(settings), signal });
  }
}

/** What of the settings says what the columns of a table are. */
function tableOptions(
  { target, task, time, groups, ignore, missing, categorical }: Settings,
  known: TableOptions['target'] = target ?? 'target',
): TableOptions {
  return { target: known, task, time, groups, ignore, missing, categorical };
}

/** What of the settings says how a CSV file is read. */
export function csvReadOptions(
  { header, delimiter }: Settings,
  signal: AbortSignal,
): CsvReadOptions {
  return { header, delimiter, signal };
}

/** In which way the data of a path or name are kept. */
export function kindOf(source: string, { labels }: Settings): SourceKind {
  const isFolder = !isAddress(source) && existsSync(source) && statSync(source).isDirectory();
  return sourceKind(source, { labels, isFolder });
}

/**
 * Checks that the data are named and, if they are a file or folder, that it is there.
 *
 * @throws UsageError
 */
export function checkSource(source: string | undefined): string {
  if (source === undefined) {
    throw new UsageError(
      "no data are given: name a file, a folder of images, 'digits' or 'mnist', as in --data table.csv --target column",
    );
  }
  if (BUILT_IN.some((name) => name === source) || isAddress(source)) return source;
  if (!existsSync(source)) throw new UsageError(`--data: there is no file '${source}'`);
  return source;
}

/** @throws UsageError if the path is no file */
export function checkFile(option: string, path: string): void {
  if (!existsSync(path)) throw new UsageError(`--${option}: there is no file '${path}'`);
  if (!statSync(path).isFile()) throw new UsageError(`--${option}: '${path}' is no file`);
}

/** Which kinds of data an option is for, where it is not for all, and what they are called. */
const ONLY_FOR: readonly (readonly [
  options: readonly (keyof Settings)[],
  kinds: readonly SourceKind[],
  words: string,
])[] = [
  [['delimiter', 'header'], ['csv'], 'CSV files'],
  [['ignore', 'missing', 'categorical'], TABLES, 'tables (CSV, Parquet, JSON)'],
  [['target', 'time', 'groups'], [...TABLES, 'npz'], 'tables (CSV, Parquet, JSON) and NPZ files'],
  [['features'], ['npz'], 'NPZ files'],
  [['labels'], ['idx', 'npy'], 'IDX and NPY files'],
];

/** An option that the data cannot have is wrong, and not ignored. */
function checkKindOptions(settings: Settings, source: string, kind: SourceKind): void {
  if (settings.lags !== undefined && settings.time === undefined) {
    throw new UsageError('--lags needs --time, the column that says when a row was observed');
  }
  for (const [options, kinds, words] of ONLY_FOR) {
    const wrong = options.find((option) => settings[option] !== undefined);
    if (wrong !== undefined && !kinds.includes(kind)) {
      throw new UsageError(`${longFlag(wrong)} is for ${words}, and '${source}' is none`);
    }
  }
  if (settings.task === 'regression' && ![...TABLES, 'npz', 'npy'].includes(kind)) {
    throw new UsageError(`--task regression does not suit '${source}': its labels are classes`);
  }
}

function downloading({ onStatus, signal }: LoadOptions) {
  return {
    signal,
    onProgress: ({ file, loaded, total }: { file: string; loaded: number; total: number }) =>
      onStatus(`${file}: ${megabytes(loaded)} of ${megabytes(total)} MB`),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function text(column: string | number | undefined): string | undefined {
  return column === undefined ? undefined : String(column);
}

async function loadImages(
  images: string,
  { labels }: Settings,
  { signal }: LoadOptions,
): Promise<Dataset> {
  if (labels === undefined) {
    throw new UsageError(
      `'${images}' holds IDX images: name the file of their labels with --labels`,
    );
  }
  checkFile('labels', labels);
  const { createDataset, loadIdx } = await import('@occam/datasets');
  const x = await loadIdx(images, { divisor: 255, signal });
  const y = await loadIdx(labels, { signal });
  return createDataset({ x, y, task: 'classification', name: images });
}

async function loadArrays(
  features: string,
  { labels, task }: Settings,
  { signal }: LoadOptions,
): Promise<Dataset> {
  if (labels === undefined) {
    throw new UsageError(
      `'${features}' holds one array: name the file of its targets with --labels`,
    );
  }
  checkFile('labels', labels);
  const { createDataset, loadNpy } = await import('@occam/datasets');
  const x = await loadNpy(features, { signal });
  const y = await loadNpy(labels, { signal });
  const isRegression =
    task === 'regression' || (task === undefined && y.data instanceof Float32Array);
  return createDataset({
    x,
    y: isRegression ? { data: Float32Array.from(y.data), shape: y.shape } : y,
    task: isRegression ? 'regression' : 'classification',
    name: features,
  });
}

/** Fails with the columns that there are. */
async function missingTarget(
  source: string,
  settings: Settings,
  { signal }: LoadOptions,
): Promise<never> {
  const { inspectCsv } = await import('@occam/datasets');
  const { columns } = await inspectCsv(source, csvReadOptions(settings, signal));
  const names = columns.map(({ name }) => name);
  const guess = guessTarget(names);
  throw new UsageError(
    `name the column to predict with --target${guess === undefined ? '' : ` (perhaps --target ${guess})`}; ` +
      listColumns(names),
  );
}

function checkDataset(value: unknown): Dataset {
  const data = value as Partial<Dataset> | null;
  if (typeof data?.select === 'function' && typeof data.size === 'number') return data as Dataset;
  throw new UsageError(
    'data of the config file must make a Dataset, as createDataset of @occam/datasets does',
  );
}
