import { afterEach, describe, expect, it, vi } from 'vitest';
import { summarizeFolds } from './crossValidationResult.js';
import type { FoldResult } from './foldResult.js';
import { correctedInterval } from './statistics/correctedInterval.js';

function foldOf(index: number, test: number, train: number): FoldResult {
  return {
    index,
    train: { score: train },
    test: { score: test },
    epochs: 1,
    bestEpoch: 0,
    stopReason: 'epochs',
    history: { loss: [1], objective: [1], penalty: [0], lr: [0.1] },
    seconds: 1,
    trainSize: 60,
    validationSize: 20,
    testSize: 20,
  };
}

afterEach(() => vi.restoreAllMocks());

describe('summarizeFolds', () => {
  it('counts held-out validation rows as training rows of the interval', () => {
    const summary = summarizeFolds([foldOf(0, 1, 4), foldOf(1, 3, 8)], ['score']);
    expect(summary).toEqual({
      mean: { score: 2 },
      std: { score: Math.SQRT2 },
      interval: { score: correctedInterval([1, 3], { testTrainRatio: 20 / 80 }) },
      train: { mean: { score: 6 }, std: { score: Math.sqrt(8) } },
    });
  });

  it('leaves out folds where the metric is undefined, and says which', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const folds = [foldOf(0, 1, 4), foldOf(1, NaN, 8), foldOf(2, 3, 6)];
    const summary = summarizeFolds(folds, ['score']);
    expect(summary.mean).toEqual({ score: 2 });
    expect(summary.interval['score']).toEqual(correctedInterval([1, 3], { testTrainRatio: 0.25 }));
    expect(summary.train.mean).toEqual({ score: 6 });
    expect(warned.mock.calls).toEqual([
      [
        expect.stringMatching(
          /score is undefined on the test rows of folds\[1\] .* the other 2 of 3/,
        ),
      ],
    ]);
  });

  it('has neither deviation nor interval for one fold', () => {
    const { mean, std, interval } = summarizeFolds([foldOf(0, 1, 4)], ['score']);
    expect([mean, std, interval]).toEqual([{ score: 1 }, { score: NaN }, { score: [NaN, NaN] }]);
  });
});
