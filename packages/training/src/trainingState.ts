import { checkNumber, type NdArray } from '@occam/core';
import type { Logs, TrainingControl } from './callbacks.js';
import type { Engine } from './engine.js';
import type { FitSettings } from './fitSettings.js';
import { createPlateauWatch, resolvePlateau, type PlateauWatch } from './reduceOnPlateau.js';
import { optionsOf, scheduledRate } from './schedules.js';

/** Where training is and what callbacks have asked for. */
export class TrainingState implements TrainingControl {
  epoch = 0;
  step = 0;
  readonly epochs: number;
  /** Why a callback ended training; undefined while none did. */
  stopMessage: string | undefined;
  readonly #engine: Engine;
  readonly #settings: FitSettings;
  readonly #steps: number;
  readonly #plateau: PlateauWatch | undefined;
  #factor = 1;

  constructor(engine: Engine, settings: FitSettings, batches: number) {
    const { schedule, optimizer, epochs } = settings;
    this.#engine = engine;
    this.#settings = settings;
    this.epochs = epochs;
    this.#steps = epochs * batches;
    if (typeof schedule === 'object' && schedule.name === 'reduceOnPlateau') {
      this.#plateau = createPlateauWatch(
        resolvePlateau(optionsOf(schedule)),
        optimizer.learningRate,
      );
    }
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

  /** Shows an epoch's logs to a schedule that depends on them. */
  see(logs: Logs): void {
    this.#plateau?.see(logs);
  }

  #scheduled(): number {
    if (this.#plateau) return this.#plateau.rate;
    const { schedule, optimizer } = this.#settings;
    const { epoch, epochs, step } = this;
    const base = optimizer.learningRate;
    return scheduledRate(schedule, { base, epoch, epochs, step, steps: this.#steps });
  }
}
