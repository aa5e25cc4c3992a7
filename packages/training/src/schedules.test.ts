import { describe, expect, it } from 'vitest';
import { expectClose } from '../test/helpers.js';
import { checkSchedule, scheduledRate, type LearningRateSchedule } from './schedules.js';

function rates(schedule: LearningRateSchedule, epochs: number): number[] {
  checkSchedule(schedule);
  return Array.from({ length: epochs }, (_, epoch) =>
    scheduledRate(schedule, { base: 0.8, epoch, epochs, step: epoch * 10, steps: epochs * 10 }),
  );
}

describe('scheduledRate', () => {
  it('computes each schedule', () => {
    expect(rates({ name: 'constant' }, 3)).toEqual([0.8, 0.8, 0.8]);
    expectClose(rates({ name: 'step', every: 2 }, 5), [0.8, 0.8, 0.08, 0.08, 0.008]);
    expectClose(rates({ name: 'step', every: 1, factor: 0.5 }, 3), [0.8, 0.4, 0.2]);
    expectClose(rates({ name: 'exponential', factor: 0.5 }, 3), [0.8, 0.4, 0.2]);
    expectClose(rates({ name: 'cosine' }, 4), [
      0.8,
      0.4 + 0.4 * Math.SQRT1_2,
      0.4,
      0.4 - 0.4 * Math.SQRT1_2,
    ]);
    expectClose(rates({ name: 'cosine', final: 0.5 }, 2), [0.8, 0.6]);
    expect(rates((epoch, step) => epoch + step, 3)).toEqual([0, 11, 22]);
  });

  it.each([
    [
      { name: 'linear' },
      /must be one of 'constant', 'step', 'exponential', 'cosine', 'oneCycle', 'reduceOnPlateau', not 'linear'/,
    ],
    [{ name: 'step' }, /every must be a whole number at least 1, not undefined/],
    [{ name: 'step', every: 2, factor: 0 }, /factor must be a number above 0, not 0/],
    [{ name: 'cosine', final: 2 }, /final must be a number at least 0 and at most 1, not 2/],
    [{ name: 'constant', factor: 2 }, /the schedule 'constant' has no option 'factor'/],
    ['cosine', /learningRateSchedule must be an object, as \{ name: 'cosine' \}/],
  ])('refuses %o', (schedule, message) => {
    expect(() => checkSchedule(schedule as LearningRateSchedule)).toThrow(message);
  });
});
