import type { CrossValidationProgress, FoldResult } from '@occam/evaluation';
import { count, formatScore } from './formatNumber.js';
import type { Progress } from './progress.js';

/**
 * Shows how a cross-validation goes on: a line for each finished fold, and on a terminal the running fold
 * with its epoch, its losses and the mean of the scores so far.
 */
export function foldProgress(progress: Progress): (event: CrossValidationProgress) => void {
  const finished: FoldResult[] = [];
  return (event) => {
    const position = `fold ${String(event.fold + 1).padStart(String(event.folds).length)}/${event.folds}`;
    if (event.type === 'foldStart') progress.status(`${position}  starting${soFar(finished)}`);
    if (event.type === 'epoch') {
      const { epoch, epochs, logs } = event;
      progress.status(
        `${position}  epoch ${epoch + 1}/${epochs}${describeLosses(logs)}${soFar(finished)}`,
      );
    }
    if (event.type === 'foldEnd') {
      finished.push(event.result);
      progress.line(`${position}  ${describeFold(event.result)}`);
    }
  };
}

/** The losses of an epoch, as `  loss 0.1234  val_loss 0.2345`. */
export function describeLosses(logs: Readonly<Record<string, number>>): string {
  return ['loss', 'val_loss']
    .filter((name) => logs[name] !== undefined)
    .map((name) => `  ${name} ${formatScore(logs[name]!)}`)
    .join('');
}

function describeFold({ test, epochs, seconds }: FoldResult): string {
  const scores = Object.entries(test).map(([metric, score]) => `${metric} ${formatScore(score)}`);
  return [...scores, count(epochs, 'epoch'), `${seconds.toFixed(1)} s`].join('  ');
}

function soFar(finished: readonly FoldResult[]): string {
  const metric = Object.keys(finished[0]?.test ?? {})[0];
  if (metric === undefined) return '';
  const mean = finished.reduce((sum, { test }) => sum + test[metric]!, 0) / finished.length;
  return `  | mean ${metric} so far ${formatScore(mean)}`;
}
