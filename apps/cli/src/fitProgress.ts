import type { FitProgress } from '@occam/training';
import { describeLosses } from './foldProgress.js';
import type { Progress } from './progress.js';

/** Shows on a terminal the running epoch of a training, with the losses of the one before. */
export function fitProgress(progress: Progress): (event: FitProgress) => void {
  let losses = '';
  return ({ epoch, epochs, batch, batches, logs }) => {
    if (logs !== undefined) losses = describeLosses(logs);
    progress.status(`epoch ${epoch + 1}/${epochs}  batch ${batch}/${batches}${losses}`);
  };
}
