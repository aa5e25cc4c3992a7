import type { NdArray, Rng } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { LossName } from './losses.js';
import type { OptimizerConfig } from './optimizers/optimizerConfig.js';
import type { ObjectiveConfig } from './recipe.js';
import type { Rows } from './trainingData.js';
import type { VariedBatch } from './variation.js';
import type { WeightAverage } from './weightAverage.js';

/** What an engine is made from: everything is checked and filled in. */
export interface EngineContext {
  /** The model to train, with one input and one output; a second output is for hints. */
  readonly model: tf.LayersModel;
  /** The rows to train on. */
  readonly training: Rows;
  /** The rows to measure on. */
  readonly validation: Rows | undefined;
  /** The weight of each training row in the objective; undefined: all 1. */
  readonly weights: Float32Array | undefined;
  /** Whether every training batch comes with varied rows, so that the rows themselves are never read. Default false. */
  readonly varies?: boolean | undefined;
  /** What is minimized. */
  readonly objective: ObjectiveConfig;
  /** The loss that the objective stands for. */
  readonly loss: LossName;
  /** How the weights follow the gradient. */
  readonly optimizer: OptimizerConfig;
  /** Decides the masks and the noise. */
  readonly rng: Rng;
}

/** What an engine measured on some rows. */
export interface Measured {
  /** How many rows. */
  readonly rows: number;
  /** The mean plain loss. */
  readonly loss: number;
  /** How many classes came out right; 0 for regression. */
  readonly correct: number;
}

/** What an engine measured while it trained on a batch. */
export interface TrainedBatch extends Measured {
  /** What was minimized. */
  readonly objective: number;
  /** The sum of the penalties and the terms. */
  readonly penalty: number;
}

/** The weights of one moment. */
export interface Snapshot {
  /** Puts the weights back. */
  restore(): void;
  /** Forgets them. */
  dispose(): void;
}

/**
 * Trains one model, batch by batch. The epoch loop (`fit`) shuffles, schedules, logs, stops and calls back; an engine
 * only computes. Two engines on the same context must agree to float32 rounding, masks included.
 */
export interface Engine {
  /**
   * Makes one step of the optimizer: forward in training mode, objective, gradient (with `sam` once more, elsewhere), update. What it measures is kept
   * where it was computed until {@link takeTrained} reads it.
   *
   * @param rows indices of training rows
   * @param step counted from 0 over all epochs: decides the masks
   * @param varied what to train on in the place of these rows; their hints stay
   */
  trainBatch(rows: Uint32Array, step: number, learningRate: number, varied?: VariedBatch): void;
  /** Reads what was measured in the batches trained since the last call, in order. */
  takeTrained(): Promise<TrainedBatch[]>;
  /** Whether the model has running statistics, as batch normalization has. */
  readonly keepsStatistics: boolean;
  /**
   * Passes training rows forward in training mode and forgets the outputs: only the running statistics move,
   * s ← (1 − share) · s + share · (the batch's).
   */
  observeBatch(rows: Uint32Array, step: number, share: number, varied?: VariedBatch): void;
  /**
   * Measures validation rows in inference mode.
   *
   * @param rows indices of validation rows
   */
  evaluateBatch(rows: Uint32Array): Promise<Measured>;
  /** Copies all weights, in the order of `model.getWeights()`. */
  getWeights(): Promise<NdArray[]>;
  /** Replaces all weights; number and shapes are those of {@link getWeights}. */
  setWeights(weights: readonly NdArray[]): void;
  /** Starts a running average of the trainable weights, which ends with the engine. */
  createAverage(): WeightAverage;
  /** Remembers all weights. */
  snapshot(): Snapshot;
  /** Leaves the trained weights in the model, and everything else as it was before. */
  dispose(): void;
}
