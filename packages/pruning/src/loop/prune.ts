import { lookupClass, type NdArray } from '@occam/core';
import { createDataset, type Dataset } from '@occam/datasets';
import { trainTestSplit } from '@occam/split';
import {
  buildModel,
  train,
  type ClassConfig,
  type Preprocessor,
  type PreprocessorClass,
} from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { measureLatency } from '../reports/measureLatency.js';
import { networkCosts } from '../reports/networkCosts.js';
import { registerLayers } from '../registerLayers.js';
import { copyModel } from '../shrink/copyModel.js';
import { Candidate, watches } from './candidate.js';
import { layersToPrune } from './layersToPrune.js';
import { loadState, saveState, type ModelState } from './modelState.js';
import type { Start } from './start.js';
import {
  readPruneOptions,
  type PruneOptions,
  type PruneResult,
  type PruneSettings,
  type PruningRound,
} from './pruneOptions.js';

/**
 * Prunes a network round by round, by the lecture's algorithm:
 *
 *     train the network                                                  (round 0)
 *     while the validation error keeps falling, or stays within until.error:
 *       score what is left by the criterion, on training rows
 *       take out what scores least, as much as the step says
 *       fine-tune what is left, from the weights that it has or had before (rewind)
 *       keep it if it is the best network seen
 *
 * Weights are set to 0 and kept there; units and inputs are taken out of the arrays at once. Validation rows decide when it ends and which network is
 * the best; so its error on them is a little too good to be reported: have test rows for that, which pruning never sees.
 *
 * @returns the best network with the course of it all; its `dispose` frees the networks
 * @throws TypeError or RangeError if an option is wrong, before any work; whatever training throws; `signal.reason` when it is aborted
 *
 * @example
 * ```ts
 * import { digits } from '@occam/datasets';
 * import { magnitude, prune } from '@occam/pruning';
 * import { createRecipe, mlp } from '@occam/training';
 *
 * const { best, rounds, dispose } = await prune({
 *   recipe: createRecipe({ model: mlp({ hidden: [16] }), fit: { epochs: 3 } }),
 *   data: digits(200),
 *   criterion: magnitude(),
 *   target: 'weights',
 *   step: 0.5,
 *   until: { rounds: 2 },
 * });
 * console.log(rounds.map(({ remaining }) => remaining), best.error);
 * dispose();
 * ```
 *
 * Sources: the lecture; Han, Pool, Tran, Dally (2015); Frankle and Carbin (2019), "The lottery ticket hypothesis", for rewinding.
 */
export async function prune(options: PruneOptions): Promise<PruneResult> {
  const settings = readPruneOptions(options);
  const owned: { dispose(): unknown }[] = [];
  try {
    return await run(settings, owned);
  } finally {
    for (const one of owned) one.dispose();
  }
}

/** What is kept between rounds, and in the store. */
interface State {
  /** A description of the run, so that another run's state is not taken for this one's. */
  readonly run: string;
  readonly rounds: PruningRound[];
  /** The index of the best round in `rounds`. */
  best: number;
  /** The rounds since the lowest error, for `patience`. */
  waited: number;
  /** The fitted preprocessing. */
  readonly preprocess: readonly ClassConfig[];
  readonly before: ModelState;
  readonly current: ModelState;
  readonly origin: ModelState | undefined;
  readonly kept: ModelState;
  readonly inputs: number[];
  readonly bestInputs: number[];
}

async function run(settings: PruneSettings, owned: { dispose(): unknown }[]): Promise<PruneResult> {
  const { schedule, until, onProgress, store, signal } = settings;
  const { training, validation } = divide(settings);
  const description = describeRun(settings, training);
  if (store && watches(settings.criterion)) {
    throw new RangeError(
      `${settings.criterion.className} goes by what it has seen of training, which no store keeps: leave store out`,
    );
  }
  const found = await store?.load();
  const restored = found === undefined ? undefined : readState(found, description);

  if (!restored) checkNames(settings, training);
  const start = restored ? restore(restored) : await begin(settings, training, validation);
  const { preprocess } = start;
  const candidate = new Candidate(settings, start, {
    training: applied(training, preprocess),
    validation: applied(validation, preprocess),
  });
  owned.push(candidate);
  let best = {
    model: start.best ?? copyModel(candidate.model),
    inputs: start.bestInputs ?? candidate.inputs,
  };
  const before = start.before ?? copyModel(candidate.model);
  const dispose = () => {
    best.model.dispose();
    before.dispose();
  };
  const keeper = { dispose };
  owned.push(keeper);
  const rounds: PruningRound[] = [...(restored?.rounds ?? [])];
  let bestRound = restored?.best ?? 0;
  let waited = restored?.waited ?? 0;

  const finish = async (epochs: number, seconds: number): Promise<void> => {
    const result: PruningRound = {
      round: rounds.length,
      ...candidate.counts(),
      ...costsOf(candidate.model),
      ...(await candidate.measure()),
      epochs,
      seconds,
    };
    const isBest = rounds.length === 0 || isBetter(result, rounds[bestRound]!, until.error);
    waited = rounds.length === 0 || result.error <= rounds[bestRound]!.error ? 0 : waited + 1;
    rounds.push(result);
    if (isBest) {
      bestRound = rounds.length - 1;
      if (rounds.length > 1) {
        best.model.dispose();
        best = { model: copyModel(candidate.model), inputs: candidate.inputs };
      }
    }
    await store?.save(
      JSON.stringify({
        run: description,
        rounds,
        best: bestRound,
        waited,
        preprocess: preprocess.map((step) => step.toJSON()),
        before: saveState(before),
        current: saveState(candidate.model),
        origin: candidate.origin && saveState(candidate.origin),
        kept: saveState(best.model),
        inputs: [...candidate.inputs],
        bestInputs: [...best.inputs],
      } satisfies State),
    );
    onProgress?.({ type: 'round', result, best: isBest });
  };

  if (restored) {
    rounds.forEach((result, i) => onProgress?.({ type: 'round', result, best: i === bestRound }));
  } else {
    // What movement sees is training on from here, also before the first round.
    const more = watches(settings.criterion) ? (await candidate.fineTune(0)).epochs : 0;
    await finish(start.epochs + more, start.seconds);
  }
  let stopReason = await reasonToStop(settings, rounds, waited, candidate.model);
  while (stopReason === undefined) {
    signal?.throwIfAborted();
    const started = performance.now();
    const round = rounds.length;
    if (!candidate.pruneAt(round)) {
      // A plan may have come to its end in fewer rounds, where rounding made some of them empty.
      stopReason = Number.isFinite(schedule.rounds) && round > 1 ? 'rounds' : 'nothingLeft';
      break;
    }
    const { epochs } = await candidate.fineTune(round);
    await finish(epochs, (performance.now() - started) / 1000);
    stopReason = await reasonToStop(settings, rounds, waited, candidate.model);
  }
  owned.splice(owned.indexOf(keeper), 1);
  const { model, inputs } = best;
  return {
    model,
    before,
    best: rounds[bestRound]!,
    rounds,
    stopReason,
    inputs: Uint32Array.from(inputs),
    preprocess,
    dispose,
  };
}

/** Checks the layers before a recipe is trained, where its network can be made without preprocessing. */
function checkNames(settings: PruneSettings, training: Dataset): void {
  const { recipe, layers, atLeast, seed, target } = settings;
  const named = target === 'units' || layers !== undefined || typeof atLeast === 'object';
  if (!recipe || !named || recipe.preprocess.length > 0) return;
  const draft = buildModel(recipe, training, seed);
  try {
    layersToPrune(settings, draft);
  } finally {
    draft.dispose();
  }
}

async function begin(
  settings: PruneSettings,
  training: Dataset,
  validation: Dataset,
): Promise<Start> {
  const { recipe, model, rewind, seed, engine, signal, onProgress } = settings;
  if (model) {
    return { model: copyModel(model), origin: undefined, preprocess: [], epochs: 0, seconds: 0 };
  }
  let noted: readonly NdArray[] | undefined;
  const epoch = typeof rewind === 'object' ? rewind.epoch : 0;
  const result = await train(recipe!, training, {
    validation,
    seed,
    engine,
    signal,
    callbacks: [
      {
        onTrainBegin: async (_, control) => void (noted = await control.getWeights()),
        onEpochEnd: async (_, control) => {
          if (control.epoch === epoch - 1) noted = await control.getWeights();
        },
      },
    ],
    onProgress: ({ epoch: at, epochs, logs }) =>
      logs && onProgress?.({ type: 'epoch', round: 0, epoch: at, epochs, logs }),
  });
  try {
    if (epoch > result.epochs) {
      throw new RangeError(
        `rewind.epoch is ${epoch}, but training ended after ${result.epochs} epochs`,
      );
    }
    const origin =
      rewind === 'none' || rewind === 'random'
        ? undefined
        : originOf(settings, applied(training, result.preprocess), noted!);
    return { ...result, origin };
  } catch (error) {
    result.dispose();
    throw error;
  }
}

/** The run as it was after its last finished round. */
function restore({ before, current, origin, kept, inputs, bestInputs, preprocess }: State): Start {
  registerLayers();
  return {
    before: loadState(before),
    model: loadState(current),
    origin: origin && loadState(origin),
    best: loadState(kept),
    inputs: Uint32Array.from(inputs),
    bestInputs: Uint32Array.from(bestInputs),
    preprocess: preprocess.map(({ className, config }) => {
      const step = lookupClass('preprocess', className) as PreprocessorClass;
      return new step(config as never);
    }),
    epochs: 0,
    seconds: 0,
  };
}

/** The network that each round starts from again. */
function originOf(
  { recipe, seed }: PruneSettings,
  training: Dataset,
  noted: readonly NdArray[],
): tf.LayersModel {
  const origin = buildModel(recipe!, training, seed);
  setWeights(origin, noted);
  return origin;
}

function setWeights(model: tf.LayersModel, weights: readonly NdArray[]): void {
  tf.tidy(() =>
    model.setWeights(weights.map(({ data, shape }) => tf.tensor(data, shape as number[]))),
  );
}

/** The rows to train on and those to validate on. */
function divide({ data, validation, seed }: PruneSettings): {
  training: Dataset;
  validation: Dataset;
} {
  if (typeof validation !== 'number') return { training: data, validation };
  const { train: rows, test } = trainTestSplit(data.size, {
    testSize: validation,
    seed,
    ...(data.times !== undefined
      ? { times: data.times, seed: undefined }
      : data.groups !== undefined
        ? { groups: data.groups }
        : data.task === 'classification' && { stratify: data.y.data as Int32Array }),
  });
  return { training: data.select(rows), validation: data.select(test) };
}

/** Rows as the network takes them. */
function applied(data: Dataset, preprocess: readonly Preprocessor[]): Dataset {
  const { y, task, classNames } = data;
  const x = preprocess.reduce((rows, step) => step.transform(rows), data.x);
  return createDataset({ x, y, task, classNames });
}

function costsOf(model: tf.LayersModel): Pick<PruningRound, 'parameters' | 'multiplications'> {
  const { nonzero, nonzeroMultiplications } = networkCosts(model);
  return { parameters: nonzero, multiplications: nonzeroMultiplications };
}

function isBetter(result: PruningRound, best: PruningRound, allowed: number | undefined): boolean {
  if (allowed !== undefined) return result.error <= allowed || result.error < best.error;
  return result.error <= best.error;
}

async function reasonToStop(
  { until, step, schedule }: PruneSettings,
  rounds: readonly PruningRound[],
  waited: number,
  model: tf.LayersModel,
): Promise<PruneResult['stopReason'] | undefined> {
  const last = rounds.at(-1)!;
  const done = rounds.length - 1;
  const planned = typeof step === 'object';
  if (until.error !== undefined && done > 0 && last.error > until.error) return 'error';
  if (until.error === undefined && !planned && waited >= (until.patience ?? 1)) return 'error';
  if (until.parameters !== undefined && last.parameters <= until.parameters) return 'parameters';
  if (until.multiplications !== undefined && last.multiplications <= until.multiplications) {
    return 'multiplications';
  }
  if (until.latency !== undefined) {
    const { median } = await measureLatency(model);
    if (median <= until.latency) return 'latency';
  }
  return done >= Math.min(until.rounds ?? Infinity, schedule.rounds) ? 'rounds' : undefined;
}

/** What must be the same for a run to go on: all but ends at which nothing is decided, so that a finished run can go further. */
function describeRun(settings: PruneSettings, training: Dataset): string {
  const { recipe, model, criterion, target, step, until, layers, scope, atLeast } = settings;
  const { fineTune, rewind, scoreRows, seed, validation, engine } = settings;
  const { patience, error } = until;
  return JSON.stringify({
    recipe,
    model: model && saveState(model),
    criterion: { className: criterion.className, config: criterion.getConfig() },
    target,
    step,
    patience,
    error,
    layers,
    scope,
    atLeast,
    rewind,
    scoreRows,
    seed,
    engine,
    fineTune: { ...fineTune, callbacks: fineTune.callbacks?.length },
    validation: typeof validation === 'number' ? validation : describeRows(validation),
    data: describeRows(training),
  });
}

function describeRows({ x, y }: Dataset): number[] {
  let sum = 0;
  for (let i = 0; i < x.data.length; i++) sum = (Math.imul(sum, 31) + x.data[i]! * 1000) | 0;
  for (let i = 0; i < y.data.length; i++) sum = (Math.imul(sum, 31) + y.data[i]! * 1000) | 0;
  return [...x.shape, sum];
}

function readState(text: string, run: string): State {
  let state: State;
  try {
    state = JSON.parse(text) as State;
  } catch (cause) {
    throw new RangeError('the stored state of the pruning is no JSON: take another store', {
      cause,
    });
  }
  if (state.run !== run) {
    throw new RangeError(
      'the stored state is that of another pruning (other data, recipe or options): take another store, or the same options',
    );
  }
  return state;
}
