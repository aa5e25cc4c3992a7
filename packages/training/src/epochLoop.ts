import { createAveraging, type Averaging } from './averaging.js';
import type { Callback, Logs } from './callbacks.js';
import { DivergenceError } from './divergenceError.js';
import { createEarlyStopping } from './earlyStopping.js';
import type { Engine, Measured, Snapshot, TrainedBatch } from './engine.js';
import type { FitResult } from './fitOptions.js';
import type { FitSettings } from './fitSettings.js';
import { appendLogs, emptyHistory, type History } from './history.js';
import { nextMacrotask } from './pause.js';
import type { Rows } from './trainingData.js';
import { TrainingState } from './trainingState.js';
import type { BatchSupply, Variation } from './variation.js';

/** How many batches are trained before their losses are read and checked. */
const BATCHES_PER_READING = 50;
/** How many validation rows are measured at once. */
const EVALUATION_ROWS = 256;
/** How long the loop keeps the event loop waiting, in milliseconds. */
const MILLISECONDS_PER_BREATH = 50;

/**
 * Runs the epochs of a training on an engine, whichever it is: shuffling, schedules, logs, validation, callbacks, early
 * stopping, abortion. When it settles, the best weights are back if early stopping asked for them.
 *
 * Where the optimizer averages weights, the averages are what is validated, what early stopping keeps, and what is left at the
 * end; the steps and the callbacks work on the weights themselves.
 */
export async function runEpochs(
  engine: Engine,
  settings: FitSettings,
  training: Rows,
  validation: Rows | undefined,
  variation?: Variation,
): Promise<Omit<FitResult, 'engine' | 'engineReason'>> {
  const { epochs, earlyStopping, onProgress } = settings;
  const started = performance.now();
  const history = emptyHistory();
  const batches = Math.ceil(training.size / settings.batchSize);
  const state = new TrainingState(engine, settings, batches);
  const watch = createEarlyStopping(earlyStopping ?? watchOnly(validation ? 'val_loss' : 'loss'));
  const breathe = createBreath(settings.signal);
  let trainedEpoch = 0;
  const vary: Loop['vary'] =
    variation && ((batches) => variation.start(trainedEpoch, batches, breathe));
  const averaging = createAveraging(engine, settings, training.size, breathe, vary);
  const loop: Loop = { engine, settings, state, history, breathe, averaging, vary };
  let best: Snapshot | undefined;
  let averages: Snapshot | undefined;
  let stopReason: FitResult['stopReason'] = 'epochs';
  let logs: Logs = {};

  function restoreBest(): void {
    best?.restore();
    best?.dispose();
    best = undefined;
  }

  try {
    await call(loop, 'onTrainBegin', {});
    for (; state.epoch < epochs && state.stopMessage === undefined; state.epoch++) {
      await call(loop, 'onEpochBegin', {});
      if (state.stopMessage !== undefined) break;
      trainedEpoch = state.epoch;
      logs = await trainEpoch(loop, training);
      averaging?.afterEpoch(state.epoch);
      averages = await measureEpoch(loop, validation, logs);
      await call(loop, 'onEpochEnd', logs);
      appendLogs(history, logs);
      onProgress?.({ epoch: state.epoch, epochs, batch: batches, batches, logs: { ...logs } });

      state.see(logs);
      const { improved, stop } = watch.see(state.epoch, logs);
      if (improved && earlyStopping?.restoreBestWeights) {
        best?.dispose();
        best = averages ?? engine.snapshot();
      } else averages?.dispose();
      averages = undefined;
      if (state.stopMessage !== undefined) stopReason = 'callback';
      else if (stop !== undefined) {
        state.stop(stop);
        stopReason = 'earlyStopping';
      }
    }
    if (state.stopMessage !== undefined && stopReason === 'epochs') stopReason = 'callback';
    if (best) restoreBest();
    else (await averaging?.show(state.step))?.dispose();
    await call(loop, 'onTrainEnd', logs);
  } finally {
    averages?.dispose();
    restoreBest();
  }

  const { stopMessage } = state;
  return {
    history,
    epochs: history.loss.length,
    bestEpoch: watch.bestEpoch,
    stopReason,
    ...(stopMessage === undefined ? {} : { stopMessage }),
    seconds: (performance.now() - started) / 1000,
  };
}

/** What every part of the loop needs. */
interface Loop {
  readonly engine: Engine;
  readonly settings: FitSettings;
  readonly state: TrainingState;
  readonly history: History;
  readonly breathe: (onBreath?: () => void) => Promise<void>;
  readonly averaging: Averaging | undefined;
  /** Starts the variation of batches, as of the epoch trained last; undefined where rows are not varied. */
  readonly vary: ((batches: readonly Uint32Array[]) => Promise<BatchSupply>) | undefined;
}

async function trainEpoch(loop: Loop, training: Rows): Promise<Logs> {
  const { engine, settings, state, breathe, averaging, vary } = loop;
  const { batchSize, epochs, callbacks, rng, onProgress } = settings;
  const order = rng.fork(`shuffle/${state.epoch}`).permutation(training.size);
  const batches = Math.ceil(training.size / batchSize);
  const reading = callbacks.some((callback) => callback.onBatchEnd) ? 1 : BATCHES_PER_READING;
  const trained: TrainedBatch[] = [];
  const rowsOf = Array.from({ length: batches }, (_, i) =>
    order.subarray(i * batchSize, (i + 1) * batchSize),
  );
  const supply = await vary?.(rowsOf);
  let learningRate = state.learningRate;

  for (let batch = 1; batch <= batches && state.stopMessage === undefined; batch++) {
    const varied = supply && (await supply());
    learningRate = state.learningRate;
    averaging?.beforeStep();
    engine.trainBatch(rowsOf[batch - 1]!, state.step, learningRate, varied);
    averaging?.afterStep();
    if (batch % reading === 0 || batch === batches) {
      const read = await engine.takeTrained();
      trained.push(...read);
      for (const one of read) checkFinite(loop, one, learningRate);
      if (reading === 1) await call(loop, 'onBatchEnd', trainingLogs(read, training));
    }
    state.step++;
    await breathe(() => onProgress?.({ epoch: state.epoch, epochs, batch, batches }));
  }
  return { ...trainingLogs(trained, training), lr: learningRate };
}

function trainingLogs(batches: readonly TrainedBatch[], { task }: Rows): Logs {
  return {
    ...measuredLogs(batches, task),
    objective: meanOf(batches, 'objective'),
    penalty: meanOf(batches, 'penalty'),
  };
}

/**
 * Measures the validation rows. Where there are averages of weights, they are measured.
 *
 * @returns the averages, if early stopping may want them
 */
async function measureEpoch(
  loop: Loop,
  validation: Rows | undefined,
  logs: Logs,
): Promise<Snapshot | undefined> {
  const { engine, settings, state, averaging } = loop;
  const keeps = settings.earlyStopping?.restoreBestWeights === true;
  const before = validation || keeps ? await averaging?.show(state.step) : undefined;
  try {
    if (validation) Object.assign(logs, await evaluate(loop, validation));
    return before && keeps ? engine.snapshot() : undefined;
  } finally {
    before?.restore();
    before?.dispose();
  }
}

async function evaluate(loop: Loop, validation: Rows): Promise<Logs> {
  const measured: Measured[] = [];
  for (let start = 0; start < validation.size; start += EVALUATION_ROWS) {
    const size = Math.min(EVALUATION_ROWS, validation.size - start);
    const rows = Uint32Array.from({ length: size }, (_, i) => start + i);
    measured.push(await loop.engine.evaluateBatch(rows));
    await loop.breathe();
  }
  const { loss, acc } = measuredLogs(measured, validation.task);
  if (!Number.isFinite(loss)) throw divergence(loop, 'val_loss', loss!, loop.state.learningRate);
  return { val_loss: loss!, ...(acc === undefined ? {} : { val_acc: acc }) };
}

function measuredLogs(batches: readonly Measured[], task: Rows['task']): Logs {
  const loss = meanOf(batches, 'loss');
  if (task === 'regression') return { loss };
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  return { loss, acc: batches.reduce((sum, batch) => sum + batch.correct, 0) / rows };
}

/** The mean over all rows of what was measured batch by batch. */
function meanOf<T extends Measured>(batches: readonly T[], column: keyof T): number {
  let sum = 0;
  let rows = 0;
  for (const batch of batches) {
    sum += (batch[column] as number) * batch.rows;
    rows += batch.rows;
  }
  return sum / rows;
}

function checkFinite(loop: Loop, { loss, objective }: TrainedBatch, learningRate: number): void {
  if (!Number.isFinite(loss)) throw divergence(loop, 'loss', loss, learningRate);
  if (!Number.isFinite(objective)) throw divergence(loop, 'objective', objective, learningRate);
}

function divergence(
  { state, history }: Loop,
  column: string,
  value: number,
  learningRate: number,
): DivergenceError {
  const { epoch, epochs } = state;
  return new DivergenceError(column, value, { epoch, epochs, learningRate, history });
}

async function call({ settings, state }: Loop, point: keyof Callback, logs: Logs): Promise<void> {
  for (const callback of settings.callbacks) await callback[point]?.(logs, state);
}

/**
 * Creates the pause between two batches: it throws once the signal is aborted, and from time to time lets everything
 * else run that waits for the event loop.
 */
function createBreath(signal: AbortSignal | undefined): Loop['breathe'] {
  let last = performance.now();
  return async (onBreath) => {
    signal?.throwIfAborted();
    if (performance.now() - last < MILLISECONDS_PER_BREATH) return;
    onBreath?.();
    await nextMacrotask();
    last = performance.now();
    signal?.throwIfAborted();
  };
}

/** Follows the best epoch without ever stopping. */
function watchOnly(monitor: string): Parameters<typeof createEarlyStopping>[0] {
  return { monitor, minDelta: 0, patience: Infinity, mode: 'min', restoreBestWeights: false };
}
