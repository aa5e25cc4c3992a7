import { checkInteger, checkNumber, checkOneOf, checkOptions, describe } from '@occam/core';
import { oneCycleFactor, resolveOneCycle, type OneCycleOptions } from './oneCycle.js';
import { resolvePlateau, type ReduceOnPlateauOptions } from './reduceOnPlateau.js';

/** How the learning rate changes over the epochs, as data: a factor of the optimizer's learning rate. */
export type ScheduleConfig =
  | {
      /** The learning rate never changes. */
      name: 'constant';
    }
  | {
      /** The rate is multiplied by `factor` after each `every` epochs. */
      name: 'step';
      /** After how many epochs each, at least 1. */
      every: number;
      /** By what, above 0. Default 0.1. */
      factor?: number | undefined;
    }
  | {
      /** The rate is multiplied by `factor` after each epoch. */
      name: 'exponential';
      /** By what, above 0. */
      factor: number;
    }
  | {
      /** The rate falls along half a cosine over all epochs, from itself to `final` times itself. */
      name: 'cosine';
      /** The share of the rate that would be left after the last epoch, 0 … 1. Default 0. */
      final?: number | undefined;
    }
  | ({
      /** The rate rises and falls once, step by step, along two half cosines: see {@link oneCycle}. */
      name: 'oneCycle';
    } & OneCycleOptions)
  | ({
      /** The rate falls when a column of the logs no longer improves: see {@link reduceOnPlateau}. */
      name: 'reduceOnPlateau';
    } & ReduceOnPlateauOptions);

/**
 * How the learning rate changes: as data, or a function of the epoch and the step (both counted from 0, the step over
 * all epochs) that returns the learning rate itself.
 */
export type LearningRateSchedule = ScheduleConfig | ((epoch: number, step: number) => number);

const OPTIONS = {
  constant: [],
  step: ['every', 'factor'],
  exponential: ['factor'],
  cosine: ['final'],
  oneCycle: ['warmup', 'initial', 'final'],
  reduceOnPlateau: ['monitor', 'factor', 'patience', 'minDelta', 'mode', 'cooldown', 'minimum'],
};

/**
 * Checks a schedule.
 *
 * @throws TypeError or RangeError if its name or an option is unknown, of another type or out of range
 */
export function checkSchedule(schedule: LearningRateSchedule): void {
  if (typeof schedule === 'function') return;
  if (typeof schedule !== 'object' || schedule === null) {
    throw new TypeError(
      `learningRateSchedule must be an object, as { name: 'cosine' }, or a function of the epoch and the step, ` +
        `not ${describe(schedule)}`,
    );
  }
  const { name } = schedule;
  checkOneOf(
    'the name of the learningRateSchedule',
    name,
    Object.keys(OPTIONS) as (keyof typeof OPTIONS)[],
  );
  checkOptions(`the schedule '${name}'`, schedule, ['name', ...OPTIONS[name]]);
  if (name === 'step') checkInteger('every', schedule.every, { min: 1 });
  if (name === 'step') checkNumber('factor', schedule.factor ?? 0.1, { above: 0 });
  if (name === 'exponential') checkNumber('factor', schedule.factor, { above: 0 });
  if (name === 'cosine') checkNumber('final', schedule.final ?? 0, { min: 0, max: 1 });
  if (name === 'oneCycle') resolveOneCycle(optionsOf(schedule));
  if (name === 'reduceOnPlateau') resolvePlateau(optionsOf(schedule));
}

/** What of a schedule is not its name. */
export function optionsOf<T extends { name: string }>(schedule: T): Omit<T, 'name'> {
  const options = Object.entries(schedule).filter(([option]) => option !== 'name');
  return Object.fromEntries(options) as Omit<T, 'name'>;
}

/** The moment for which a schedule is asked. */
export interface ScheduleMoment {
  /** The optimizer's learning rate. */
  readonly base: number;
  /** The epoch, counted from 0. */
  readonly epoch: number;
  /** How many epochs there will be at most. */
  readonly epochs: number;
  /** The step, counted from 0 over all epochs. */
  readonly step: number;
  /** How many steps there will be at most. */
  readonly steps: number;
}

/**
 * Computes the learning rate of a step, with α the optimizer's learning rate and e the epoch:
 *
 * - constant: α
 * - step: α · factor^⌊e / every⌋
 * - exponential: α · factor^e
 * - cosine: α · (final + (1 − final) · (1 + cos(π·e / epochs)) / 2), Loshchilov and Hutter (2017), "SGDR", one cycle
 * - oneCycle: α · a factor of the step, see {@link oneCycle}
 * - reduceOnPlateau: α; the plateaus of the training that runs come on top, see {@link reduceOnPlateau}
 * - a function: whatever it returns
 *
 * @throws RangeError if a function returns no finite number from 0
 */
export function scheduledRate(
  schedule: LearningRateSchedule,
  { base, epoch, epochs, step, steps }: ScheduleMoment,
): number {
  if (typeof schedule === 'function') {
    const rate: unknown = schedule(epoch, step);
    checkNumber(`what learningRateSchedule returned for epoch ${epoch}, step ${step},`, rate, {
      min: 0,
    });
    return rate;
  }
  switch (schedule.name) {
    case 'constant':
    case 'reduceOnPlateau':
      return base;
    case 'step':
      return base * (schedule.factor ?? 0.1) ** Math.floor(epoch / schedule.every);
    case 'exponential':
      return base * schedule.factor ** epoch;
    case 'cosine': {
      const final = schedule.final ?? 0;
      return base * (final + ((1 - final) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2);
    }
    case 'oneCycle':
      return base * oneCycleFactor(schedule, step, steps);
  }
}
