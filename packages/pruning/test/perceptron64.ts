import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** The activations of the reference network. */
export const ACTIVATIONS = {
  linear: (z: number) => z,
  relu: (z: number) => Math.max(z, 0),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  softplus: (z: number) => Math.log1p(Math.exp(z)),
  softsign: (z: number) => z / (1 + Math.abs(z)),
  elu: (z: number) => (z > 0 ? z : Math.expm1(z)),
  selu: (z: number) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z)),
  swish: (z: number) => z / (1 + Math.exp(-z)),
} as const;

/** An activation of the reference network; 'softmax' for the last layer alone. */
export type Activation64 = keyof typeof ACTIVATIONS | 'softmax';

/** A dense layer in float64: kernel[input][unit]. */
export interface Layer64 {
  kernel: number[][];
  bias: number[];
  activation: Activation64;
}

/** Draws a multilayer perceptron whose weights are float32 numbers. */
export function drawPerceptron(
  sizes: readonly number[],
  activations: readonly Activation64[],
  seed: number,
): Layer64[] {
  const rng = createRng(seed);
  return activations.map((activation, l) => ({
    activation,
    kernel: Array.from({ length: sizes[l]! }, () =>
      Array.from({ length: sizes[l + 1]! }, () => Math.fround(0.7 * rng.normal())),
    ),
    bias: Array.from({ length: sizes[l + 1]! }, () => Math.fround(0.3 * rng.normal())),
  }));
}

/** Draws rows of float32 numbers. */
export function drawRows(rows: number, columns: number, seed: string): number[][] {
  const rng = createRng(seed);
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.fround(rng.normal())),
  );
}

/** The outputs of each layer for one row, the row itself first. */
export function forward64(layers: readonly Layer64[], x: readonly number[]): number[][] {
  const outputs: number[][] = [[...x]];
  for (const { kernel, bias, activation } of layers) {
    const y = outputs.at(-1)!;
    const z = bias.map((b, j) => y.reduce((sum, value, i) => sum + value * kernel[i]![j]!, b));
    outputs.push(activate(activation, z));
  }
  return outputs;
}

/** An activation of a whole layer. */
export function activate(activation: Activation64, z: number[]): number[] {
  if (activation !== 'softmax') return z.map(ACTIVATIONS[activation]);
  const largest = Math.max(...z);
  const exps = z.map((value) => Math.exp(value - largest));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((value) => value / sum);
}

/** The loss of one row, as the criteria take it. */
export function loss64(layers: readonly Layer64[], x: readonly number[], t: number[]): number {
  const o = forward64(layers, x).at(-1)!;
  const { activation } = layers.at(-1)!;
  const each = o.map((value, k) => {
    if (activation === 'softmax') return -t[k]! * Math.log(value);
    if (activation === 'sigmoid') {
      return -(t[k]! * Math.log(value) + (1 - t[k]!) * Math.log(1 - value)) / o.length;
    }
    return (value - t[k]!) ** 2 / o.length;
  });
  return each.reduce((a, b) => a + b, 0);
}

/** The same network in tfjs; its layers are called 'layer0', 'layer1', … */
export function toModel(layers: readonly Layer64[]): tf.Sequential {
  const model = tf.sequential();
  layers.forEach(({ kernel, bias, activation }, l) => {
    model.add(
      tf.layers.dense({
        units: bias.length,
        activation: activation as 'relu',
        name: `layer${l}`,
        ...(l === 0 && { inputShape: [kernel.length] }),
      }),
    );
  });
  const weights = layers.flatMap(({ kernel, bias }) => [tf.tensor2d(kernel), tf.tensor1d(bias)]);
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

/** ∂f/∂v by central differences, v a number that `set` writes. */
export function difference(f: () => number, at: number, set: (v: number) => void): number {
  const h = 1e-5;
  set(at + h);
  const above = f();
  set(at - h);
  const below = f();
  set(at);
  return (above - below) / (2 * h);
}

/** ∂²f/∂v² by central differences. */
export function secondDifference(f: () => number, at: number, set: (v: number) => void): number {
  const h = 1e-3;
  const values = [at + h, at, at - h].map((v) => {
    set(v);
    return f();
  }) as [number, number, number];
  set(at);
  return (values[0] - 2 * values[1] + values[2]) / h ** 2;
}
