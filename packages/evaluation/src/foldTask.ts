import { createDataset, type Dataset, type Task } from '@occam/datasets';
import { defineTask, type SharedBuffer, type TaskContext } from '@occam/execution';
import {
  fit,
  predict,
  train,
  type FitResult,
  type Recipe,
  type TrainOptions,
} from '@occam/training';
import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { FoldResult } from './foldResult.js';
import { resolveMetrics, type Metric, type MetricFunction } from './metrics/metric.js';

/** One fold to train and score. Plain JSON with a recipe and metrics by name; the data are shared buffers. */
export interface FoldInput {
  /** The index of the fold, from 0. */
  readonly index: number;
  /** What to train; or `model`. */
  readonly recipe: Recipe | undefined;
  /** Builds what to train, where the fold runs in this process. */
  readonly model: ((seed: number) => tf.LayersModel) | undefined;
  /** Decides the initial weights, the shuffling and the masks. */
  readonly seed: number;
  /** What of the fit options wins over the recipe. */
  readonly fit: TrainOptions;
  /** The metrics to score with. */
  readonly metrics: readonly Metric[];
  /** The rows to fit. */
  readonly train: readonly number[];
  /** The rows to validate on after each epoch; may be none. */
  readonly validation: readonly number[];
  /** The rows to test on. */
  readonly test: readonly number[];
  /** What the shared buffers `x` and `y` are. */
  readonly data: {
    readonly xShape: readonly number[];
    readonly yShape: readonly number[];
    readonly task: Task;
    readonly classNames: readonly string[] | undefined;
  };
}

/** What a fold's task gives back: the result, and which engine trained. */
export interface FoldOutput extends Pick<FitResult, 'engine' | 'engineReason'> {
  /** The scores, history and sizes. */
  readonly result: FoldResult;
}

/** What a fold's task reports while it runs. */
export type FoldProgress =
  | { readonly type: 'foldStart' }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      readonly epochs: number;
      readonly logs: Readonly<Record<string, number>>;
    };

/** Trains a network on the training rows of one fold and scores it on them and on the test rows. */
export const foldTask = defineTask(import.meta.url, 'foldTask', runFold);

async function runFold(input: FoldInput, context: TaskContext): Promise<FoldOutput> {
  const started = performance.now();
  const report = (progress: FoldProgress) => context.report(progress);
  report({ type: 'foldStart' });
  const data = shareDataset(input.data, context.shared);
  const metrics = resolveMetrics(data.task, input.metrics);
  const trainRows = data.select(input.train);
  const trained = await trainFold(input, trainRows, {
    ...input.fit,
    validation: input.validation.length > 0 ? data.select(input.validation) : undefined,
    sampleWeight: takeWeights(context.shared['sampleWeight'], input.train),
    seed: input.seed,
    signal: context.signal,
    onProgress: ({ epoch, epochs, logs }) => {
      if (logs !== undefined) report({ type: 'epoch', epoch, epochs, logs });
    },
  });
  try {
    const score = async (rows: Dataset) => scoreRows(metrics, rows, await trained.predict(rows.x));
    const trainScores = await score(trainRows);
    const testScores = await score(data.select(input.test));
    const { epochs, bestEpoch, stopReason, history, engine, engineReason } = trained;
    return {
      engine,
      engineReason,
      result: {
        index: input.index,
        train: trainScores,
        test: testScores,
        epochs,
        bestEpoch,
        stopReason,
        history,
        seconds: (performance.now() - started) / 1000,
        trainSize: input.train.length,
        validationSize: input.validation.length,
        testSize: input.test.length,
      },
    };
  } finally {
    trained.dispose();
  }
}

/** A trained network, however it was described. */
interface Trained extends FitResult {
  predict(x: NdArray): Promise<NdArray>;
  dispose(): void;
}

async function trainFold(
  { recipe, model: build, seed }: FoldInput,
  rows: Dataset,
  options: TrainOptions,
): Promise<Trained> {
  if (recipe !== undefined) return train(recipe, rows, options);
  if (build === undefined) {
    throw new TypeError(
      'a model function cannot leave the process: use a recipe or inlineExecutor()',
    );
  }
  const model = build(seed);
  try {
    const result = await fit(model, rows, options);
    return { ...result, predict: (x) => predict(model, x), dispose: () => model.dispose() };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function shareDataset(
  { xShape, yShape, task, classNames }: FoldInput['data'],
  shared: TaskContext['shared'],
): Dataset {
  return createDataset({
    x: { data: shared['x'] as NdArray['data'], shape: xShape },
    y: { data: shared['y'] as NdArray['data'], shape: yShape },
    task,
    classNames,
  });
}

function takeWeights(
  weights: SharedBuffer | undefined,
  rows: readonly number[],
): Float32Array | undefined {
  return weights && Float32Array.from(rows, (row) => weights[row]!);
}

function scoreRows(
  metrics: ReadonlyMap<string, MetricFunction>,
  rows: Dataset,
  predictions: NdArray,
): Record<string, number> {
  return Object.fromEntries(
    [...metrics].map(([name, score]) => [name, score(rows.y.data, predictions.data)]),
  );
}
