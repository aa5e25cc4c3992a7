import type { Engine, Snapshot } from './engine.js';
import type { FitSettings } from './fitSettings.js';
import type { BatchSupply } from './variation.js';

/** The averages of weights that an optimizer asks for. */
export interface Averaging {
  /** Before a step of the optimizer: lookahead starts from the weights before the first one. */
  beforeStep(): void;
  /** Takes in the weights after a step of the optimizer, and synchronizes lookahead when its time has come. */
  afterStep(): void;
  /** Takes in the weights after an epoch, counted from 0. */
  afterEpoch(epoch: number): void;
  /**
   * Puts the average in the place of the weights, with the running statistics of batch normalization that belong to it.
   *
   * @param step decides the masks of the rows that are passed forward for that
   * @returns the weights as they were; undefined if there is no average yet
   * @throws what the pause between two batches throws; the weights are then as they were
   */
  show(step: number): Promise<Snapshot | undefined>;
}

/**
 * Prepares the averages of an optimizer: `ema` or `swa`, and `lookahead`. They are freed with the engine.
 *
 * @param rows how many training rows there are
 * @param breathe the pause between two batches
 * @param vary what gives batches varied, as they are trained on; absent: they are not
 * @returns undefined if it asks for none
 */
export function createAveraging(
  engine: Engine,
  { optimizer, epochs, batchSize }: FitSettings,
  rows: number,
  breathe: () => Promise<void>,
  vary?: (batches: readonly Uint32Array[]) => Promise<BatchSupply>,
): Averaging | undefined {
  const { lookahead, ema, swa } = optimizer;
  if (!lookahead && !ema && !swa) return undefined;
  const { syncPeriod = 5, slowStepSize = 0.5 } = lookahead ?? {};
  const { decay = 0.99 } = ema ?? {};
  const { start = 0.75, every = 1 } = swa ?? {};
  const first = Math.floor(start * epochs);
  const slow = lookahead && engine.createAverage();
  const average = ema || swa ? engine.createAverage() : undefined;
  let steps = 0;
  let taken = 0;

  /**
   * The mean over all training rows, batch by batch, of the batches' means and variances, as PyTorch's `update_bn`. The rows are
   * varied as in the epoch that ended: statistics must be those of what the layers were trained on, augmented as it was.
   */
  async function recomputeStatistics(step: number): Promise<void> {
    if (!engine.keepsStatistics) return;
    const batches = Array.from({ length: Math.ceil(rows / batchSize) }, (_, k) => {
      const from = k * batchSize;
      return Uint32Array.from({ length: Math.min(batchSize, rows - from) }, (_, i) => from + i);
    });
    const supply = await vary?.(batches);
    let seen = 0;
    for (const batch of batches) {
      seen += batch.length;
      engine.observeBatch(batch, step, batch.length / seen, await supply?.());
      await breathe();
    }
  }

  return {
    beforeStep() {
      if (steps === 0) slow?.update(1);
    },
    afterStep() {
      steps += 1;
      if (slow && steps % syncPeriod === 0) {
        slow.update(slowStepSize);
        slow.put();
      }
      if (ema) {
        average!.update(1 - decay);
        taken += 1;
      }
    },
    afterEpoch(epoch) {
      if (!swa || epoch < first || (epoch - first) % every !== 0) return;
      taken += 1;
      average!.update(1 / taken);
    },
    async show(step) {
      if (taken === 0 && (!slow || steps === 0)) return undefined;
      const before = engine.snapshot();
      try {
        if (taken > 0) {
          average!.put();
          await recomputeStatistics(step);
        } else slow!.put(slowStepSize);
        return before;
      } catch (error) {
        before.restore();
        before.dispose();
        throw error;
      }
    },
  };
}
