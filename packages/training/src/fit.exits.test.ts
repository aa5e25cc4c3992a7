import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { blobs, classifier, leavesNoTensor, onBackend, weightsOf } from '../test/helpers.js';
import type { Callback } from './callbacks.js';
import { DivergenceError } from './divergenceError.js';
import { fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';

onBackend('cpu');

const data = blobs(60);
const validation = blobs(30, { seed: 8 });

/** Noise, penalties, state, snapshots: everything that could leave a tensor behind. */
const everything: FitOptions = {
  epochs: 6,
  batchSize: 16,
  validation,
  optimizer: { name: 'adamw', learningRate: 0.01, clipNorm: 1 },
  objective: { labelSmoothing: 0.1 },
  classWeight: 'balanced',
  earlyStopping: { patience: 3 },
};

function network(): tf.Sequential {
  const model = classifier([
    tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.2 }),
    tf.layers.gaussianNoise({ stddev: 0.1 }),
    tf.layers.dense({ units: 6, kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
  ]);
  return model;
}

/** Watches which weights the best epoch had. */
function spyOnBest(): { callback: Callback; best: () => number[] } {
  let bestLoss = Infinity;
  let best: number[] = [];
  return {
    best: () => best,
    callback: {
      onEpochEnd: async ({ val_loss }, control) => {
        if (val_loss! >= bestLoss) return;
        bestLoss = val_loss!;
        best = (await control.getWeights()).flatMap(({ data: values }) => Array.from(values));
      },
    },
  };
}

function failing(point: keyof Callback, epoch = 0): Callback {
  return {
    [point]: (_: unknown, control: { epoch: number }) => {
      if (control.epoch >= epoch) throw new Error(`broken in ${point}`);
    },
  };
}

describe('fit leaves no tensor and no layer changed', () => {
  async function exit(options: FitOptions, model = network()): Promise<unknown> {
    const methods = model.layers.map((layer) => layer.call);
    const outcome = await leavesNoTensor(() =>
      fit(model, data, { ...everything, ...options }).then(
        (result) => result.stopReason,
        (error: unknown) => error,
      ),
    );
    expect(model.layers.map((layer) => layer.call)).toEqual(methods);
    expect(model.layers.some((layer) => Object.hasOwn(layer, 'call'))).toBe(false);
    expect(model.layers.at(-1)!.getConfig()['activation']).toBe('softmax');
    model.dispose();
    return outcome;
  }

  it('when all epochs are used up', async () => {
    expect(await exit({ earlyStopping: undefined })).toBe('epochs');
    expect(await exit({ earlyStopping: { patience: 50 } })).toBe('epochs');
  });

  it.each(['sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adam', 'adamw'] as const)(
    'with the optimizer %s',
    async (optimizer) => {
      expect(await exit({ optimizer, epochs: 2 })).toBe('epochs');
    },
  );

  it('when it stops early', async () => {
    expect(await exit({ earlyStopping: { patience: 0, minDelta: 10 } })).toBe('earlyStopping');
  });

  it('when a callback stops it', async () => {
    const callbacks: Callback[] = [{ onBatchEnd: (_, control) => control.stop('enough') }];
    expect(await exit({ callbacks })).toBe('callback');
  });

  it.each(['onTrainBegin', 'onEpochBegin', 'onBatchEnd', 'onEpochEnd', 'onTrainEnd'] as const)(
    'when %s throws',
    async (point) => {
      expect(await exit({ callbacks: [failing(point)] })).toEqual(new Error(`broken in ${point}`));
    },
  );

  it('when a callback rejects, or onProgress throws', async () => {
    const rejecting: Callback = { onEpochEnd: () => Promise.reject(new Error('rejected')) };
    expect(await exit({ callbacks: [rejecting] })).toEqual(new Error('rejected'));
    const onProgress = () => {
      throw new Error('broken progress');
    };
    expect(await exit({ onProgress })).toEqual(new Error('broken progress'));
  });

  it('when the loss diverges', async () => {
    const optimizer = { name: 'sgd', learningRate: 1e30 } as const;
    expect(await exit({ optimizer })).toBeInstanceOf(DivergenceError);
  });

  it('when it is aborted before, in a batch, or between epochs', async () => {
    expect(await exit({ signal: AbortSignal.abort('early') })).toBe('early');
    for (const point of ['onBatchEnd', 'onEpochEnd'] as const) {
      const controller = new AbortController();
      const callbacks: Callback[] = [{ [point]: () => controller.abort(`in ${point}`) }];
      expect(await exit({ signal: controller.signal, callbacks })).toBe(`in ${point}`);
    }
  });

  it('when it is aborted from outside', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const error = await exit({ signal: controller.signal, epochs: 1e6, earlyStopping: undefined });
    expect((error as Error).name).toBe('AbortError');
  });

  it('when a layer or the data are refused', async () => {
    expect(await exit({ validation: blobs(9, { features: 5 }) })).toBeInstanceOf(RangeError);
    const broken = network();
    vi.spyOn(broken.layers[0]!, 'call').mockImplementation(() => {
      throw new Error('broken layer');
    });
    const outcome = await leavesNoTensor(() =>
      fit(broken, data, everything).catch((error: unknown) => error),
    );
    expect(outcome).toEqual(new Error('broken layer'));
    // The fused engine leaves such a model to tfjs, and says so.
    vi.mocked(console.warn).mockClear();
    broken.dispose();
  });
});

describe('the best weights come back', () => {
  async function outcome(options: FitOptions) {
    const { callback, best } = spyOnBest();
    const model = classifier();
    const callbacks = [callback, ...(options.callbacks ?? [])];
    const settled = await fit(model, data, {
      optimizer: { name: 'adam', learningRate: 0.3 },
      epochs: 12,
      validation,
      earlyStopping: { patience: 3 },
      ...options,
      callbacks,
    }).catch((error: unknown) => error);
    const weights = weightsOf(model);
    model.dispose();
    return { weights, best: best(), settled };
  }

  it('with patience', async () => {
    const { weights, best, settled } = await outcome({ epochs: 100 });
    const result = settled as Awaited<ReturnType<typeof fit>>;
    expect(result.stopReason).toBe('earlyStopping');
    expect(result.epochs).toBe(result.bestEpoch + 4);
    const losses = result.history.val_loss!;
    expect(losses[result.bestEpoch]).toBe(Math.min(...losses));
    expect(result.stopMessage).toBe(
      `val_loss has not improved for 3 epochs, best ${losses[result.bestEpoch]} in epoch ${result.bestEpoch + 1}`,
    );
    expect(weights).toEqual(best);
  });

  it('with all epochs used up, in time for onTrainEnd', async () => {
    let seen: number[] = [];
    const onTrainEnd: Callback['onTrainEnd'] = async (_, control) => {
      seen = (await control.getWeights()).flatMap(({ data: values }) => Array.from(values));
    };
    const { weights, best } = await outcome({
      earlyStopping: { patience: 50 },
      callbacks: [{ onTrainEnd }],
    });
    expect(weights).toEqual(best);
    expect(seen).toEqual(best);
  });

  it('after a stop, an error and an abortion', async () => {
    const controller = new AbortController();
    const at = (epoch: number, act: () => void): Callback => ({
      onBatchEnd: (_, control) => (control.epoch === epoch ? act() : undefined),
    });
    const earlyStopping = { patience: 30 };
    const stopped = await outcome({
      earlyStopping,
      callbacks: [
        { onBatchEnd: (_, control) => (control.epoch === 5 ? control.stop('enough') : undefined) },
      ],
    });
    expect(stopped.weights).toEqual(stopped.best);
    const failed = await outcome({ earlyStopping, callbacks: [failing('onBatchEnd', 5)] });
    expect(failed.settled).toEqual(new Error('broken in onBatchEnd'));
    expect(failed.weights).toEqual(failed.best);
    const aborted = await outcome({
      earlyStopping,
      signal: controller.signal,
      callbacks: [at(5, () => controller.abort('enough'))],
    });
    expect(aborted.settled).toBe('enough');
    expect(aborted.weights).toEqual(aborted.best);
  });

  it('after the loss diverged, with the history attached', async () => {
    const { weights, best, settled } = await outcome({
      callbacks: [
        {
          onEpochBegin: async (_, control) => {
            const all = await control.getWeights();
            if (control.epoch === 3)
              control.setWeights(all.map((w) => ({ ...w, data: w.data.fill(NaN) })));
          },
        },
      ],
    });
    const error = settled as DivergenceError;
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error.message).toBe(
      "loss became NaN in epoch 4 of 12 at the learning rate 0.3: try a smaller learning rate, the optimizer's " +
        'clipNorm, or features scaled to similar ranges',
    );
    expect([error.epoch, error.learningRate]).toEqual([3, 0.3]);
    expect(error.history.loss).toHaveLength(3);
    expect(weights).toEqual(best);
  });

  it('only if asked for', async () => {
    const { weights, best } = await outcome({
      earlyStopping: { patience: 3, restoreBestWeights: false },
    });
    expect(weights).not.toEqual(best);
  });

  it('with the moving statistics', async () => {
    const model = network();
    const seen: number[][] = [];
    const { bestEpoch } = await fit(model, data, {
      epochs: 3,
      earlyStopping: { monitor: 'objective', mode: 'max', patience: 9 },
      callbacks: [
        {
          onEpochEnd: async (logs, control) => {
            // Whatever the loss does, the first epoch is the best.
            logs['objective'] = -control.epoch;
            seen.push((await control.getWeights()).flatMap((w) => Array.from(w.data)));
          },
        },
      ],
    });
    expect(bestEpoch).toBe(0);
    expect(weightsOf(model)).toEqual(seen[0]);
    expect(seen[2]).not.toEqual(seen[0]);
    model.dispose();
  });
});

it('fit refuses a model that is in training, and takes it again afterwards', async () => {
  const model = classifier();
  const first = fit(model, data, { epochs: 2 });
  await expect(fit(model, data, { epochs: 2 })).rejects.toThrow('the model is in training already');
  await first;
  await fit(model, data, { epochs: 1 });
  model.dispose();
});
