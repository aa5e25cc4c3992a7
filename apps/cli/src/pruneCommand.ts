import { createDataset, inspectDataset, type Dataset } from '@occam/datasets';
import {
  compareModels,
  keepMasked,
  masksOf,
  prune,
  shrink,
  type ModelComparison,
  type PruneResult,
} from '@occam/pruning';
import type * as tf from '@tensorflow/tfjs';
import type { Settings } from './checkSettings.js';
import type { Chart } from './chartScale.js';
import type { CommandContext } from './command.js';
import { comparisonTable } from './comparisonTable.js';
import { describeData } from './describeData.js';
import { describeRecipe } from './describeRecipe.js';
import { UsageError } from './failure.js';
import { fileStore } from './fileStore.js';
import { loadData } from './loadData.js';
import { print, printJson } from './output.js';
import { describeBackend, prepareBackend } from './prepareBackend.js';
import { pruningFromSettings } from './pruningFromSettings.js';
import { roundProgress, roundTable } from './pruningRounds.js';
import { recipeFromSettings } from './recipeFromSettings.js';
import { checkOutputFile, replaceFile } from './replaceFile.js';
import { saveModel } from './saveModel.js';
import { splitForTraining } from './splitForTraining.js';
import { svgChart } from './svgChart.js';
import { terminalChart } from './terminalChart.js';
import { checkOutputFolder } from './writeFolder.js';

/** Why a pruning ended, in words. */
const REASONS: Readonly<Record<PruneResult['stopReason'], string>> = {
  error: 'the validation error rose',
  rounds: 'all rounds are done',
  parameters: 'few enough parameters are left',
  multiplications: 'few enough multiplications are left',
  latency: 'it is fast enough',
  nothingLeft: 'nothing more can be pruned',
};

/**
 * `occam prune`: trains a network, prunes it round by round, compares what is left with what was on test rows that neither training nor
 * pruning saw, and saves it where `--out` says.
 */
export async function pruneCommand(context: CommandContext): Promise<void> {
  const { json, out, report, resume, force, typed, progress, signal } = context;
  const { validation = 0.2, ...others } = context.settings;
  const settings: Settings = { ...others, validation };
  const plan = await pruningFromSettings(settings);
  if (out !== undefined) await checkOutputFolder(out, force, 'model');
  if (typeof report === 'string') checkOutputFile('--report', report, '.svg', force);
  if (resume !== undefined && 'watch' in plan.criterion) {
    throw new UsageError(
      `--criterion ${plan.criterion.className} goes by what it sees of training, which no file keeps: leave out --resume`,
    );
  }
  const store = resume === undefined ? undefined : fileStore(resume);
  const data = await loadToPredict(settings, context);
  const recipe = await recipeFromSettings(settings, data);
  const rows = splitForTraining(data, settings);
  const backend = await prepareBackend(settings);
  const { seed = 0, engine } = settings;

  const result = await prune({
    ...plan,
    recipe,
    data: data.select(rows.train),
    validation: data.select(rows.validation),
    seed,
    engine,
    store,
    signal,
    onProgress: roundProgress(progress),
  }).catch((error: unknown) => {
    throw aboutResume(error, resume);
  });
  let smaller: tf.LayersModel | undefined;
  try {
    progress.status('comparing with the network of before');
    smaller = plan.target === 'weights' ? withoutDeadUnits(result.model) : undefined;
    const model = smaller ?? result.model;
    const test = data.select(rows.test);
    const comparison = await compareModels(result.before, model, applied(test, result), {
      dataAfter: applied(test, result, result.inputs),
    });
    signal.throwIfAborted();
    const chart = chartOf(result, data);
    const criterion = plan.criterion.className;
    const title = `${data.name ?? 'data'}: ${plan.target} pruned by ${criterion}`;
    const sizes = Object.fromEntries(Object.entries(rows).map(([key, part]) => [key, part.length]));
    const { preprocess, rounds, best, stopReason, inputs } = result;
    const left = plan.target === 'inputs' ? { inputs: [...inputs] } : {};
    const pruning = { criterion, target: plan.target, rounds, best, stopReason, ...left };
    if (typeof report === 'string') await replaceFile(report, svgChart(chart, title));
    if (out !== undefined) {
      const { task, classNames, featureNames, x } = data;
      const inputShape = x.shape.slice(1);
      const fitted = preprocess.map((step) => step.toJSON());
      const about = { task, inputShape, classNames, featureNames, seed, pruning };
      await saveModel(out, model, { recipe, preprocess: fitted, ...about }, signal);
    }
    progress.clear();
    const summary = inspectDataset(data);
    if (json) {
      const files = { out, report: typeof report === 'string' ? report : undefined };
      const times = withoutTimes(comparison);
      printJson({
        ...pruning,
        comparison: times,
        sizes,
        backend,
        seed,
        data: summary,
        recipe,
        ...files,
      });
      return;
    }
    print(`${describeData(summary)}\n${describeRecipe(recipe)}`);
    print(`${plan.target} pruned by ${criterion}; ${describeSizes(sizes)}\n`);
    print(roundTable(rounds, best));
    print(
      `\nended: ${REASONS[stopReason]}; * round ${best.round} is kept (error: of the validation rows)`,
    );
    if (plan.target === 'inputs') print(`inputs left: ${nameInputs(inputs, data)}`);
    if (report !== undefined) print(`\n${terminalChart(chart)}`);
    print(`\n${comparisonTable(comparison)}\n`);
    print(`backend ${describeBackend(backend)}, seed ${seed}`);
    if (out !== undefined) print(`saved to ${out}: model.json, weights.bin, recipe.json`);
    if (typeof report === 'string') print(`chart: ${report}`);
    print(`repeat with: ${typed}`);
  } finally {
    smaller?.dispose();
    result.dispose();
  }
}

/** Loads the data; messages about the column to predict speak of `--predict`, since `--target` says what is pruned. */
async function loadToPredict(
  settings: Settings,
  { progress, signal }: CommandContext,
): Promise<Dataset> {
  try {
    return await loadData(settings, { onStatus: progress.status, signal });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message.replaceAll('--target', '--predict'), { cause: error });
  }
}

/** A message about a state that is another run's names the file. */
function aboutResume(error: unknown, file: string | undefined): unknown {
  const { message } = error as Error;
  if (file === undefined || !message.startsWith('the stored state')) return error;
  const words = message.replace('take another store', 'name another file');
  return new UsageError(`--resume ${file}: ${words}`, { cause: error });
}

/** The network without units whose weights are all 0, and without constraints: as any tfjs loads it. */
function withoutDeadUnits(model: tf.LayersModel): tf.LayersModel {
  const smaller = shrink(model, { inputs: 'keep' });
  const letGo = keepMasked(smaller, masksOf(smaller));
  letGo();
  return smaller;
}

/** Rows as a network takes them: preprocessed, with the features that are left. */
function applied(data: Dataset, { preprocess }: PruneResult, inputs?: Uint32Array): Dataset {
  const { y, task, classNames } = data;
  const x = preprocess.reduce((rows, step) => step.transform(rows), data.x);
  const width = x.shape.slice(1).reduce((product, n) => product * n, 1);
  if (!inputs || inputs.length === width) return createDataset({ x, y, task, classNames });
  const values = new Float32Array(data.size * inputs.length);
  for (let row = 0; row < data.size; row++) {
    inputs.forEach((input, i) => {
      values[row * inputs.length + i] = x.data[row * width + input]!;
    });
  }
  const selected = { data: values, shape: [data.size, inputs.length] };
  return createDataset({ x: selected, y, task, classNames });
}

function chartOf({ rounds }: PruneResult, { task }: Dataset): Chart {
  const isClasses = task === 'classification';
  return {
    points: rounds.map(({ parameters, error }) => ({
      x: parameters,
      y: isClasses ? 1 - error : error,
    })),
    xLabel: 'parameters other than 0',
    yLabel: isClasses ? 'validation accuracy' : 'validation mean squared error',
  };
}

function withoutTimes({ before, after }: ModelComparison): object {
  const of = ({ latency, ...report }: ModelComparison['before']) => ({
    ...report,
    latency: Object.fromEntries(
      Object.entries(latency).map(([size, { median, quartiles }]) => [size, { median, quartiles }]),
    ),
  });
  return { before: of(before), after: of(after) };
}

function describeSizes(sizes: Readonly<Record<string, number>>): string {
  const { train, validation, test } = sizes;
  return `${train} rows to train on, ${validation} to validate on, ${test} to test on`;
}

function nameInputs(inputs: Uint32Array, { featureNames }: Dataset): string {
  const SHOWN = 20;
  const names = Array.from(inputs.subarray(0, SHOWN), (i) => featureNames?.[i] ?? String(i));
  const more = inputs.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
