import type { History } from './history.js';

/** Training stopped because the loss was no longer a finite number. */
export class DivergenceError extends Error {
  /** The epoch, counted from 0. */
  readonly epoch: number;
  /** The learning rate at that moment. */
  readonly learningRate: number;
  /** What was measured in the epochs that were finished before. */
  readonly history: History;

  /**
   * Describes where the loss was lost.
   *
   * @param value the loss: NaN or infinite
   * @param where the epoch counted from 0, how many there would have been, the learning rate, and the history so far
   */
  constructor(
    column: string,
    value: number,
    where: { epoch: number; epochs: number; learningRate: number; history: History },
  ) {
    super(
      `${column} became ${value} in epoch ${where.epoch + 1} of ${where.epochs} at the learning rate ` +
        `${where.learningRate}: try a smaller learning rate, the optimizer's globalClipNorm, or features ` +
        `scaled to similar ranges`,
    );
    this.name = 'DivergenceError';
    this.epoch = where.epoch;
    this.learningRate = where.learningRate;
    this.history = where.history;
  }
}
