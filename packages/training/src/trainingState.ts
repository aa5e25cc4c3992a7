import { checkNumber, type NdArray } from '@occam/core';
import type { TrainingControl } from './callbacks.js';
import type { Engine } from './engine.js';
import type { FitSettings } from './fitSettings.js';
import { scheduledRate } from './schedules.js';

/** Where training is and what callbacks have asked for. */
export class TrainingState implements TrainingControl {
  epoch = 0;
  step = 0;
  readonly epochs: number;
  /** Why a callback ended training; undefined while none did. */
  stopMessage: string | undefined;
  readonly #engine: Engine;
  readonly #settings: FitSettings;
  #factor = 1;

  constructor(engine: Engine, settings: FitSettings) {
    this.#engine = engine;
    this.#settings = settings;
    this.epochs = settings.epochs;
  }

  get learningRate(): number {
    return this.#factor * this.#scheduled();
  }

  set learningRate(rate: number) {
    checkNumber('learningRate', rate, { min: 0 });
    const scheduled = this.#scheduled();
    if (scheduled === 0) {
      throw new RangeError('the learning rate cannot be set where the schedule has it at 0');
    }
    this.#factor = rate / scheduled;
  }

  stop(reason = 'a callback asked for it'): void {
    this.stopMessage = reason;
  }

  getWeights(): Promise<NdArray[]> {
    return this.#engine.getWeights();
  }

  setWeights(weights: readonly NdArray[]): void {
    this.#engine.setWeights(weights);
  }

  #scheduled(): number {
    const { schedule, optimizer } = this.#settings;
    const { epoch, epochs, step } = this;
    return scheduledRate(schedule, { base: optimizer.learningRate, epoch, epochs, step });
  }
}
