import { createRng, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** A row of numbers in float64. */
export type Row = readonly number[];

/**
 * The small network that terms of the objective are tested on, in float64: what a naive formula is computed from.
 *
 *     h = tanh(x·W₁ + b₁)     z = h·W₂ + b₂
 */
export interface Network64 {
  /** The rows of the batch, the features of each. */
  readonly x: readonly Row[];
  /** Their targets: one-hot under crossEntropy, shares of 1 or numbers else; as the loss takes them. */
  readonly targets: readonly Row[];
  /** The targets of the second output; empty without hints. */
  readonly hints: readonly Row[];
  /** The hidden units of one row. */
  hidden(x: Row): number[];
  /** The outputs of one row before the last activation. */
  logits(x: Row): number[];
  /** What the second output returns for one row (a linear layer of the hidden units); empty without hints. */
  hintOutputs(x: Row): number[];
}

/** The sizes of the network. */
export const SIZES = { rows: 6, features: 3, hidden: 5, hints: 2 } as const;

/** Fixed random data for the network: features, class indices or numbers, hints. */
export function dataFor(loss: string, units: number): { x: NdArray; y: NdArray; hints: NdArray } {
  const rng = createRng('testTerm');
  const { rows, features, hints } = SIZES;
  const normals = (width: number): NdArray => ({
    data: Float32Array.from({ length: rows * width }, () => rng.normal()),
    shape: [rows, width],
  });
  const classes = { data: Int32Array.from({ length: rows }, (_, i) => i % Math.max(units, 2)) };
  return {
    x: normals(features),
    y: loss.endsWith('rossEntropy') ? { ...classes, shape: [rows] } : normals(units),
    hints: normals(hints),
  };
}

/**
 * Builds the network with tfjs, with weights that are the same each time, on whichever backend is in use.
 *
 * @param activation the last activation
 * @param hinted whether it has a second output
 */
export function buildNetwork(units: number, activation: string, hinted: boolean): tf.LayersModel {
  const input = tf.input({ shape: [SIZES.features] });
  const dense = (options: { units: number; activation?: string; name: string }) =>
    tf.layers.dense(options as Parameters<typeof tf.layers.dense>[0]);
  const hidden = dense({ units: SIZES.hidden, activation: 'tanh', name: 'hidden' }).apply(
    input,
  ) as tf.SymbolicTensor;
  const output = dense({ units, activation, name: 'output' }).apply(hidden) as tf.SymbolicTensor;
  const outputs = hinted
    ? [output, dense({ units: SIZES.hints, name: 'hints' }).apply(hidden) as tf.SymbolicTensor]
    : output;
  const model = tf.model({ inputs: input, outputs });
  const rng = createRng('testTerm/weights');
  const values = model.getWeights().map(({ shape, size }) =>
    tf.tensor(
      Float32Array.from({ length: size }, () => 0.6 * rng.normal()),
      shape,
    ),
  );
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

/** Looks at weights, in the order of `model.getWeights()` and flat, as the network in float64. */
export function network64(
  weights: readonly ArrayLike<number>[],
  { x, y, hints }: ReturnType<typeof dataFor>,
  units: number,
  hinted: boolean,
): Network64 {
  const [w1, b1, w2, b2, w3, b3] = weights;
  const hidden = (row: Row) => affine(row, w1!, b1!).map(Math.tanh);
  return {
    x: rowsOf(x),
    targets:
      y.shape.length === 1
        ? [...y.data].map((label) =>
            units === 1 ? [label] : Array.from({ length: units }, (_, k) => (k === label ? 1 : 0)),
          )
        : rowsOf(y),
    hints: hinted ? rowsOf(hints) : [],
    hidden,
    logits: (row) => affine(hidden(row), w2!, b2!),
    hintOutputs: (row) => (hinted ? affine(hidden(row), w3!, b3!) : []),
  };
}

function affine(row: Row, kernel: ArrayLike<number>, bias: ArrayLike<number>): number[] {
  return Array.from(bias, (start, j) =>
    row.reduce((sum, value, i) => sum + value * kernel[i * bias.length + j]!, start),
  );
}

function rowsOf({ data, shape }: NdArray): number[][] {
  const width = shape[1]!;
  return Array.from({ length: shape[0]! }, (_, i) =>
    Array.from(data.subarray(i * width, (i + 1) * width)),
  );
}
