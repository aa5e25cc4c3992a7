import type { FoldResult } from '@occam/evaluation';
import { expect, it } from 'vitest';
import { foldProgress } from './foldProgress.js';

function result(index: number, accuracy: number): FoldResult {
  return {
    index,
    train: { accuracy: 1 },
    test: { accuracy },
    epochs: 3,
    bestEpoch: 2,
    stopReason: 'epochs',
    history: { loss: [], objective: [], penalty: [], lr: [] },
    seconds: 1.25,
    trainSize: 8,
    validationSize: 0,
    testSize: 2,
  };
}

it('shows each finished fold, the running epoch and the mean so far', () => {
  const shown: string[] = [];
  const show = foldProgress({
    line: (text) => shown.push(`line: ${text}`),
    status: (text) => shown.push(text),
    clear: () => {},
  });
  show({ type: 'foldStart', fold: 0, folds: 10 });
  show({ type: 'epoch', fold: 0, folds: 10, epoch: 0, epochs: 3, logs: { loss: 0.5, lr: 0.1 } });
  show({ type: 'foldEnd', fold: 0, folds: 10, result: result(0, 0.8) });
  show({ type: 'foldEnd', fold: 1, folds: 10, result: result(1, 0.9) });
  show({
    type: 'epoch',
    fold: 2,
    folds: 10,
    epoch: 1,
    epochs: 3,
    logs: { loss: 0.25, val_loss: 0.75 },
  });
  expect(shown).toEqual([
    'fold  1/10  starting',
    'fold  1/10  epoch 1/3  loss 0.5000',
    'line: fold  1/10  accuracy 0.8000  3 epochs  1.3 s',
    'line: fold  2/10  accuracy 0.9000  3 epochs  1.3 s',
    'fold  3/10  epoch 2/3  loss 0.2500  val_loss 0.7500  | mean accuracy so far 0.8500',
  ]);
});
