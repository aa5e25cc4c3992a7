import { describe, expect, it } from 'vitest';
import reference from '../fixtures/optimizerSide.json' with { type: 'json' };
import { blobs, classifier, expectClose, leavesNoTensor, onBackend } from '../test/helpers.js';
import { fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';
import {
  createPlateauWatch,
  reduceOnPlateau,
  resolvePlateau,
  type ReduceOnPlateauOptions,
} from './reduceOnPlateau.js';

onBackend('cpu');

/** The rates before each epoch. */
function rates(options: ReduceOnPlateauOptions, values: readonly number[], base = 0.8): number[] {
  const config = resolvePlateau({ monitor: 'loss', ...options });
  const watch = createPlateauWatch(config, base);
  return values.map((value) => {
    const { rate } = watch;
    watch.see({ [config.monitor]: value });
    return rate;
  });
}

it.each(reference.plateau)('gives the rates of PyTorch: $options', (one) => {
  expectClose(rates(one.options, one.values), one.rates, { abs: 1e-12, rel: 1e-12 });
});

it('watches accuracies upwards, and counts NaN as no improvement', () => {
  const options = { factor: 0.5, patience: 1, minDelta: 0 };
  expect(rates({ ...options, monitor: 'val_acc' }, [0.5, 0.6, 0.6, 0.7], 1)).toEqual([
    1, 1, 1, 0.5,
  ]);
  expect(rates({ ...options, mode: 'max' }, [1, 0, 0], 1)).toEqual([1, 1, 0.5]);
  expect(rates(options, [NaN, 1, 1], 1)).toEqual([1, 0.5, 0.5]);
});

describe('in fit', () => {
  const trained = (options: FitOptions) =>
    leavesNoTensor(async () => {
      const model = classifier();
      const optimizer = { name: 'sgd', learningRate: 0.5 } as const;
      try {
        return (await fit(model, blobs(30), { epochs: 5, optimizer, ...options })).history;
      } finally {
        model.dispose();
      }
    });
  const schedule = reduceOnPlateau({ monitor: 'loss', patience: 2, minDelta: 100, factor: 0.5 });

  it('lowers the learning rate of the next epochs', async () => {
    const { lr } = await trained({ learningRateSchedule: schedule });
    expect(lr).toEqual([0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  it('starts anew in each training, and keeps the factor that a callback sets', async () => {
    const halving = {
      onEpochEnd: (_: unknown, control: { epoch: number; learningRate: number }) => {
        if (control.epoch === 0) control.learningRate /= 5;
      },
    };
    const { lr } = await trained({ learningRateSchedule: schedule, callbacks: [halving] });
    expectClose(lr, [0.5, 0.1, 0.1, 0.05, 0.05]);
  });

  it('refuses a column that will not be there', async () => {
    await expect(trained({ learningRateSchedule: reduceOnPlateau() })).rejects.toThrow(
      /reduceOnPlateau watches 'val_loss', which is not among .*: give validation rows/,
    );
    const late = {
      learningRateSchedule: reduceOnPlateau({ monitor: 'f1' }),
      callbacks: [{ onEpochEnd: () => {} }],
    };
    await expect(trained(late)).rejects.toThrow(/reduceOnPlateau watches 'f1'/);
  });
});

it.each([
  [{ factor: 1 }, /reduceOnPlateau.factor must be a number above 0 and below 1, not 1/],
  [{ patience: 0 }, /reduceOnPlateau.patience must be a whole number at least 1, not 0/],
  [{ minDelta: -1 }, /reduceOnPlateau.minDelta must be a number at least 0/],
  [{ cooldown: 0.5 }, /reduceOnPlateau.cooldown must be a whole number at least 0/],
  [{ minimum: -1 }, /reduceOnPlateau.minimum must be a number at least 0/],
  [{ mode: 'up' }, /reduceOnPlateau.mode must be one of 'auto', 'min', 'max', not 'up'/],
  [{ monitor: 3 }, /reduceOnPlateau.monitor must be a column, as 'val_loss', not 3/],
  [{ minDetla: 3 }, /reduceOnPlateau has no option 'minDetla' \(did you mean 'minDelta'\?\)/],
])('refuses %o', (options, message) => {
  expect(() => reduceOnPlateau(options as ReduceOnPlateauOptions)).toThrow(message);
});
