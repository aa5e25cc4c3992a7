import { checkInteger, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';

/** What {@link measureLatency} takes. */
export interface MeasureLatencyOptions {
  /** How many rows pass at once, at least 1. Default 1. */
  batchSize?: number | undefined;
  /** How often it is measured, at least 1. Default 30. */
  repetitions?: number | undefined;
}

/** How long a network takes for a batch, in milliseconds. */
export interface Latency {
  /** The median. */
  readonly median: number;
  /** The lower and the upper quartile. */
  readonly quartiles: readonly [number, number];
  /** Each measurement, in order. */
  readonly times: readonly number[];
}

/**
 * Measures how long a network takes for a batch, from typed array to typed array, on the current backend. It warms up first, so that
 * kernels are compiled; short runs are repeated within a measurement. On a busy machine compare networks in turn.
 *
 * @throws TypeError or RangeError if an option is wrong, or the model's input has an unknown size
 *
 * @example
 * ```ts
 * import { measureLatency } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
 * const { median } = await measureLatency(model, { batchSize: 32, repetitions: 3 });
 * ```
 */
export async function measureLatency(
  model: tf.LayersModel,
  options: MeasureLatencyOptions = {},
): Promise<Latency> {
  checkBuilt('measureLatency', model);
  checkOptions('measureLatency', options, ['batchSize', 'repetitions']);
  const { batchSize = 1, repetitions = 30 } = options;
  checkInteger('batchSize', batchSize, { min: 1 });
  checkInteger('repetitions', repetitions, { min: 1 });
  const shape = model.inputs[0]!.shape.slice(1);
  if (model.inputs.length !== 1 || shape.includes(null)) {
    throw new RangeError(
      `measureLatency needs a model with one input of known size, not [${shape.join(', ')}]`,
    );
  }
  const size = [batchSize, ...(shape as number[])];
  const rows = Float32Array.from({ length: size.reduce((p, n) => p * n, 1) }, (_, i) =>
    Math.sin(i),
  );
  const run = async () => {
    const outputs = tf.tidy(() => model.predict(tf.tensor(rows, size))) as tf.Tensor;
    await outputs.data();
    outputs.dispose();
  };
  const times: number[] = [];
  let inner = 1;
  for (let warm = 0; warm < 5; warm++) await run();
  // A clock that ticks in tens of microseconds needs runs of a millisecond.
  const started = performance.now();
  await run();
  const once = performance.now() - started;
  if (once < 1) inner = Math.ceil(1 / Math.max(once, 0.02));
  for (let i = 0; i < repetitions; i++) {
    const from = performance.now();
    for (let j = 0; j < inner; j++) await run();
    times.push((performance.now() - from) / inner);
  }
  return latencyOf(times);
}

/** Sums measurements up. */
export function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { median: at(0.5), quartiles: [at(0.25), at(0.75)], times };
}
