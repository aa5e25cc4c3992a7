import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import {
  blobs,
  classifier,
  expectClose,
  FUSED,
  leavesNoTensor,
  onBackend,
  weightsOf,
} from '../test/helpers.js';
import type { Callback, TrainingControl } from './callbacks.js';
import { createAveraging } from './averaging.js';
import { createEngine } from './createEngine.js';
import { fit } from './fit.js';
import type { FitOptions, FitResult } from './fitOptions.js';
import { resolveFitOptions } from './fitSettings.js';
import { resolveObjective } from './objective.js';
import { ema } from './optimizers/ema.js';
import { lookahead } from './optimizers/lookahead.js';
import type { OptimizerOptions } from './optimizers/optimizerConfig.js';
import { resolveOptimizer } from './optimizers/resolveOptimizer.js';
import { sam } from './optimizers/sam.js';
import { swa } from './optimizers/swa.js';

onBackend('cpu');

const data = blobs(50);
const validation = blobs(30, { seed: 8 });
const engine = FUSED ? 'fused' : 'tfjs';
const momentum = { name: 'momentum', learningRate: 0.05 } as const;

interface Trained {
  result: FitResult;
  /** The weights at the end. */
  weights: number[];
  /** The loss of the validation rows by them, measured by tfjs itself. */
  loss: number;
}

/** Trains, and checks that nothing is left behind. */
async function trained(
  options: FitOptions,
  layers: () => tf.layers.Layer[] = () => [],
): Promise<Trained> {
  return leavesNoTensor(async () => {
    const model = classifier(layers());
    try {
      const all = { epochs: 4, batchSize: 16, validation, engine, ...options } as const;
      const result = await fit(model, data, all);
      return { result, weights: weightsOf(model), loss: lossOf(model) };
    } finally {
      model.dispose();
    }
  });
}

function lossOf(model: tf.LayersModel): number {
  return tf.tidy(() => {
    const p = model.predict(tf.tensor2d(validation.x.data, [30, 4])) as tf.Tensor;
    const t = tf.oneHot(tf.tensor1d(validation.y.data, 'int32'), 3);
    return tf.neg(tf.mean(tf.sum(tf.mul(t, tf.log(p)), 1))).dataSync()[0]!;
  });
}

/** The raw weights after each epoch, as callbacks see them. */
function recorder(at: 'onBatchEnd' | 'onEpochEnd'): { seen: number[][]; callback: Callback } {
  const seen: number[][] = [];
  const see = async (_: unknown, control: TrainingControl) => {
    const all = await control.getWeights();
    seen.push(all.flatMap(({ data: values }) => Array.from(values)));
  };
  return { seen, callback: { [at]: see } };
}

const average = (lists: number[][]) =>
  lists[0]!.map((_, i) => lists.reduce((sum, list) => sum + list[i]!, 0) / lists.length);

describe('what comes out', () => {
  it('of swa is the mean over the last epochs, also by every second', async () => {
    const { seen, callback } = recorder('onEpochEnd');
    const half = await trained({
      epochs: 5,
      optimizer: swa(momentum, { start: 0.5 }),
      callbacks: [callback],
    });
    expect(seen).toHaveLength(5);
    expectClose(half.weights, average(seen.slice(2)));
    const second = await trained({ epochs: 5, optimizer: swa(momentum, { start: 0, every: 2 }) });
    expectClose(second.weights, average([seen[0]!, seen[2]!, seen[4]!]));
  });

  it('of ema is the average over all steps', async () => {
    const { seen, callback } = recorder('onBatchEnd');
    const { weights } = await trained({
      optimizer: ema(momentum, { decay: 0.9 }),
      callbacks: [callback],
    });
    let want = seen[0]!;
    for (const step of seen.slice(1)) want = want.map((a, i) => 0.9 * a + 0.1 * step[i]!);
    expectClose(weights, want);
  });

  it.each([
    ['ema', ema(momentum, { decay: 0.5 })],
    ['swa', swa(momentum, { start: 0.25 })],
    ['lookahead', lookahead(momentum, { syncPeriod: 3 })],
    ['all of it', sam(lookahead(ema(momentum)))],
  ])('of %s has the last val_loss, without validation too', async (_, optimizer) => {
    for (const layers of [() => [], () => [tf.layers.batchNormalization()]]) {
      const { result, loss, weights } = await trained({ optimizer }, layers);
      expectClose([result.history.val_loss!.at(-1)!], [loss]);
      const blind = await trained({ optimizer, validation: undefined }, layers);
      expect(blind.weights).toEqual(weights);
    }
  });

  it('does not change the steps themselves', async () => {
    const plain = recorder('onEpochEnd');
    const averaged = recorder('onEpochEnd');
    const layers = () => [tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.3 })];
    const { result } = await trained({ optimizer: momentum, callbacks: [plain.callback] }, layers);
    for (const optimizer of [ema(momentum), swa(momentum, { start: 0 })]) {
      averaged.seen.length = 0;
      const other = await trained({ optimizer, callbacks: [averaged.callback] }, layers);
      expect(averaged.seen).toEqual(plain.seen);
      expect(other.result.history.loss).toEqual(result.history.loss);
      expect(other.result.history.val_loss).not.toEqual(result.history.val_loss);
    }
  });

  it('is what a lookahead of the fast weights alone would be, with a slow step of 1', async () => {
    const plain = await trained({ optimizer: momentum });
    const looking = await trained({ optimizer: lookahead(momentum, { slowStepSize: 1 }) });
    expectClose(looking.weights, plain.weights);
  });

  it('starts lookahead from the weights that a callback has set', async () => {
    const set: Callback = {
      onTrainBegin: async (_, control) => {
        const all = await control.getWeights();
        control.setWeights(all.map((w) => ({ ...w, data: w.data.map(() => 0.5) as Float32Array })));
      },
    };
    const optimizer = lookahead({ name: 'sgd', learningRate: 0 }, { syncPeriod: 2 });
    const { weights } = await trained({ optimizer, callbacks: [set] });
    expect(weights.every((w) => w === 0.5)).toBe(true);
  });
});

describe('early stopping', () => {
  /** Restores the best epoch; a large learning rate makes a middle epoch the best. */
  const options: FitOptions = {
    epochs: 12,
    earlyStopping: { patience: 3 },
    learningRateSchedule: (epoch) => (epoch < 4 ? 0.05 : 3),
  };

  it.each([
    ['ema', ema(momentum, { decay: 0.8 })],
    ['swa, from epochs with a mean or before it', swa(momentum, { start: 0.3 })],
    ['lookahead', lookahead(momentum)],
  ])('puts back the averages of the best epoch: %s', async (_, optimizer) => {
    const layers = () => [tf.layers.batchNormalization()];
    const { result, loss } = await trained({ ...options, optimizer }, layers);
    const { val_loss: losses } = result.history;
    expect(result.bestEpoch).toBe(losses!.indexOf(Math.min(...losses!)));
    expect(result.stopReason).toBe('earlyStopping');
    expectClose([loss], [losses![result.bestEpoch]!]);
  });

  it('leaves the averages of the last epoch if it restores nothing', async () => {
    const { result, loss } = await trained({
      ...options,
      optimizer: ema(momentum),
      earlyStopping: { patience: 3, restoreBestWeights: false },
    });
    expect(result.bestEpoch).toBeLessThan(result.epochs - 1);
    expectClose([loss], [result.history.val_loss!.at(-1)!]);
  });

  it('keeps averages without validation', async () => {
    const seen = recorder('onEpochEnd');
    const { weights } = await trained({
      epochs: 3,
      validation: undefined,
      optimizer: swa(momentum, { start: 0 }),
      earlyStopping: { monitor: 'loss', patience: 5 },
      callbacks: [seen.callback],
    });
    expectClose(weights, average(seen.seen));
  });

  it('before the mean begins leaves the plain weights', async () => {
    const { callback, seen } = recorder('onEpochEnd');
    const stopping: Callback = { onEpochEnd: (_, control) => control.stop() };
    const optimizer = swa(momentum);
    const { weights } = await trained({ optimizer, callbacks: [callback, stopping] });
    expect(weights).toEqual(seen[0]);
  });
});

describe('batch normalization', () => {
  const layers = () => [tf.layers.batchNormalization({ momentum: 0.7 })];

  it('has the mean over all rows of the batches of the averaged network', async () => {
    await leavesNoTensor(async () => {
      const model = classifier(layers());
      await fit(model, data, { epochs: 2, batchSize: 16, optimizer: ema(momentum), engine });
      const [mean, variance] = tf.tidy(() => {
        const x = tf.tensor2d(data.x.data, [50, 4]);
        const hidden = model.layers[0]!.apply(x) as tf.Tensor2D;
        const parts = [0, 16, 32, 48].map((start) => {
          const size = Math.min(16, 50 - start);
          const { mean: m, variance: v } = tf.moments(hidden.slice([start, 0], [size, 8]), 0);
          return tf.mul(tf.stack([m, v]), size / 50);
        });
        return tf.addN(parts).arraySync() as [number[], number[]];
      });
      const statistics = weightsOf(model).slice(-16);
      expectClose(statistics, [...mean, ...variance]);
      expect((model.layers[1] as unknown as { momentum: number }).momentum).toBe(0.7);
      model.dispose();
    });
  });
});

describe('whatever happens', () => {
  const layers = () => [tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.3 })];
  const optimizers: OptimizerOptions[] = [
    sam(lookahead(ema(momentum), { syncPeriod: 2 })),
    swa(momentum, { start: 0 }),
  ];

  it.each(optimizers)(
    'nothing is left, and the steps go on from the weights: %o',
    async (optimizer) => {
      const failing = (point: keyof Callback): Callback => ({
        [point]: (_: unknown, control: TrainingControl) => {
          if (control.epoch === 1) throw new Error(point);
        },
      });
      for (const point of ['onBatchEnd', 'onEpochEnd', 'onEpochBegin'] as const) {
        const callbacks = [failing(point)];
        await expect(trained({ optimizer, callbacks }, layers)).rejects.toThrow(point);
        const earlyStopping = { patience: 9 };
        await expect(trained({ optimizer, callbacks, earlyStopping }, layers)).rejects.toThrow(
          point,
        );
      }
      const diverging = {
        optimizer,
        learningRateSchedule: (epoch: number) => (epoch ? 1e38 : 0.1),
      };
      await expect(trained({ ...diverging, epochs: 9 })).rejects.toThrow(/became/);
    },
  );

  it('an abort while statistics are recomputed puts the weights back', async () => {
    const model = classifier(layers());
    const { engine: created } = createEngine(engine, {
      model,
      training: { ...data, size: 50, classCount: 3 },
      validation: undefined,
      weights: undefined,
      objective: resolveObjective(),
      loss: 'crossEntropy',
      optimizer: resolveOptimizer(ema(momentum)),
      rng: createRng(0),
    });
    const breathe = vi.fn<() => Promise<void>>();
    const settings = resolveFitOptions({ optimizer: ema(momentum), batchSize: 16 });
    const averaging = createAveraging(created, settings, 50, breathe)!;
    expect(await averaging.show(0)).toBeUndefined();
    for (let step = 0; step < 3; step++) {
      averaging.beforeStep();
      created.trainBatch(Uint32Array.of(1, 2, 3, 4), step, 0.1);
      averaging.afterStep();
    }
    const before = weightsOf(model);
    breathe.mockRejectedValueOnce(new Error('aborted'));
    await expect(averaging.show(3)).rejects.toThrow('aborted');
    expect(weightsOf(model)).toEqual(before);
    const shown = await averaging.show(3);
    expect(weightsOf(model)).not.toEqual(before);
    shown!.restore();
    shown!.dispose();
    expect(weightsOf(model)).toEqual(before);
    created.dispose();
    model.dispose();
  });
});
