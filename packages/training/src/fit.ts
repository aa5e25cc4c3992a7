import type * as tf from '@tensorflow/tfjs';
import { checkHints, checkModel, checkRows } from './checkModel.js';
import { createEngine } from './createEngine.js';
import { missingColumn } from './earlyStopping.js';
import { runEpochs } from './epochLoop.js';
import type { FitOptions, FitResult, TrainingData } from './fitOptions.js';
import { resolveFitOptions, type FitSettings } from './fitSettings.js';
import type { LossName } from './losses.js';
import { lossForTask } from './objective.js';
import { rememberLoss } from './predict.js';
import { resolvePlateau } from './reduceOnPlateau.js';
import { resampleRows } from './resampleRows.js';
import { rowWeights } from './rowWeights.js';
import { optionsOf } from './schedules.js';
import { outputUnits } from './tfjsEngine.js';
import { readTrainingData, type Rows } from './trainingData.js';
import { createVariation, type Variation } from './variation.js';

const inTraining = new WeakSet<tf.LayersModel>();

/**
 * Trains a model that the user built, in place: any model with one input and one output, on any backend; on the fused
 * engine where the WASM backend is accelerated and every part of the model can be lowered, else on the one of tfjs. Unlike `model.fit` of tfjs it needs no `compile`, the same seed gives the same bits, `loss` and `val_loss` are the
 * same formula, best weights come back however training ends, and no tensor is left behind.
 *
 * Each epoch shuffles the rows by `rng.fork('shuffle/<epoch>')`, trains on batches of `batchSize` (the last one may be
 * smaller), measures the validation rows, and calls back.
 *
 * A last layer with softmax (crossEntropy) or sigmoid (binaryCrossEntropy) is trained on its logits; a linear last layer
 * returns logits by itself.
 *
 * @param model changed in place; it need not be compiled
 * @param data the rows to train on
 * @returns once training came to its end
 * @throws TypeError or RangeError, before any work, if options or data are wrong; {@link DivergenceError} if the loss is no
 * longer finite; `signal.reason` if aborted; whatever a callback throws
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { fit } from '@occam/training';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * const x = tf.linspace(-1, 1, 64).reshape([64, 1]);
 * const y = x.mul(3).add(1);
 * const { history } = await fit(model, { x, y, task: 'regression' }, { epochs: 50, optimizer: { name: 'sgd', learningRate: 0.1 } });
 * console.log(history.loss.at(-1));
 * ```
 */
export async function fit(
  model: tf.LayersModel,
  data: TrainingData,
  options: FitOptions = {},
): Promise<FitResult> {
  const settings = resolveFitOptions(options);
  checkModel(model);
  const given = await readTrainingData('the training data', data);
  const validation =
    options.validation && (await readTrainingData('the validation data', options.validation));
  const loss = lossForTask(settings.objective, given.task);
  checkHints(model, given, settings.objective.terms.length);
  checkRows(model, 'the training data', given, loss);
  if (validation) checkValidation(model, given, validation, loss);
  checkMonitors(settings, given, validation);
  if (model.trainableWeights.length === 0)
    throw new RangeError('the model has no trainable weights');
  const classes = Math.max(outputUnits(model), 2);
  const weightsOfGiven = rowWeights(given, options, classes);
  settings.signal?.throwIfAborted();
  if (inTraining.has(model)) {
    throw new Error('the model is in training already: wait for the first fit to end');
  }

  inTraining.add(model);
  let variation: Variation | undefined;
  try {
    rememberLoss(model, loss);
    const { optimizer, objective, rng, seed, augmenters, augmentWorkers: workers } = settings;
    const check = (rows: Rows) => checkRows(model, 'the varied rows', rows, loss);
    const classCount = given.task === 'classification' ? classes : 0;
    const training = await resampleRows(given, { ...options, augmenters, classCount, seed, check });
    const weights = training === given ? weightsOfGiven : rowWeights(training, options, classes);
    if (augmenters.length > 0) {
      const of = { augmenters, training, classCount, weights, seed, workers, check };
      variation = await createVariation(of);
    }
    const { engine, name, reason } = createEngine(settings.engine, {
      model,
      training,
      validation,
      weights: weights?.all,
      varies: variation !== undefined,
      objective,
      loss,
      optimizer,
      rng,
    });
    try {
      const run = await runEpochs(engine, settings, training, validation, variation);
      return { ...run, engine: name, engineReason: reason };
    } finally {
      engine.dispose();
    }
  } finally {
    variation?.dispose();
    inTraining.delete(model);
  }
}

function checkValidation(
  model: tf.LayersModel,
  training: Rows,
  validation: Rows,
  loss: LossName,
): void {
  if (validation.task !== training.task) {
    throw new RangeError(
      `the validation data are for ${validation.task}, but the training data for ${training.task}`,
    );
  }
  checkRows(model, 'the validation data', validation, loss);
}

/** Columns that callbacks add in `onEpochEnd` are not known before the first epoch has ended. */
function checkMonitors(
  { earlyStopping, schedule, callbacks }: FitSettings,
  { task }: Rows,
  validation: Rows | undefined,
): void {
  if (callbacks.some((callback) => callback.onEpochEnd)) return;
  const measured = task === 'classification' ? ['loss', 'acc'] : ['loss'];
  const columns = [
    ...measured,
    ...(validation ? measured.map((column) => `val_${column}`) : []),
    'objective',
    'penalty',
    'lr',
  ];
  const { monitor } = earlyStopping ?? {};
  if (monitor !== undefined && !columns.includes(monitor)) throw missingColumn(monitor, columns);
  if (typeof schedule === 'object' && schedule.name === 'reduceOnPlateau') {
    const { monitor: watched } = resolvePlateau(optionsOf(schedule));
    if (!columns.includes(watched)) throw missingColumn(watched, columns, 'reduceOnPlateau');
  }
}
