import type * as tf from '@tensorflow/tfjs';
import { channelAxis } from '../folding/affineLayers.js';
import { Moments } from './moments.js';

/** What `activationStatistics` finds out about a layer. */
export interface LayerStatistics {
  /** The layer's name. */
  name: string;
  /** Its class. */
  className: string;
  /** The shape of its output for one row. */
  shape: number[];
  /** The mean of all outputs. */
  mean: number;
  /** Their standard deviation, with n in the denominator. */
  std: number;
  /** The share of outputs near a bound of the activation; undefined unless it is sigmoid, hardSigmoid, tanh or softsign. */
  saturated?: number;
  /** The share of units (of channels, where there are any) that give 0 for every row; undefined unless the activation is relu or relu6. */
  dead?: number;
  /** The root mean square over the rows of ‖∂ℓ/∂outputs‖, ℓ the loss of the row; undefined without y. */
  gradientNorm?: number;
  /** ‖∂E/∂weights‖ over all trained weights of the layer, E the mean loss; undefined without y or weights. */
  weightGradientNorm?: number;
}

/** Between which bounds activations lie whose derivative vanishes towards both. */
const BOUNDS: Record<string, readonly [low: number, high: number]> = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  tanh: [-1, 1],
  softsign: [-1, 1],
};

/** Activations that are 0 where their derivative is. */
const RECTIFIERS = ['relu', 'relu6'];

/** Counts what a layer returns, batch by batch. */
export class LayerTally {
  readonly #layer: tf.layers.Layer;
  readonly #activation: string;
  readonly #margin: number;
  readonly #moments = new Moments();
  #shape: number[] = [];
  #outputs = 0;
  #saturated = 0;
  #alive: Uint8Array | undefined;
  #squares = 0;
  #rows = 0;

  /** Starts with nothing; `margin` is the share of the range that counts as near a bound. */
  constructor(layer: tf.layers.Layer, margin: number) {
    this.#layer = layer;
    this.#activation = activationOf(layer);
    this.#margin = margin;
  }

  /** Whether nothing was counted. */
  get empty(): boolean {
    return this.#outputs === 0;
  }

  /** Counts the outputs of a batch, shape [rows, …]. */
  addOutputs(values: ArrayLike<number>, shape: readonly number[]): void {
    this.#shape = shape.slice(1);
    this.#outputs += values.length;
    this.#moments.add(values);
    const bounds = BOUNDS[this.#activation];
    if (bounds) {
      const width = this.#margin * (bounds[1] - bounds[0]);
      const [low, high] = [bounds[0] + width, bounds[1] - width];
      for (let i = 0; i < values.length; i++) {
        if (values[i]! < low || values[i]! > high) this.#saturated++;
      }
    }
    if (RECTIFIERS.includes(this.#activation)) this.#findAlive(values, shape);
  }

  /** Counts the gradient of the batch's mean loss by these outputs: of one row it is 1/rows of that of the row's loss. */
  addGradient(values: ArrayLike<number>, rows: number): void {
    for (let i = 0; i < values.length; i++) this.#squares += (rows * values[i]!) ** 2;
    this.#rows += rows;
  }

  /** What was found. */
  statistics(): LayerStatistics {
    const alive = this.#alive;
    return {
      name: this.#layer.name,
      className: this.#layer.getClassName(),
      shape: this.#shape,
      mean: this.#moments.mean,
      std: this.#moments.std,
      ...(this.#activation in BOUNDS ? { saturated: this.#saturated / this.#outputs } : {}),
      ...(alive ? { dead: 1 - alive.reduce((sum, one) => sum + one, 0) / alive.length } : {}),
      ...(this.#rows > 0 ? { gradientNorm: Math.sqrt(this.#squares / this.#rows) } : {}),
    };
  }

  #findAlive(values: ArrayLike<number>, shape: readonly number[]): void {
    const axis = channelAxis(this.#layer, shape.length);
    const units = shape[axis]!;
    const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    this.#alive ??= new Uint8Array(units);
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== 0) this.#alive[Math.floor(i / inner) % units] = 1;
    }
  }
}

/** The name of the activation with which a layer ends. */
function activationOf(layer: tf.layers.Layer): string {
  if (layer.getClassName() === 'ReLU') return 'relu';
  const { activation } = layer as { activation?: { getClassName(): string } | null };
  return activation?.getClassName() ?? 'linear';
}
