import { inspectDataset, type Dataset } from '@occam/datasets';
import { train, type TrainResult } from '@occam/training';
import type { CommandContext } from './command.js';
import { describeData } from './describeData.js';
import { describeRecipe } from './describeRecipe.js';
import { fitProgress } from './fitProgress.js';
import { count, formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';
import { loadData } from './loadData.js';
import { metricsFromSettings } from './metricsFromSettings.js';
import { print, printJson } from './output.js';
import { describeBackend, prepareBackend } from './prepareBackend.js';
import { recipeFromSettings } from './recipeFromSettings.js';
import { saveModel } from './saveModel.js';
import { splitForTraining } from './splitForTraining.js';
import { checkOutputFolder } from './writeFolder.js';

/** `occam train`: trains one network, scores it on rows held out, and saves it where `--out` says. */
export async function trainCommand(context: CommandContext): Promise<void> {
  const { settings, json, out, force, typed, progress, signal } = context;
  if (out !== undefined) await checkOutputFolder(out, force, 'model');
  const data = await loadData(settings, { onStatus: progress.status, signal });
  const metrics = metricsFromSettings(settings, data.task);
  const recipe = await recipeFromSettings(settings, data);
  const rows = splitForTraining(data, settings);
  const parts = Object.entries(rows)
    .filter(([, indices]) => indices.length > 0)
    .map(([name, indices]) => [name, data.select(indices)] as [string, Dataset]);
  const { train: trainRows, validation } = Object.fromEntries(parts);
  const backend = await prepareBackend(settings);
  const { seed = 0, engine } = settings;

  const result = await train(recipe, trainRows!, {
    validation,
    seed,
    engine,
    signal,
    onProgress: fitProgress(progress),
  });
  try {
    const scores: Record<string, Record<string, number>> = {};
    for (const [name, part] of parts) {
      const { data: predictions } = await result.predict(part.x);
      scores[name] = Object.fromEntries(
        [...metrics].map(([metric, score]) => [metric, score(part.y.data, predictions)]),
      );
    }
    signal.throwIfAborted();
    progress.line(`trained ${count(result.epochs, 'epoch')} in ${result.seconds.toFixed(1)} s`);
    if (out !== undefined)
      await saveModel(out, result.model, fittedRecipe(data, result, context), signal);

    const summary = inspectDataset(data);
    const sizes = Object.fromEntries(parts.map(([name, part]) => [name, part.size]));
    const { history, epochs, bestEpoch, stopReason, stopMessage, seconds, engineReason } = result;
    if (json) {
      printJson({
        scores,
        sizes,
        history,
        epochs,
        bestEpoch,
        stopReason,
        stopMessage,
        seconds,
        engine: result.engine,
        engineReason,
        backend,
        seed,
        data: summary,
        recipe: result.recipe,
        out,
      });
      return;
    }
    print(`${describeData(summary)}\n${describeRecipe(result.recipe)}\n`);
    print(
      formatTable([
        ['', 'rows', ...metrics.keys()],
        ...parts.map(([name, part]) => [
          name,
          String(part.size),
          ...[...metrics.keys()].map((metric) => formatScore(scores[name]![metric]!)),
        ]),
      ]),
    );
    print(`\n${count(epochs, 'epoch')}${stopMessage === undefined ? '' : `: ${stopMessage}`}`);
    print(
      `engine ${result.engine} (${engineReason}), backend ${describeBackend(backend)}, seed ${seed}`,
    );
    if (out !== undefined) print(`saved to ${out}: model.json, weights.bin, recipe.json`);
    print(`repeat with: ${typed}`);
  } finally {
    result.dispose();
  }
}

/** What `recipe.json` holds beside a saved network: all that is needed to use it and to train it again. */
function fittedRecipe(data: Dataset, result: TrainResult, { settings }: CommandContext): object {
  const { task, classNames, featureNames, x } = data;
  return {
    recipe: result.recipe,
    preprocess: result.preprocess.map((step) => step.toJSON()),
    task,
    inputShape: x.shape.slice(1),
    classNames,
    featureNames,
    seed: settings.seed ?? 0,
  };
}
