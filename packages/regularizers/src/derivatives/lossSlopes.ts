/** The gradient ∂ℓ/∂o of the loss of a row by its outputs, and what it depends on the outputs by. */
export interface LossSlope {
  /** Writes g = ∂ℓ/∂o of the row that begins at `start`. */
  slope(o: Float32Array, t: Float32Array, start: number, g: Float32Array): void;
  /** Adds ∂(Σ back·g)/∂o of that row to `to`. */
  curvature(
    o: Float32Array,
    t: Float32Array,
    start: number,
    back: Float32Array,
    to: Float32Array,
  ): void;
}

/** Probabilities are kept this far from 0 and 1, as in the losses. */
const EPSILON = 1e-7;

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** A loss that is a mean over the units, from the derivatives of one unit's. */
const ofUnits =
  (first: (o: number, t: number) => number, second: (o: number, t: number) => number) =>
  (units: number): LossSlope => ({
    slope(o, t, start, g) {
      for (let i = start; i < start + units; i++) g[i] = first(o[i]!, t[i]!) / units;
    },
    curvature(o, t, start, back, to) {
      for (let i = start; i < start + units; i++) {
        to[i]! += (back[i]! * second(o[i]!, t[i]!)) / units;
      }
    },
  });

/** g = p·Σt − t, p = softmax(o). */
const crossEntropyOfLogits = (units: number): LossSlope => {
  const p = new Float64Array(units);
  const softmax = (o: Float32Array, start: number) => {
    let largest = -Infinity;
    for (let k = 0; k < units; k++) largest = Math.max(largest, o[start + k]!);
    let sum = 0;
    for (let k = 0; k < units; k++) sum += p[k] = Math.exp(o[start + k]! - largest);
    for (let k = 0; k < units; k++) p[k]! /= sum;
  };
  const sumOf = (t: Float32Array, start: number) => {
    let sum = 0;
    for (let k = 0; k < units; k++) sum += t[start + k]!;
    return sum;
  };
  return {
    slope(o, t, start, g) {
      softmax(o, start);
      const sum = sumOf(t, start);
      for (let k = 0; k < units; k++) g[start + k] = p[k]! * sum - t[start + k]!;
    },
    curvature(o, t, start, back, to) {
      softmax(o, start);
      const sum = sumOf(t, start);
      let mean = 0;
      for (let k = 0; k < units; k++) mean += back[start + k]! * p[k]!;
      for (let k = 0; k < units; k++) to[start + k]! += sum * p[k]! * (back[start + k]! - mean);
    },
  };
};

/** Outputs o that are divided by their sum: g = Σt / Σo − t / o. */
const crossEntropyOfShares = (units: number): LossSlope => ({
  slope(o, t, start, g) {
    let [sum, ofTargets] = [0, 0];
    for (let i = start; i < start + units; i++) {
      sum += o[i]!;
      ofTargets += t[i]!;
    }
    for (let i = start; i < start + units; i++) {
      g[i] = ofTargets / Math.max(sum, EPSILON) - t[i]! / Math.max(o[i]!, EPSILON);
    }
  },
  curvature(o, t, start, back, to) {
    let [sum, ofTargets, ofBack] = [0, 0, 0];
    for (let i = start; i < start + units; i++) {
      sum += o[i]!;
      ofTargets += t[i]!;
      ofBack += back[i]!;
    }
    const common = sum < EPSILON ? 0 : (-ofTargets / sum ** 2) * ofBack;
    for (let i = start; i < start + units; i++) {
      to[i]! += common + (o[i]! < EPSILON ? 0 : (t[i]! / o[i]! ** 2) * back[i]!);
    }
  },
});

const clipped = (o: number): number => Math.min(Math.max(o, EPSILON), 1 - EPSILON);

const binaryOfLogits = ofUnits(
  (o, t) => sigmoid(o) - t,
  (o) => sigmoid(o) * sigmoid(-o),
);

const binaryOfShares = ofUnits(
  (o, t) => {
    const p = clipped(o);
    return (p - t) / (p * (1 - p));
  },
  (o, t) => {
    const p = clipped(o);
    return p === o ? (p * p + t - 2 * p * t) / (p * (1 - p)) ** 2 : 0;
  },
);

/**
 * The gradients of the losses by their names in a recipe.
 *
 * @param logits whether the cross-entropies are computed from logits
 */
export const LOSS_SLOPES: Readonly<Record<string, (units: number, logits: boolean) => LossSlope>> =
  {
    crossEntropy: (units, logits) => (logits ? crossEntropyOfLogits : crossEntropyOfShares)(units),
    binaryCrossEntropy: (units, logits) => (logits ? binaryOfLogits : binaryOfShares)(units),
    meanSquaredError: ofUnits(
      (o, t) => 2 * (o - t),
      () => 2,
    ),
    meanAbsoluteError: ofUnits(
      (o, t) => Math.sign(o - t),
      () => 0,
    ),
    huber: ofUnits(
      (o, t) => Math.min(Math.max(o - t, -1), 1),
      (o, t) => (Math.abs(o - t) <= 1 ? 1 : 0),
    ),
  };
