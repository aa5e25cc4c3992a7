import { checkInteger, checkNumber, checkOptions, describe, type NdArray } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import { mse, wilsonInterval } from '@occam/evaluation';
import { predict } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';
import { isPacked } from '../network/packedLayer.js';
import { latencyOf, measureLatency, type Latency } from './measureLatency.js';
import { networkCosts, type NetworkCosts } from './networkCosts.js';

/** What {@link compareModels} takes. */
export interface CompareModelsOptions {
  /** The test rows for `after`, where it takes fewer features than `before`. Default: the same rows. */
  dataAfter?: Dataset | undefined;
  /** The sizes of the batches whose latency is measured. Default [1, 256]. */
  batchSizes?: readonly number[] | undefined;
  /** How often each latency is measured, the two models in turn, at least 1. Default 30. */
  repetitions?: number | undefined;
  /** How often intervals like that of the accuracy hold the true value, above 0 and below 1. Default 0.95. */
  level?: number | undefined;
}

/** What a network costs and what it can do. */
export interface ModelReport extends NetworkCosts {
  /** How many bytes its files have: the topology and the weights. */
  readonly bytes: number;
  /** How many they have after gzip. */
  readonly gzipped: number;
  /** The largest number of bytes that tensors take while a batch passes, weights included; of the largest batch. */
  readonly peakMemory: number;
  /** How long a batch takes, by its size. */
  readonly latency: Readonly<Record<number, Latency>>;
  /** The share of the test rows that it gets right; for classes. Of soft targets the likeliest class is meant. */
  readonly accuracy?: number;
  /** Wilson's interval of the accuracy. */
  readonly interval?: readonly [number, number];
  /** The mean squared error on the test rows; for numbers. */
  readonly mse?: number;
}

/** Two networks side by side. */
export interface ModelComparison {
  /** The network before. */
  readonly before: ModelReport;
  /** The network after. */
  readonly after: ModelReport;
}

/**
 * Measures what pruning, shrinking or quantizing a network brought: parameters, multiplications, bytes on disk, memory, latency and accuracy of
 * both networks, on the current backend. Latencies are measured in turn, so that a busy machine is unfair to neither.
 *
 * @param data test rows, as the networks take them
 * @throws TypeError or RangeError if an option is wrong or the data do not fit
 *
 * @example
 * ```ts
 * import { digits } from '@occam/datasets';
 * import { compareModels, maskUnits, shrink } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layers = [
 *   tf.layers.dense({ units: 8, activation: 'relu', inputShape: [784], name: 'hidden' }),
 *   tf.layers.dense({ units: 10, activation: 'softmax' }),
 * ];
 * const model = tf.sequential({ layers });
 * maskUnits(model, 'hidden', [0, 1, 2, 3]);
 * const options = { repetitions: 2 };
 * const { before, after } = await compareModels(model, shrink(model, { inputs: 'keep' }), digits(50), options);
 * console.log(before.parameters, after.parameters); // 6370 3190
 * ```
 */
export async function compareModels(
  before: tf.LayersModel,
  after: tf.LayersModel,
  data: Dataset,
  options: CompareModelsOptions = {},
): Promise<ModelComparison> {
  checkOptions('compareModels', options, ['dataAfter', 'batchSizes', 'repetitions', 'level']);
  const { dataAfter = data, batchSizes = [1, 256], repetitions = 30, level = 0.95 } = options;
  if (!Array.isArray(batchSizes)) {
    throw new TypeError(`batchSizes must be a list of sizes, not ${describe(batchSizes)}`);
  }
  for (const [name, rows] of Object.entries({ data, dataAfter })) {
    if (typeof rows?.select === 'function') continue;
    throw new TypeError(`${name} must be a Dataset, as createDataset makes, not ${describe(rows)}`);
  }
  for (const model of [before, after]) checkBuilt('compareModels', model);
  batchSizes.forEach((size, i) => checkInteger(`batchSizes[${i}]`, size, { min: 1 }));
  checkInteger('repetitions', repetitions, { min: 1 });
  checkNumber('level', level, { above: 0, below: 1 });
  const latencies = await measureInTurn([before, after], batchSizes, repetitions);
  const largest = Math.max(1, ...batchSizes);
  const report = async (
    model: tf.LayersModel,
    rows: Dataset,
    index: 0 | 1,
  ): Promise<ModelReport> => ({
    ...networkCosts(model),
    ...(await fileSizes(model)),
    peakMemory: await peakMemory(model, largest),
    latency: latencies[index]!,
    ...(await scores(model, rows, level)),
  });
  return { before: await report(before, data, 0), after: await report(after, dataAfter, 1) };
}

async function measureInTurn(
  models: readonly tf.LayersModel[],
  batchSizes: readonly number[],
  repetitions: number,
): Promise<Record<number, Latency>[]> {
  const results: Record<number, Latency>[] = models.map(() => ({}));
  for (const batchSize of batchSizes) {
    const times: number[][] = models.map(() => []);
    const turns = Math.min(5, repetitions);
    for (let turn = 0; turn < turns; turn++) {
      const count =
        Math.floor((repetitions * (turn + 1)) / turns) - Math.floor((repetitions * turn) / turns);
      for (const [i, model] of models.entries()) {
        const one = await measureLatency(model, { batchSize, repetitions: count });
        times[i]!.push(...one.times);
      }
    }
    models.forEach((_, i) => (results[i]![batchSize] = latencyOf(times[i]!)));
  }
  return results;
}

/** What tfjs writes for the model: JSON and weights. */
async function fileSizes(model: tf.LayersModel): Promise<{ bytes: number; gzipped: number }> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' } as const;
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const json = new TextEncoder().encode(JSON.stringify({ modelTopology, weightSpecs }));
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  return {
    bytes: json.length + weights.length,
    gzipped: (await gzippedSize(json)) + (await gzippedSize(weights)),
  };
}

async function gzippedSize(bytes: Uint8Array): Promise<number> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

async function peakMemory(model: tf.LayersModel, rows: number): Promise<number> {
  const shape = [rows, ...(model.inputs[0]!.shape.slice(1) as number[])];
  // tfjs counts the tensors of everything that there is.
  const others = tf.memory().numBytes - bytesOf(model);
  const { peakBytes, result } = await tf.profile(() =>
    tf.tidy(() => model.predict(tf.zeros(shape), { batchSize: rows }) as tf.Tensor),
  );
  (result as tf.Tensor).dispose();
  return peakBytes - others;
}

/** What a model keeps in memory: its weights, and those that layers have unpacked. */
function bytesOf(model: tf.LayersModel): number {
  let bytes = 0;
  for (const weight of model.weights) {
    const { size, dtype } = weight.read();
    bytes += size * tf.util.bytesPerElement(dtype);
  }
  for (const layer of model.layers) if (isPacked(layer)) bytes += layer.unpackedBytes;
  return bytes;
}

async function scores(
  model: tf.LayersModel,
  { x, y, task, size }: Dataset,
  level: number,
): Promise<Pick<ModelReport, 'accuracy' | 'interval' | 'mse'>> {
  const predictions = await predict(model, x);
  if (task === 'regression') return { mse: mse(y.data, predictions.data) };
  const classes = predictions.shape[1];
  if (classes === undefined) {
    throw new RangeError(
      `compareModels: '${model.name}' gives one number a row, which names no class: ` +
        'let it end in a sigmoid or in softmax, or compare on targets that are numbers',
    );
  }
  let right = 0;
  for (let row = 0; row < size; row++) {
    const target = y.shape.length === 1 ? y.data[row]! : likeliest(y.data, row, classes);
    if (likeliest(predictions.data, row, classes) === target) right += 1;
  }
  return { accuracy: right / size, interval: wilsonInterval(right, size, { level }) };
}

/** The class of the largest share in a row; of equal ones the first. */
function likeliest(shares: NdArray['data'], row: number, classes: number): number {
  const own = shares.subarray(row * classes, (row + 1) * classes);
  return own.indexOf(Math.max(...own));
}
