import { createRng, takeRows, type NdArray } from '@occam/core';
import { createDataset, type Dataset } from '@occam/datasets';
import { accuracy, logLoss, mse } from '@occam/evaluation';
import {
  buildModel,
  fit,
  predict,
  type Callback,
  type FitOptions,
  type FitResult,
  type LossName,
} from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import type { Criterion } from '../criterion.js';
import { keepMasked } from '../masks/keepMasked.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { removeInputs, removeUnits } from '../shrink/removeUnits.js';
import { countNonzero } from '../reports/networkCosts.js';
import { chooseStaying, firstRemoving, type LayerScores } from './choose.js';
import { layersToPrune } from './layersToPrune.js';
import { unitGroups } from './unitGroups.js';
import type { Start } from './start.js';
import type { PruneSettings, PruningRound } from './pruneOptions.js';

/** The network that is being pruned, with its data. */
export class Candidate {
  /** The network as it is. */
  model: tf.LayersModel;
  /** The network that fine-tuning starts from; undefined: from the weights as they are. */
  origin: tf.LayersModel | undefined;
  /** The features that are left, by index before pruning. */
  inputs: Uint32Array;
  readonly #settings: PruneSettings;
  readonly #layers: readonly string[];
  /** The same, those together that lose the same units. */
  readonly #groups: readonly (readonly string[])[];
  /** How many units or weights each layer had. */
  readonly #totals: ReadonlyMap<string, number>;
  readonly #data: { readonly training: Dataset; readonly validation: Dataset };

  /**
   * Takes a network over.
   *
   * @throws RangeError if a layer that is named does not exist, or the network has none to prune
   */
  constructor(
    settings: PruneSettings,
    start: Start,
    data: { readonly training: Dataset; readonly validation: Dataset },
  ) {
    this.#settings = settings;
    this.#data = data;
    this.model = start.model;
    this.origin = start.origin;
    const features = data.training.x.shape.slice(1).reduce((product, n) => product * n, 1);
    this.inputs = start.inputs ?? Uint32Array.from({ length: features }, (_, i) => i);
    try {
      this.#layers = layersToPrune(settings, this.model);
      const groups = settings.target === 'units' ? unitGroups(this.model) : [];
      this.#groups = groups.filter(([name]) => this.#layers.includes(name!));
      this.#totals = this.#countAll(features, start);
    } catch (error) {
      this.dispose();
      start.best?.dispose();
      throw error;
    }
  }

  /** Counts what is left. */
  counts(): Pick<PruningRound, 'remaining' | 'total' | 'layers'> {
    const layers = Object.fromEntries(
      [...this.#totals].map(([layer, total]) => [layer, { remaining: this.#count(layer), total }]),
    );
    const sum = (of: 'remaining' | 'total') =>
      Object.values(layers).reduce((n, counts) => n + counts[of], 0);
    return { remaining: sum('remaining'), total: sum('total'), layers };
  }

  /** Measures the network on the validation rows. */
  async measure(): Promise<Pick<PruningRound, 'error' | 'loss'>> {
    const { y, task, x } = this.#selected(this.#data.validation);
    const predictions = await predict(this.model, x, { loss: this.#loss() });
    if (task === 'regression') {
      const error = mse(y.data, predictions.data);
      return { error, loss: error };
    }
    return {
      error: 1 - accuracy(y.data, predictions.data),
      loss: logLoss(y.data, predictions.data),
    };
  }

  /**
   * Takes out what scores least. Where rounding leaves all as it is, the schedule's next share counts.
   *
   * @param round which round it is, from 1
   * @returns whether anything was taken out
   */
  pruneAt(round: number): boolean {
    const { target, scope, schedule } = this.#settings;
    const scores = this.#scores();
    const at = firstRemoving(scores, schedule, round, scope);
    if (at === undefined) return false;
    const staying = chooseStaying(scores, schedule.stays(at), scope);
    if (target === 'weights') {
      this.#restart(round);
      keepMasked(this.model, new Map(staying.map((stays, l) => [scores[l]!.layer, stays])));
    } else {
      const indices = staying.map((stays) =>
        Array.from(stays.keys()).filter((i) => stays[i] === 0),
      );
      this.#replace((model) =>
        target === 'inputs'
          ? removeInputs(model, indices[0]!)
          : removeUnits(
              model,
              new Map(
                this.#groups.flatMap((group, g) =>
                  group.map((name) => [name, indices[g]!] as const),
                ),
              ),
            ),
      );
      if (target === 'inputs') this.inputs = this.inputs.filter((_, i) => staying[0]![i] === 1);
      this.#restart(round);
    }
    return true;
  }

  /** Trains what is left. */
  async fineTune(round: number): Promise<FitResult> {
    const { recipe, fineTune, seed, engine, signal, onProgress, criterion } = this.#settings;
    const options: FitOptions = {
      ...(recipe
        ? {
            ...recipe.fit,
            objective: recipe.objective,
            optimizer: recipe.optimizer,
            ...(recipe.augment.length > 0 && { augment: recipe.augment }),
          }
        : { epochs: 5, loss: this.#loss() }),
      engine,
      ...fineTune,
      callbacks: [
        ...(fineTune.callbacks ?? []),
        ...(watches(criterion) ? [criterion.watch(this.model)] : []),
      ],
      validation: this.#selected(this.#data.validation),
      seed: createRng(seed)
        .fork(`round/${round}`)
        .int(2 ** 31),
      signal,
      onProgress: ({ epoch, epochs, logs }) =>
        logs && onProgress?.({ type: 'epoch', round, epoch, epochs, logs }),
    };
    return fit(this.model, this.#selected(this.#data.training), options);
  }

  /** Frees the networks. */
  dispose(): void {
    this.model.dispose();
    this.origin?.dispose();
  }

  /** What the outputs of a network that was given mean; a recipe's network knows by itself. */
  #loss(): LossName | undefined {
    const { recipe, fineTune, data } = this.#settings;
    if (recipe || data.task === 'regression') return undefined;
    const loss = fineTune.loss ?? fineTune.objective?.loss ?? 'auto';
    if (loss !== 'auto') return loss;
    return this.model.outputs[0]!.shape.at(-1) === 1 ? 'binaryCrossEntropy' : 'crossEntropy';
  }

  /** The weights go back to where fine-tuning starts, or to others drawn anew, of no meaning to what was pruned. */
  #restart(round: number): void {
    const { recipe, rewind, seed } = this.#settings;
    if (rewind === 'random') {
      const topology = { className: this.model.getClassName(), config: this.model.getConfig() };
      const others = createRng(seed).fork(`random/${round}`);
      const fresh = buildModel(
        { ...recipe!, model: { topology } },
        this.#data.training,
        others.int(2 ** 31),
      );
      this.model.setWeights(fresh.getWeights());
      fresh.dispose();
    } else if (this.origin) this.model.setWeights(this.origin.getWeights());
  }

  #replace(change: (model: tf.LayersModel) => tf.LayersModel): void {
    const smaller = change(this.model);
    this.model.dispose();
    this.model = smaller;
    if (!this.origin) return;
    const origin = change(this.origin);
    this.origin.dispose();
    this.origin = origin;
  }

  #scores(): LayerScores[] {
    const { criterion, target, atLeast, scope } = this.#settings;
    const { x, y } = this.#scoringRows();
    const numbers = (layer: string) => {
      const total = this.#totals.get(layer)!;
      const share = typeof atLeast === 'number' ? atLeast : (atLeast[layer] ?? 0);
      return { total, atLeast: Math.max(1, Math.ceil(share * total)) };
    };
    const data: [NdArray?, NdArray?] =
      criterion.needs === 'model' ? [] : criterion.needs === 'x' ? [x] : [x, y];
    if (target === 'inputs') {
      const scores = criterion.scoreInputs!(this.model, ...data);
      checkScores(criterion, 'the inputs', scores, this.inputs.length);
      const left = new Uint8Array(scores.length).fill(1);
      return [{ layer: '', scores, left, ...numbers('') }];
    }
    if (target === 'units') {
      // Layers that a skip connection adds up lose the same units: those with the smallest sum of scores.
      return this.#groups.map((group) => {
        const each = group.map((layer) => {
          const scores = criterion.scoreUnits!(this.model, layer, ...data);
          checkScores(criterion, `the units of '${layer}'`, scores, this.#count(layer));
          return scope === 'global' || group.length > 1 ? normalized(scores) : scores;
        });
        const scores = each[0]!.map((_, unit) => each.reduce((sum, one) => sum + one[unit]!, 0));
        const { total } = numbers(group[0]!);
        const atLeast = Math.max(...group.map((layer) => numbers(layer).atLeast));
        const left = new Uint8Array(scores.length).fill(1);
        return { layer: group.join(' + '), scores, left, total, atLeast };
      });
    }
    return this.#layers.map((layer) => {
      const { data: scores } = criterion.scoreWeights!(this.model, layer, ...data);
      const kernel = kernelLayerOf('prune', this.model, layer).kernel.read().dataSync();
      checkScores(criterion, `the weights of '${layer}'`, scores, kernel.length);
      const left = Uint8Array.from(kernel, (w) => (w === 0 ? 0 : 1));
      return { layer, scores: scores as Float32Array, left, ...numbers(layer) };
    });
  }

  /** Training rows for the criterion. */
  #scoringRows(): { x: NdArray; y: NdArray } {
    const { scoreRows, seed } = this.#settings;
    const { x, y, size } = this.#selected(this.#data.training);
    if (size <= scoreRows) return { x, y };
    const rows = createRng(seed).fork('score').permutation(size).subarray(0, scoreRows);
    return { x: takeRows(x, rows), y: takeRows(y, rows) };
  }

  /** Rows with the features that are left. */
  #selected(data: Dataset): Dataset {
    const width = data.x.shape.slice(1).reduce((product, n) => product * n, 1);
    if (this.inputs.length === width) return data;
    const { x, y, task, classNames, size } = data;
    const columns = this.inputs.length;
    const values = new Float32Array(size * columns);
    for (let row = 0; row < size; row++) {
      for (let c = 0; c < columns; c++) {
        values[row * columns + c] = x.data[row * width + this.inputs[c]!]!;
      }
    }
    return createDataset({ x: { data: values, shape: [size, columns] }, y, task, classNames });
  }

  #countAll(features: number, { before, model }: Start): Map<string, number> {
    const { target } = this.#settings;
    // A run that goes on counts from where it began.
    const whole = before ?? model;
    if (target === 'inputs') return new Map([['', features]]);
    return new Map(
      this.#layers.map((name) => {
        const layer = kernelLayerOf('prune', whole, name);
        return [name, target === 'units' ? unitCount(layer) : layer.kernel.read().size];
      }),
    );
  }

  #count(layerName: string): number {
    const { target } = this.#settings;
    if (target === 'inputs') return this.inputs.length;
    const layer = kernelLayerOf('prune', this.model, layerName);
    if (target === 'units') return unitCount(layer);
    return countNonzero(layer.kernel.read().dataSync());
  }
}

function checkScores(
  { className }: Criterion,
  what: string,
  scores: NdArray['data'],
  count: number,
): void {
  if (scores.length !== count) {
    throw new RangeError(
      `the criterion ${className} must give ${count} scores for ${what}, not ${scores.length}`,
    );
  }
  const place = scores.findIndex((score) => Number.isNaN(score));
  if (place >= 0) {
    throw new RangeError(
      `the criterion ${className} gives NaN at ${place} of ${what}: it must give numbers, of finite weights and rows`,
    );
  }
}

/** Scores divided by their Euclidean norm, so that layers can be compared. */
function normalized(scores: Float32Array): Float32Array {
  const norm = Math.sqrt(scores.reduce((sum, s) => sum + s * s, 0));
  return norm > 0 ? scores.map((s) => s / norm) : scores;
}

/** Whether a criterion goes by what it sees of training, as movement does. */
export function watches(criterion: Criterion): criterion is Watching {
  return 'watch' in criterion;
}

interface Watching extends Criterion {
  watch(model: tf.LayersModel): Callback;
}
