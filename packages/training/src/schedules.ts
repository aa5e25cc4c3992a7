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
      /** The rate falls along half a cosine over all epochs, from 1 to `final` times itself. */
      name: 'cosine';
      /** The share of the rate that is left after the last epoch, 0 … 1. Default 0. */
      final?: number | undefined;
    };

/**
 * How the learning rate changes: as data, or a function of the epoch and the step (both counted from 0, the step over
 * all epochs) that returns the learning rate itself.
 */
export type LearningRateSchedule = ScheduleConfig | ((epoch: number, step: number) => number);
