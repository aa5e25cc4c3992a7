import { describe, expect, it } from 'vitest';
import {
  createEarlyStopping,
  resolveEarlyStopping,
  type EarlyStoppingOptions,
} from './earlyStopping.js';

/** After how many epochs it stops on these values, and the best epoch by then. */
function run(
  options: EarlyStoppingOptions,
  values: number[],
): [stopped: number | undefined, best: number] {
  const config = resolveEarlyStopping(options);
  const watch = createEarlyStopping(config);
  for (const [epoch, value] of values.entries()) {
    if (watch.see(epoch, { [config.monitor]: value }).stop) return [epoch + 1, watch.bestEpoch];
  }
  return [undefined, watch.bestEpoch];
}

describe('early stopping', () => {
  it('bears as many epochs without improvement as patience says', () => {
    const values = [3, 2, 2.5, 1, 1.5, 1.2, 1.1, 0.5];
    expect(run({ patience: 3 }, values)).toEqual([7, 3]);
    expect(run({ patience: 4 }, values)).toEqual([undefined, 7]);
    expect(run({ patience: 1 }, values)).toEqual([3, 1]);
    expect(run({ patience: 0 }, values)).toEqual([3, 1]);
  });

  it('takes equal values and changes up to minDelta for no improvement', () => {
    expect(run({ patience: 2 }, [1, 1, 1])).toEqual([3, 0]);
    expect(run({ patience: 2, minDelta: 0.5 }, [1, 0.75, 0.5, 0.25])).toEqual([3, 0]);
    expect(run({ patience: 2, minDelta: 0.25 }, [1, 0.5, 0.125, 0])).toEqual([undefined, 2]);
  });

  it('prefers larger values of accuracies, or as mode says', () => {
    expect(run({ patience: 2, monitor: 'val_acc' }, [0.5, 0.7, 0.6, 0.65])).toEqual([4, 1]);
    expect(run({ patience: 2, monitor: 'acc', mode: 'min' }, [0.5, 0.7, 0.6])).toEqual([3, 0]);
    expect(run({ patience: 2, mode: 'max' }, [1, 2, 3])).toEqual([undefined, 2]);
  });

  it('counts on while the baseline is not bettered, and remembers the best all the same', () => {
    expect(run({ patience: 2, baseline: 1 }, [3, 2, 0.5])).toEqual([2, 1]);
    expect(run({ patience: 2, baseline: 1 }, [3, 0.5, 0.6, 0.7])).toEqual([4, 1]);
    expect(run({ patience: 2, baseline: 0.9, monitor: 'val_acc' }, [0.5, 0.6])).toEqual([2, 1]);
  });

  it('says what it watched in vain', () => {
    const watch = createEarlyStopping(resolveEarlyStopping({ patience: 1, monitor: 'val_acc' }));
    watch.see(0, { val_acc: 0.5 });
    expect(watch.see(1, { val_acc: 0.25 })).toEqual({
      improved: false,
      stop: 'val_acc has not improved for 1 epochs, best 0.5 in epoch 1',
    });
    expect(() => watch.see(2, { loss: 1 })).toThrow(
      "earlyStopping watches 'val_acc', which is not among loss: give validation rows",
    );
  });

  it.each([
    [{}, /earlyStopping.patience must be a whole number at least 0, not undefined/],
    [{ patience: -1 }, /earlyStopping.patience must be a whole number at least 0, not -1/],
    [{ patience: 1, minDelta: -1 }, /earlyStopping.minDelta must be a number at least 0/],
    [
      { patience: 1, mode: 'least' },
      /earlyStopping.mode must be one of 'auto', 'min', 'max', not 'least'/,
    ],
    [{ patience: 1, monitor: 3 }, /earlyStopping.monitor must be a column/],
    [{ patience: 1, baseline: NaN }, /earlyStopping.baseline must be a number, not NaN/],
    [{ patience: 1, restoreBestWeights: 1 }, /restoreBestWeights must be true or false/],
    [{ pacience: 1 }, /did you mean 'patience'/],
  ])('refuses %o', (options, message) => {
    expect(() => resolveEarlyStopping(options as never)).toThrow(message);
  });
});
