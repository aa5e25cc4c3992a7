import { crossValidate, type CrossValidationResult, type MetricName } from '@occam/evaluation';
import { inspectDataset } from '@occam/datasets';
import type { CommandContext } from './command.js';
import { dedupe, describeDuplicates } from './dedupe.js';
import { describeData } from './describeData.js';
import { describeRecipe } from './describeRecipe.js';
import { describeSplitter } from './describeSplitter.js';
import { foldProgress } from './foldProgress.js';
import { foldTimes, type FoldTimes } from './foldTimes.js';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import { formatTimes } from './formatTime.js';
import { loadData } from './loadData.js';
import { print, printJson } from './output.js';
import { describeBackend, prepareBackend } from './prepareBackend.js';
import { recipeFromSettings } from './recipeFromSettings.js';
import { splitterFromSettings } from './splitterFromSettings.js';

/**
 * `occam cv`: cross-validates a network and prints the scores of each fold and over all. The tables hold no
 * times of the clock, so that a second run prints the same bytes.
 */
export async function cvCommand(context: CommandContext): Promise<void> {
  const { settings, json, typed, progress, signal } = context;
  const loaded = await loadData(settings, { onStatus: progress.status, signal });
  const { data, duplicates } = await dedupe(loaded, settings, { progress, signal });
  const recipe = await recipeFromSettings(settings, data);
  const splitter = await splitterFromSettings(settings, data);
  const backend = await prepareBackend(settings);
  const summary = inspectDataset(data);
  const times = foldTimes(data, splitter);
  const result = await crossValidate({
    recipe,
    data,
    splitter,
    metrics: settings.metrics as readonly MetricName[] | undefined,
    seed: settings.seed ?? 0,
    validation: settings.validation,
    fit: { engine: settings.engine },
    onProgress: foldProgress(progress),
    signal,
  });
  progress.clear();
  signal.throwIfAborted();
  if (json) {
    const folds = result.folds.map((fold, index) => ({ ...fold, times: times?.[index] }));
    printJson({ ...result, folds, backend, data: summary, duplicates });
    return;
  }
  print(`${describeData(summary)}\n${describeRecipe(result.recipe ?? recipe)}`);
  print(describeSplitter(result.splitter));
  if (duplicates.rows > 0) print(describeDuplicates(duplicates));
  print('');
  print(`${foldTable(result, times)}\n`);
  print(`${overall(result)}\n`);
  print(intervalNote(result));
  if (result.train.mean['r2']! < 0) print(UNDERFIT);
  print(
    `engine ${result.engine} (${result.engineReason}), backend ${describeBackend(backend)}, seed ${result.seed}`,
  );
  print(`repeat with: ${typed}`);
}

/** Said where the mean of the training rows would do better on them. */
const UNDERFIT =
  'the networks have not learned their own training rows (train r2 below 0; targets are not scaled):\n' +
  'raise --learning-rate or --epochs';

function foldTable({ folds, metrics }: CrossValidationResult, times?: FoldTimes[]): string {
  const validated = folds.some(({ validationSize }) => validationSize > 0);
  const rows = validated ? 'train/validation/test rows' : 'train/test rows';
  const scores = metrics.flatMap((metric) => [`train ${metric}`, `test ${metric}`]);
  return formatTable(
    [
      ['fold', ...scores, rows, 'epochs', ...(times ? ['trained until', 'tested on'] : [])],
      ...folds.map(({ index, train, test, trainSize, validationSize, testSize, epochs }) => [
        String(index + 1),
        ...metrics.flatMap((metric) => [formatScore(train[metric]!), formatScore(test[metric]!)]),
        [trainSize, ...(validated ? [validationSize] : []), testSize].join('/'),
        String(epochs),
        ...(times ? describeTimes(times[index]!) : []),
      ]),
    ],
    0,
  );
}

function describeTimes({ train, test }: FoldTimes): string[] {
  const [until, first, last] = formatTimes([train[1], ...test]);
  return [until!, `${first} … ${last}`];
}

function overall({ metrics, mean, std, interval, train }: CrossValidationResult): string {
  const plusMinus = (center: number, spread: number) =>
    `${formatScore(center)} ± ${formatScore(spread)}`;
  return formatTable([
    ['', 'train', 'test', '95 % interval of the test mean'],
    ...metrics.map((metric) => [
      metric,
      plusMinus(train.mean[metric]!, train.std[metric]!),
      plusMinus(mean[metric]!, std[metric]!),
      interval[metric]!.map(formatScore).join(' … '),
    ]),
  ]);
}

function intervalNote({ splitter, folds }: CrossValidationResult): string {
  const rough = splitter.className.endsWith('TimeSeriesSplit')
    ? '; rough here, where training sets grow from fold to fold'
    : '';
  return (
    `mean ± standard deviation over ${folds.length} folds; the interval is corrected for the overlap of\n` +
    `the training sets (Nadeau and Bengio 2003)${rough}`
  );
}
