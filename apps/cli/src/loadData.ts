import { existsSync, statSync } from 'node:fs';
import type { CsvReadOptions, Dataset } from '@occam/datasets';
import type { Settings } from './checkSettings.js';
import { asInput, UsageError } from './failure.js';
import { BUILT_IN, guessTarget, isAddress, isCsv, listColumns } from './sources.js';

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
 * Loads the data of the settings, the first `take` rows of them.
 *
 * @throws UsageError if there are none, they cannot be read or an option does not fit them
 */
export async function loadData(settings: Settings, options: LoadOptions): Promise<Dataset> {
  const { take } = settings;
  const data = await asInput(() => loadAll(settings, options));
  options.signal.throwIfAborted();
  if (take === undefined || take === data.size) return data;
  if (take > data.size) {
    throw new UsageError(`--take ${take} is more than there is: the data have ${data.size} rows`);
  }
  return data.select(Uint32Array.from({ length: take }, (_, row) => row));
}

async function loadAll(settings: Settings, options: LoadOptions): Promise<Dataset> {
  const { data } = settings;
  if (typeof data === 'function') return checkDataset(await data());
  if (typeof data === 'object') return checkDataset(data);
  checkCsvOptions(settings);
  const source = checkSource(data);
  const datasets = await import('@occam/datasets');
  if (source === 'digits') return datasets.digits(settings.take ?? DIGITS);
  if (source === 'mnist') return loadMnist(options);
  if (!isCsv(source, settings.labels)) return loadImages(source, settings, options);
  return datasets.loadCsv(source, {
    ...csvReadOptions(settings, options.signal),
    target: settings.target ?? (await missingTarget(source, settings, options)),
    task: settings.task,
    time: settings.time,
    ignore: settings.ignore,
    missing: settings.missing,
    categorical: settings.categorical,
  });
}

/** What of the settings says how a CSV file is read. */
export function csvReadOptions(
  { header, delimiter }: Settings,
  signal: AbortSignal,
): CsvReadOptions {
  return { header, delimiter, signal };
}

/**
 * Checks that the data are named and, if they are a file, that it is there.
 *
 * @throws UsageError
 */
export function checkSource(source: string | undefined): string {
  if (source === undefined) {
    throw new UsageError(
      "no data are given: name a CSV file, 'digits' or 'mnist', as in --data table.csv --target column",
    );
  }
  if (BUILT_IN.includes(source) || isAddress(source)) return source;
  checkFile('data', source);
  return source;
}

/** @throws UsageError if the path is no file */
export function checkFile(option: string, path: string): void {
  if (!existsSync(path)) throw new UsageError(`--${option}: there is no file '${path}'`);
  if (!statSync(path).isFile()) throw new UsageError(`--${option}: '${path}' is no file`);
}

const OF_CSV = [
  'target',
  'time',
  'ignore',
  'missing',
  'categorical',
  'delimiter',
  'header',
] as const satisfies readonly (keyof Settings)[];

/** Options of CSV files are wrong, and not ignored, where the data are none. */
function checkCsvOptions(settings: Settings): void {
  const { data, labels } = settings;
  if (typeof data !== 'string' || isCsv(data, labels)) return;
  for (const option of OF_CSV) {
    if (settings[option] !== undefined) {
      throw new UsageError(`--${option} is for CSV files, and '${data}' is none`);
    }
  }
  if (settings.task === 'regression') {
    throw new UsageError(`--task regression does not suit '${data}': its labels are classes`);
  }
}

async function loadMnist({ onStatus, signal }: LoadOptions): Promise<Dataset> {
  const { mnist } = await import('@occam/datasets');
  return mnist({
    signal,
    onProgress: ({ file, loaded, total }) =>
      onStatus(`${file}: ${megabytes(loaded)} of ${megabytes(total)} MB`),
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
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
