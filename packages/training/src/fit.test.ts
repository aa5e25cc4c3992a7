import { createRng, registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { blobs, classifier, expectClose, onBackend, weightsOf } from '../test/helpers.js';
import type { Callback } from './callbacks.js';
import { fit } from './fit.js';
import type { FitOptions, FitProgress } from './fitOptions.js';
import { predict } from './predict.js';

onBackend('cpu');
registerClass('penalty', 'Squares', () => (w: tf.Tensor) => tf.sum(tf.square(w)));

const data = blobs(50);

async function trained(options: FitOptions = {}, layers: () => tf.layers.Layer[] = () => []) {
  const model = classifier(layers());
  const result = await fit(model, data, { epochs: 3, batchSize: 16, ...options });
  const weights = weightsOf(model);
  model.dispose();
  return { ...result, weights };
}

/** The plain cross-entropy and accuracy of a model on rows, in float64 from its probabilities. */
async function scores(model: tf.LayersModel, { x, y } = data) {
  const { data: p, shape } = await predict(model, x);
  const classes = shape[1]!;
  const rows = Array.from(y.data, (label, row) => ({
    label,
    p: p.slice(row * classes, (row + 1) * classes),
  }));
  return {
    loss: rows.reduce((sum, row) => sum - Math.log(row.p[row.label]!), 0) / rows.length,
    acc: rows.filter((row) => row.p.indexOf(Math.max(...row.p)) === row.label).length / rows.length,
  };
}

describe('reproducibility', () => {
  const noisy = () => [tf.layers.dropout({ rate: 0.3 }), tf.layers.gaussianNoise({ stddev: 0.1 })];

  it.each([0, 1, 'seed', -5])('gives the same bits for the seed %o', async (seed) => {
    const first = await trained({ seed }, noisy);
    await trained({ seed: 99 }, noisy);
    const second = await trained({ seed }, noisy);
    expect(second.weights).toEqual(first.weights);
    expect(second.history).toEqual(first.history);
  });

  it('gives other numbers for other seeds', async () => {
    const runs = await Promise.all([0, 1, 'a'].map((seed) => trained({ seed }, noisy)));
    expect(new Set(runs.map(({ weights }) => weights.join())).size).toBe(3);
  });

  it('does not depend on who watches or on trainings beside it', async () => {
    const alone = await trained({ seed: 1 }, noisy);
    const [watched] = await Promise.all([
      trained({ seed: 1, onProgress: () => {}, callbacks: [{ onBatchEnd: () => {} }] }, noisy),
      trained({ seed: 2 }, noisy),
    ]);
    expect(watched.weights).toEqual(alone.weights);
    expect(watched.history).toEqual(alone.history);
  });

  it('trains on tensors as on arrays', async () => {
    const arrays = await trained();
    const x = tf.tensor2d(data.x.data, [50, 4]);
    const y = tf.tensor1d(data.y.data, 'int32');
    const model = classifier();
    const { history } = await fit(
      model,
      { x, y, task: 'classification' },
      { epochs: 3, batchSize: 16 },
    );
    expect(history).toEqual(arrays.history);
    tf.dispose([x, y]);
    model.dispose();
  });
});

describe('what is logged', () => {
  it('loss is the mean over the batches before each step, val_loss the same formula after the epoch', async () => {
    const model = classifier();
    const seen: number[][] = [];
    const { history } = await fit(model, data, {
      epochs: 1,
      batchSize: 16,
      validation: data,
      callbacks: [{ onBatchEnd: ({ loss, acc }, { step }) => void seen.push([step, loss!, acc!]) }],
    });
    expect(seen.map(([step]) => step)).toEqual([0, 1, 2, 3]);
    const sizes = [16, 16, 16, 2];
    const mean = (column: number) =>
      seen.reduce((sum, row, i) => sum + row[column]! * sizes[i]!, 0) / 50;
    expectClose(history.loss, [mean(1)]);
    expectClose(history.acc!, [mean(2)]);
    const { loss, acc } = await scores(model);
    expectClose(history.val_loss!, [loss]);
    expectClose(history.val_acc!, [acc]);
    model.dispose();
  });

  it('shuffles the rows of each epoch anew, and trains on every row once', async () => {
    const orders: number[][] = [];
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
    });
    const x = { data: Float32Array.from({ length: 7 }, (_, i) => i + 1), shape: [7, 1] };
    const onBatchEnd = ({ loss }: Record<string, number>) =>
      void orders.at(-1)!.push(Math.sqrt(loss!));
    await fit(
      model,
      { x, y: { ...x, shape: [7] }, task: 'regression' },
      {
        epochs: 2,
        batchSize: 1,
        seed: 5,
        optimizer: { name: 'sgd', learningRate: 0 },
        callbacks: [{ onEpochBegin: () => void orders.push([]), onBatchEnd }],
      },
    );
    const want = (epoch: number) =>
      Array.from(createRng(5).fork(`shuffle/${epoch}`).permutation(7), (i) => i + 1);
    expectClose(orders[0]!, want(0));
    expectClose(orders[1]!, want(1));
    model.dispose();
  });

  it('adds penalties, weights and smoothing to the objective alone', async () => {
    const model = classifier();
    const kernels = [0, 2].map((i) => Array.from(model.getWeights()[i]!.dataSync()));
    const squares = kernels.flat().reduce((sum, w) => sum + w * w, 0);
    const plain = await scores(model);
    const still = {
      epochs: 1,
      batchSize: 50,
      optimizer: { name: 'sgd', learningRate: 0 },
    } as const;
    const penalized = await fit(model, data, {
      ...still,
      objective: { lossWeight: 0.5, penalties: [{ className: 'Squares', weight: 0.1 }] },
    });
    expectClose(penalized.history.loss, [plain.loss]);
    expectClose(penalized.history.penalty, [0.1 * squares]);
    expectClose(penalized.history.objective, [0.5 * plain.loss + 0.1 * squares]);

    const smoothed = await fit(model, data, { ...still, objective: { labelSmoothing: 0.2 } });
    expectClose(smoothed.history.loss, [plain.loss]);
    const { data: p } = await predict(model, data.x);
    const uniform = Array.from(p).reduce((sum, one) => sum - Math.log(one) / 3, 0) / 50;
    expectClose(smoothed.history.objective, [0.8 * plain.loss + 0.2 * uniform]);
    model.dispose();
  });

  it('puts the regularizers of layers into penalty and gradient', async () => {
    const l2 = tf.regularizers.l2({ l2: 0.5 });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 1,
          inputShape: [1],
          kernelInitializer: 'ones',
          useBias: false,
          kernelRegularizer: l2,
        }),
      ],
    });
    const zero = { data: new Float32Array([0, 0]), shape: [2, 1] };
    const optimizer = { name: 'sgd', learningRate: 0.1 } as const;
    const { history } = await fit(
      model,
      { x: zero, y: zero, task: 'regression' },
      { epochs: 2, optimizer },
    );
    expectClose(history.penalty, [0.5, 0.5 * 0.81]);
    expectClose(history.objective, history.penalty);
    expect(history.loss).toEqual([0, 0]);
    expectClose(weightsOf(model), [0.81]);
    model.dispose();
  });

  it('weighs classes and rows in the objective alone', async () => {
    const model = classifier();
    const still = {
      epochs: 1,
      batchSize: 50,
      optimizer: { name: 'sgd', learningRate: 0 },
    } as const;
    const each = await Promise.all(
      Array.from(data.y.data, async (label, row) => {
        const p = await predict(model, {
          data: data.x.data.slice(4 * row, 4 * row + 4) as Float32Array,
          shape: [1, 4],
        });
        return { label, loss: -Math.log(p.data[label]!) };
      }),
    );
    const mean = (weight: (label: number, row: number) => number) =>
      each.reduce((sum, { label, loss }, row) => sum + weight(label, row) * loss, 0) / 50;
    const sampleWeight = Float32Array.from({ length: 50 }, (_, row) => row % 4);
    const { history } = await fit(model, data, {
      ...still,
      classWeight: { 0: 2, 2: 0.5 },
      sampleWeight,
    });
    expectClose(history.objective, [mean((label, row) => [2, 1, 0.5][label]! * (row % 4))]);
    expectClose(history.loss, [mean(() => 1)]);
    const counts = [17, 17, 16];
    const balanced = await fit(model, data, { ...still, classWeight: 'balanced' });
    expectClose(balanced.history.objective, [mean((label) => 50 / (3 * counts[label]!))]);
    model.dispose();
  });

  it('updates the moving statistics of batch normalization', async () => {
    const model = tf.sequential({
      layers: [tf.layers.batchNormalization({ inputShape: [1], momentum: 0.75 })],
    });
    const x = { data: new Float32Array([1, 2, 3, 6]), shape: [4, 1] };
    await fit(model, { x, y: x, task: 'regression' }, { epochs: 1, batchSize: 4 });
    const [, , mean, variance] = weightsOf(model);
    expectClose([mean!, variance!], [0.25 * 3, 0.75 + 0.25 * 3.5]);
    model.dispose();
  });
});

describe('outputs', () => {
  it.each([
    ['a linear layer', 'linear'],
    ['softmax', 'softmax'],
  ] as const)('trains %s with crossEntropy to the same weights', async (_, activation) => {
    const model = classifier([], { activation });
    const { history } = await fit(model, data, { epochs: 5, seed: 1 });
    const softmax = await trained({ epochs: 5, batchSize: 32, seed: 1 });
    expectClose(history.loss, softmax.history.loss);
    expectClose(weightsOf(model), softmax.weights);
    const { data: p } = await predict(model, data.x);
    expectClose([p[0]! + p[1]! + p[2]!], [1]);
    model.dispose();
  });

  it('trains one sigmoid unit with binaryCrossEntropy', async () => {
    const two = blobs(40, { classes: 2 });
    const model = classifier([], { classes: 1, activation: 'sigmoid' });
    const optimizer = { name: 'adam', learningRate: 0.05 } as const;
    const { history } = await fit(model, two, {
      epochs: 30,
      loss: 'binaryCrossEntropy',
      optimizer,
      validation: two,
    });
    const { loss, acc } = await scores(model, two);
    expectClose([history.val_loss!.at(-1)!, history.val_acc!.at(-1)!], [loss, acc]);
    expect(history.val_acc!.at(-1)).toBeGreaterThan(0.9);
    model.dispose();
  });

  it('takes soft targets', async () => {
    const soft = new Float32Array(150);
    data.y.data.forEach((label, row) =>
      soft.set(
        [0, 1, 2].map((c) => (c === label ? 0.8 : 0.1)),
        row * 3,
      ),
    );
    const model = classifier();
    const still = {
      epochs: 1,
      batchSize: 50,
      optimizer: { name: 'sgd', learningRate: 0 },
    } as const;
    const labels = await fit(model, data, { ...still, objective: { labelSmoothing: 0.3 } });
    const y = { data: soft, shape: [50, 3] };
    const shares = await fit(model, { ...data, y }, still);
    expectClose(shares.history.loss, labels.history.objective);
    expect(shares.history.acc).toEqual(labels.history.acc);
    model.dispose();
  });

  it('fits several numbers at once', async () => {
    const x = {
      data: createRng(1).shuffle(Float32Array.from({ length: 40 }, (_, i) => i / 20 - 1)),
      shape: [40, 1],
    };
    const y = { data: Float32Array.from(x.data).map(() => 0), shape: [40, 2] };
    const both = new Float32Array(80);
    x.data.forEach((value, i) => both.set([2 * value, 1 - value], 2 * i));
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [1], kernelInitializer: 'zeros' })],
    });
    const optimizer = { name: 'sgd', learningRate: 0.5 } as const;
    await fit(model, { x, y: { ...y, data: both }, task: 'regression' }, { epochs: 60, optimizer });
    expectClose(weightsOf(model), [2, -1, 0, 1], { abs: 1e-3 });
    const { shape } = await predict(model, x);
    expect(shape).toEqual([40, 2]);
    model.dispose();
  });
});

describe('learning rate', () => {
  it('follows a schedule and what callbacks set', async () => {
    const rates: number[] = [];
    const { history } = await trained({
      epochs: 4,
      batchSize: 50,
      optimizer: { name: 'sgd', learningRate: 0.8 },
      learningRateSchedule: { name: 'exponential', factor: 0.5 },
      callbacks: [
        {
          onEpochBegin: (_, control) => void rates.push(control.learningRate),
          onEpochEnd: (_, control) => {
            if (control.epoch === 1) control.learningRate = 0.1;
          },
        },
      ],
    });
    expectClose(history.lr, [0.8, 0.4, 0.05, 0.025]);
    expectClose(rates, history.lr);
  });

  it('asks a function for every step', async () => {
    const asked: number[][] = [];
    await trained({
      epochs: 2,
      batchSize: 25,
      learningRateSchedule: (epoch, step) => {
        asked.push([epoch, step]);
        return 0.01;
      },
    });
    expect([...new Set(asked.map(String))]).toEqual(
      expect.arrayContaining(['0,0', '0,1', '1,2', '1,3']),
    );
    const bad = trained({ learningRateSchedule: () => NaN });
    await expect(bad).rejects.toThrow(
      /learningRateSchedule returned for epoch 0, step 0, must be a number/,
    );
  });
});

describe('callbacks', () => {
  it('are called in order, awaited, and can add columns', async () => {
    const calls: string[] = [];
    const { history, stopReason } = await trained({
      epochs: 2,
      batchSize: 25,
      callbacks: [
        {
          onTrainBegin: () => void calls.push('train begins'),
          onEpochBegin: async (_, { epoch }) => {
            await Promise.resolve();
            calls.push(`epoch ${epoch}`);
          },
          onBatchEnd: (_, { step }) => void calls.push(`batch ${step}`),
          onEpochEnd: (logs, { epoch }) => {
            if (epoch === 1) logs['extra'] = 7;
            calls.push('ends');
          },
          onTrainEnd: () => void calls.push('train ends'),
        },
      ],
    });
    expect(calls.join(', ')).toBe(
      'train begins, epoch 0, batch 0, batch 1, ends, epoch 1, batch 2, batch 3, ends, train ends',
    );
    expect(history['extra']).toEqual([NaN, 7]);
    expect(stopReason).toBe('epochs');
  });

  it('stop training after a batch, an epoch, or before the first', async () => {
    const stop = (_: unknown, control: { stop(reason: string): void }) => control.stop('enough');
    const batch = await trained({
      callbacks: [{ onBatchEnd: (_, c) => (c.step === 5 ? c.stop('enough') : undefined) }],
    });
    expect(batch).toMatchObject({ epochs: 2, stopReason: 'callback', stopMessage: 'enough' });
    expect(batch.history.loss).toHaveLength(2);
    expect(await trained({ callbacks: [{ onEpochEnd: stop }] })).toMatchObject({
      epochs: 1,
      stopReason: 'callback',
    });
    const none = await trained({ callbacks: [{ onTrainBegin: stop }] });
    expect(none).toMatchObject({ epochs: 0, bestEpoch: -1, stopReason: 'callback' });
  });

  it('read and replace weights', async () => {
    const model = classifier();
    let copy: Awaited<ReturnType<import('./callbacks.js').TrainingControl['getWeights']>> = [];
    await fit(model, data, {
      epochs: 2,
      callbacks: [
        {
          onTrainBegin: async (_, control) => {
            copy = await control.getWeights();
          },
          onTrainEnd: (_, control) => control.setWeights(copy),
        },
      ],
    });
    const start = classifier();
    expect(weightsOf(model)).toEqual(weightsOf(start));
    expect(copy.map(({ shape }) => shape)).toEqual([[4, 8], [8], [8, 3], [3]]);
    const wrong = fit(model, data, {
      callbacks: [{ onTrainBegin: (_, c) => c.setWeights(copy.slice(1)) }],
    });
    await expect(wrong).rejects.toThrow(
      /setWeights needs the shapes \[4, 8\], \[8\], \[8, 3\], \[3\]/,
    );
    tf.dispose([model, start].flatMap((one) => one.weights.map((weight) => weight.read())));
  });
});

describe('progress', () => {
  it('tells of each epoch with its logs', async () => {
    const seen: FitProgress[] = [];
    const { history } = await trained({ onProgress: (progress) => void seen.push(progress) });
    const ends = seen.filter(({ logs }) => logs);
    expect(
      ends.map(({ epoch, epochs, batch, batches }) => [epoch, epochs, batch, batches]),
    ).toEqual([
      [0, 3, 4, 4],
      [1, 3, 4, 4],
      [2, 3, 4, 4],
    ]);
    expect(ends.map(({ logs }) => logs!['loss'])).toEqual(history.loss);
  });

  it('lets timers run while it trains', async () => {
    let ticks = 0;
    const timer = setInterval(() => void ticks++, 1);
    let ticksInside = 0;
    const stopping: Callback = {
      onEpochEnd: (_, control) => {
        if (ticksInside > 0) control.stop();
      },
    };
    const onProgress = () => void (ticksInside = ticks);
    const { stopReason } = await trained({ epochs: 1e6, callbacks: [stopping], onProgress });
    clearInterval(timer);
    expect(stopReason).toBe('callback');
  });
});
