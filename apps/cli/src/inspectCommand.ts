import { inspectCsv, inspectDataset, type CsvColumnSummary, type Dataset } from '@occam/datasets';
import { setImmediate } from 'node:timers/promises';
import type { Settings } from './checkSettings.js';
import type { CommandContext } from './command.js';
import { asInput, UsageError } from './failure.js';
import { count, formatNumber } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import { formatDate, formatTimes } from './formatTime.js';
import {
  reportCsv,
  reportDataset,
  type ImagesReport,
  type InspectReport,
} from './inspectReport.js';
import { asksForFolds, describeFolds, inspectFolds } from './inspectFolds.js';
import { describeLeakage, inspectLeakage } from './inspectLeakage.js';
import { checkSource, csvReadOptions, kindOf, loadRows } from './loadData.js';
import { print, printJson } from './output.js';
import { checkImages, checkSize, imageShapeOf } from './pipelineFromSettings.js';
import { sampleRows } from './sampleRows.js';
import { pngSheet } from './pngSheet.js';
import { checkOutputFile, replaceFile } from './replaceFile.js';

/** How many images are drawn. */
const IMAGES = 128;
/** How many columns are listed one by one; `--json` has all. */
const LISTED = 40;

/** `occam inspect`: says what is in the data before anything is trained on them. */
export async function inspectCommand(context: CommandContext): Promise<void> {
  const { images, force } = context;
  if (images !== undefined) checkOutputFile('--images', images, '.png', force);
  const report = await makeReport(context);
  // An interruption during the search of the columns is heard in the next round of events.
  await setImmediate();
  await setImmediate();
  context.progress.clear();
  context.signal.throwIfAborted();
  if (context.json) printJson(report);
  else print(describeReport(report));
}

/** Draws some of the images, in the order of the data. */
async function drawImages(
  data: Dataset,
  file: string,
  context: CommandContext,
): Promise<ImagesReport> {
  const { settings, signal } = context;
  const imageShape = imageShapeOf(settings, data);
  if (imageShape === undefined) checkImages('--images draws images', data);
  else checkSize(imageShape, data);
  const rows = sampleRows(data, IMAGES, settings.seed ?? 0);
  const { contactSheet } = await import('@occam/augmentation');
  const sheet = await asInput(() => contactSheet(data.x, { rows, imageShape }));
  await replaceFile(file, pngSheet(sheet), signal);
  return { file, rows: Array.from(rows), width: sheet.width, height: sheet.height };
}

async function makeReport(context: CommandContext): Promise<InspectReport> {
  const { settings, images, progress, signal } = context;
  const { data } = settings;
  const load = (changed: Settings) => loadRows(changed, { onStatus: progress.status, signal });
  const search = async (loaded: Dataset) => ({
    leakage: await inspectLeakage(loaded, settings, { progress, signal }),
    folds: asksForFolds(settings)
      ? await inspectFolds(loaded, settings, { progress, signal })
      : undefined,
  });
  const skip = (report: InspectReport, leakageSkipped: string): InspectReport => {
    if (images !== undefined) throw new UsageError(`no images: ${leakageSkipped}`);
    if (asksForFolds(settings)) throw new UsageError(`no folds: ${leakageSkipped}`);
    return { ...report, leakageSkipped };
  };
  if (typeof data !== 'string' || kindOf(data, settings) !== 'csv') {
    const loaded = await load(settings);
    const drawn = images === undefined ? undefined : await drawImages(loaded, images, context);
    const report = { ...reportDataset(inspectDataset(loaded)), ...(await search(loaded)) };
    return { ...report, images: drawn };
  }
  if (settings.take !== undefined) {
    throw new UsageError('--take is not for inspecting CSV files, which are read as a whole');
  }
  const source = checkSource(data);
  const options = csvReadOptions(settings, signal);
  const report = reportCsv(await asInput(() => inspectCsv(source, options)), settings);
  if (report.target === undefined) return skip(report, 'name the column to predict with --target');
  if (report.missing!.cells > 0 && settings.missing === undefined) {
    // Whatever would be filled in could make rows equal that are not.
    const cells = count(report.missing!.cells, 'cell');
    return skip(report, `${cells} missing: say with --missing how they will be filled in`);
  }
  const { categorical = 'integer' } = settings;
  let loaded: Dataset;
  try {
    loaded = await load({ ...settings, categorical, target: report.target });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return skip(report, error.message);
  }
  const drawn = images === undefined ? undefined : await drawImages(loaded, images, context);
  return { ...report, ...(await search(loaded)), images: drawn };
}

function describeReport(report: InspectReport): string {
  const { name, rows, features, columns = [] } = report;
  return [
    `${name ?? 'data'}: ${count(rows, 'row')}, ${count(features, 'feature')}`,
    describeTarget(report),
    ...describeTimes(report),
    describeMissing(report),
    `constant columns: ${listNames(report.constantColumns)}`,
    ...(report.textColumns.length > 0
      ? [`columns of text: ${listNames(report.textColumns)} (train and cv need --categorical)`]
      : []),
    ...(report.leakage === undefined
      ? [`leaks: not searched (${report.leakageSkipped})`]
      : describeLeakage(report.leakage)),
    ...describeImages(report),
    ...describeClasses(report),
    ...(report.folds === undefined ? [] : describeFolds(report.folds)),
    ...(columns.length > 0 ? ['', columnTable(columns.slice(0, LISTED))] : []),
    ...(columns.length > LISTED
      ? [`… and ${columns.length - LISTED} more columns; --json lists all`]
      : []),
  ].join('\n');
}

function describeTarget({ target, targetGuessed, task, columns }: InspectReport): string {
  if (columns === undefined) return `target: ${task}`;
  if (target === undefined)
    return 'target: none given, and no column is called target, label, class or y';
  return `target: ${target}, ${task}${targetGuessed ? ' (guessed by its name; --target names another)' : ''}`;
}

function describeImages({ images }: InspectReport): string[] {
  if (images === undefined) return [];
  const { file, rows, width, height } = images;
  return [`images: ${rows.length} of them drawn to ${file}, ${width} × ${height} pixels`];
}

function describeTimes({ times }: InspectReport): string[] {
  if (times === undefined) return [];
  const range = formatTimes([times.first, times.last]).join(' … ');
  return [`time: ${range}, rows ${times.inOrder ? 'are in time order' : 'are NOT in time order'}`];
}

function describeMissing({ missing }: InspectReport): string {
  if (missing === undefined || missing.cells === 0) return 'missing values: none';
  const columns = Object.entries(missing.columns).map(([name, cells]) => `${name} ${cells}`);
  return `missing values: ${missing.cells}, in ${listNames(columns)}`;
}

function describeClasses({ classes }: InspectReport): string[] {
  if (classes === undefined) return [];
  return [
    '',
    formatTable([
      ['class', 'rows', 'share'],
      ...classes.map(({ name, count: rows, share }) => [
        name,
        formatNumber(rows),
        `${(100 * share).toFixed(1)} %`,
      ]),
    ]),
  ];
}

function columnTable(columns: readonly CsvColumnSummary[]): string {
  const number = (value: number | undefined) => (value === undefined ? '' : formatNumber(value));
  return formatTable(
    [
      ['column', 'type', 'missing', 'distinct', 'min', 'max', 'mean', 'std'],
      ...columns.map(
        ({ name, type, missing, distinct, distinctIsPartial, min, max, mean, std }) => {
          const bound =
            type === 'date' && min !== undefined && max !== undefined ? formatDate : number;
          return [
            name,
            type,
            String(missing),
            `${distinct}${distinctIsPartial ? '+' : ''}`,
            bound(min as number),
            bound(max as number),
            number(mean),
            number(std),
          ];
        },
      ),
    ],
    2,
  );
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  if (names.length <= 10) return names.join(', ');
  return `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`;
}
