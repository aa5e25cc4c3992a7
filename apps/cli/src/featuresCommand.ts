import { takeRows } from '@occam/core';
import { inspectDataset, type Dataset } from '@occam/datasets';
import { train } from '@occam/training';
import type { Settings } from './checkSettings.js';
import type { CommandContext } from './command.js';
import { criterionFromSettings } from './criterionFromSettings.js';
import { describeData } from './describeData.js';
import { describeRecipe } from './describeRecipe.js';
import { UsageError } from './failure.js';
import { fitProgress } from './fitProgress.js';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import { heatMapOf, pngHeatMap, terminalHeatMap } from './heatMap.js';
import { loadData } from './loadData.js';
import { metricsFromSettings } from './metricsFromSettings.js';
import { print, printJson } from './output.js';
import { describeBackend, prepareBackend } from './prepareBackend.js';
import { recipeFromSettings } from './recipeFromSettings.js';
import { checkSize, imageShapeOf } from './pipelineFromSettings.js';
import { checkOutputFile, replaceFile } from './replaceFile.js';
import { splitForTraining } from './splitForTraining.js';

/** How many training rows the criterion sees at most. */
const SCORE_ROWS = 1000;
/** How many features the table names. */
const SHOWN = 20;

/**
 * `occam features`: trains a network on training rows and ranks the features by how much they matter to it; of images it draws a heat
 * map, also to the PNG file that `--out` names.
 */
export async function featuresCommand(context: CommandContext): Promise<void> {
  const { settings, json, out, force, typed, progress, signal } = context;
  const criterion = await criterionFromSettings(settings, 'inputs');
  if (out !== undefined) checkOutputFile('--out', out, '.png', force);
  const data = await loadData(settings, { onStatus: progress.status, signal });
  const shape = heatMapShape(data, settings);
  if (out !== undefined && shape === undefined) {
    throw new UsageError(
      '--out writes a heat map, and these rows are no images: say how large they are with --image-shape 28x28x1, or leave it out',
    );
  }
  const recipe = await recipeFromSettings(settings, data);
  const rows = splitForTraining(data, settings);
  const [training, test] = [data.select(rows.train), data.select(rows.test)];
  const validation = rows.validation.length > 0 ? data.select(rows.validation) : undefined;
  const backend = await prepareBackend(settings);
  const { seed = 0, engine } = settings;

  const onProgress = fitProgress(progress);
  const result = await train(recipe, training, { validation, seed, engine, signal, onProgress });
  try {
    const { data: predictions } = await result.predict(test.x);
    const metrics = metricsFromSettings(settings, data.task);
    const scored = Object.fromEntries(
      [...metrics].map(([metric, score]) => [metric, score(test.y.data, predictions)]),
    );
    const seen = Uint32Array.from({ length: Math.min(SCORE_ROWS, training.size) }, (_, row) => row);
    const x = result.preprocess.reduce(
      (values, step) => step.transform(values),
      takeRows(training.x, seen),
    );
    const relevance =
      criterion.needs === 'model'
        ? criterion.scoreInputs!(result.model)
        : criterion.needs === 'x'
          ? criterion.scoreInputs!(result.model, x)
          : criterion.scoreInputs!(result.model, x, takeRows(training.y, seen));
    signal.throwIfAborted();
    const names = namesOf(data, relevance.length, shape);
    const features = Array.from(relevance, (score, index) => ({
      feature: names[index]!,
      index,
      relevance: score,
    })).toSorted((a, b) => b.relevance - a.relevance || a.index - b.index);
    const isImage = shape !== undefined && relevance.length === sizeOf(shape);
    const map = isImage ? heatMapOf(relevance.map(Math.abs), shape) : undefined;
    if (out !== undefined && map) await replaceFile(out, pngHeatMap(map));
    progress.clear();
    const summary = inspectDataset(data);
    const { className } = criterion;
    if (json) {
      const about = { seed, backend, data: summary, recipe: result.recipe, out };
      printJson({ criterion: className, features, test: scored, imageShape: shape, ...about });
      return;
    }
    print(`${describeData(summary)}\n${describeRecipe(result.recipe)}`);
    const scores = Object.entries(scored).map(([name, score]) => `${name} ${formatScore(score)}`);
    print(`test rows: ${scores.join(', ')}\n`);
    print(relevanceTable(features, className));
    if (map) print(`\n${terminalHeatMap(map)}`);
    print(`\nbackend ${describeBackend(backend)}, seed ${seed}`);
    if (out !== undefined) print(`heat map: ${out}`);
    print(`repeat with: ${typed}`);
  } finally {
    result.dispose();
  }
}

function relevanceTable(
  features: readonly { readonly feature: string; readonly relevance: number }[],
  criterion: string,
): string {
  const total = features.reduce((sum, { relevance }) => sum + Math.abs(relevance), 0);
  const share = (relevance: number) =>
    `${((100 * Math.abs(relevance)) / (total || 1)).toFixed(1)} %`;
  const table = formatTable([
    ['feature', criterion, 'share'],
    ...features
      .slice(0, SHOWN)
      .map(({ feature, relevance }) => [feature, formatScore(relevance), share(relevance)]),
  ]);
  const more = features.length - SHOWN;
  return more > 0 ? `${table}\n… and ${more} more, which --json lists` : table;
}

/**
 * The height, width and channels of the rows where they are images: what the user or the data say, the shape that they have, or the square
 * of nameless pixels.
 */
function heatMapShape(data: Dataset, settings: Settings): readonly number[] | undefined {
  const shape = imageShapeOf(settings, data);
  if (shape !== undefined) {
    checkSize(shape, data);
    return shape;
  }
  const own = data.x.shape.slice(1);
  if (own.length === 2 || own.length === 3) return own;
  const [size = 0] = own;
  const side = Math.round(Math.sqrt(size));
  return own.length === 1 && data.featureNames === undefined && side >= 8 && side * side === size
    ? [side, side]
    : undefined;
}

/** The names of the features; of a preprocessing that makes others, their numbers. */
function namesOf(
  { featureNames, x }: Dataset,
  count: number,
  shape: readonly number[] | undefined,
): string[] {
  const isRaw = count === sizeOf(x.shape.slice(1));
  return Array.from({ length: count }, (_, i) => {
    if (!isRaw || (featureNames === undefined && shape === undefined)) return `feature ${i}`;
    if (shape === undefined) return featureNames![i]!;
    const [, width, channels = 1] = shape as [number, number, number?];
    const pixel = Math.floor(i / channels);
    const channel = channels > 1 ? `, channel ${i % channels}` : '';
    return `row ${Math.floor(pixel / width)}, column ${pixel % width}${channel}`;
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
