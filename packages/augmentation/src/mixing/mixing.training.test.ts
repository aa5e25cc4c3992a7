import { useBackend } from '@occam/backend';
import { fit, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment, cutmix, mixup, smote, type Pipeline } from '../index.js';

beforeAll(async () => {
  await useBackend('wasm');
});

const ROWS = 30;
const all = Uint32Array.from({ length: ROWS }, (_, row) => row);
const x = {
  data: Float32Array.from({ length: ROWS * 12 }, (_, i) => ((i * 37) % 101) / 50 - 1),
  shape: [ROWS, 12],
};

function classes(count: number) {
  const data = Int32Array.from({ length: ROWS }, (_, row) => (row * row) % count);
  return { x, y: { data, shape: [ROWS] }, task: 'classification' as const };
}

/** Trains a single layer, and says what it gave for the varied rows before the first step. */
async function run(
  data: Parameters<typeof fit>[1],
  units: number,
  activation: 'softmax' | 'sigmoid' | 'linear',
  options: FitOptions,
) {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 4 });
  const layer = tf.layers.dense({ units, inputShape: [12], activation, kernelInitializer });
  const model = tf.sequential({ layers: [layer] });
  const outputs = (rows: Float32Array) =>
    tf.tidy(() => Array.from((model.predict(tf.tensor(rows, [ROWS, 12])) as tf.Tensor).dataSync()));
  try {
    const before = options.augment
      ? outputs(
          (options.augment as Pipeline).vary(data as never, all, { seed: 1 }).x
            .data as Float32Array,
        )
      : [];
    const loss: FitOptions['loss'] = activation === 'sigmoid' ? 'binaryCrossEntropy' : undefined;
    const base = { batchSize: 8, seed: 1, ...(loss && { loss }) } as const;
    const { history, engine } = await fit(model, data, { ...base, ...options });
    return { before, history, engine, weights: Array.from(model.getWeights()[0]!.dataSync()) };
  } finally {
    model.dispose();
  }
}

describe.each([
  ['mixup', augment([mixup({ alpha: 1 })], { seed: 2 })],
  ['cutmix', augment([cutmix()], { seed: 2, imageShape: [3, 4, 1] })],
] as const)('training with %s', (_, pipeline) => {
  const vary = (data: object, classCount: number) =>
    pipeline.vary({ ...data, classCount } as never, all, { seed: 1 });

  it.each([
    [3, 3, 'softmax'],
    [2, 2, 'softmax'],
    [2, 1, 'sigmoid'],
  ] as const)(
    'of %d classes by %d units of %s is the same in both engines',
    async (count, units, activation) => {
      const data = classes(count);
      const [fused, tfjs] = [
        await run(data, units, activation, { augment: pipeline, epochs: 3 }),
        await run(data, units, activation, { augment: pipeline, epochs: 3, engine: 'tfjs' }),
      ];
      expect([fused.engine, tfjs.engine]).toEqual(['fused', 'tfjs']);
      fused.weights.forEach((weight, i) => expect(weight).toBeCloseTo(tfjs.weights[i]!, 5));
      expect(fused.history['acc']).toEqual(tfjs.history['acc']);
      const plain = await run(data, units, activation, { epochs: 3 });
      expect(fused.weights).not.toEqual(plain.weights);
    },
  );

  it.each([
    [3, 3, 'softmax'],
    [2, 1, 'sigmoid'],
  ] as const)(
    'logs the cross-entropy with soft targets, and as acc how often the class of the largest share is found (%d classes)',
    async (count, units, activation) => {
      const data = classes(count);
      const learningRateSchedule = () => 0;
      for (const engine of ['fused', 'tfjs'] as const) {
        const options = { augment: pipeline, epochs: 1, engine, learningRateSchedule };
        const { before, history } = await run(data, units, activation, options);
        const shares = [...vary(data, count).y!.data];
        let [loss, right, soft] = [0, 0, 0];
        for (let row = 0; row < ROWS; row++) {
          const own = before.slice(row * units, (row + 1) * units);
          const p = units === 1 ? [1 - own[0]!, own[0]!] : own;
          const t = shares.slice(row * count, (row + 1) * count);
          loss -= t.reduce((sum, share, label) => sum + share * Math.log(p[label]!), 0) / ROWS;
          if (p.indexOf(Math.max(...p)) === t.indexOf(Math.max(...t))) right++;
          if (Math.max(...t) < 1) soft++;
        }
        expect(soft).toBeGreaterThan(5);
        expect(history.loss[0]).toBeCloseTo(loss, 5);
        expect(history['acc']![0]).toBeCloseTo(right / ROWS, 6);
      }
    },
  );
});

it('mixes the numbers of a regression', async () => {
  const y = { data: Float32Array.from({ length: ROWS }, (_, row) => Math.sin(row)), shape: [ROWS] };
  const data = { x, y, task: 'regression' as const };
  const pipeline = augment([mixup({ alpha: 1 })], { seed: 2 });
  for (const engine of ['fused', 'tfjs'] as const) {
    const { before, history } = await run(data, 1, 'linear', {
      augment: pipeline,
      epochs: 1,
      engine,
      loss: 'meanSquaredError',
      learningRateSchedule: () => 0,
    });
    const targets = pipeline.vary(data, all, { seed: 1 }).y!.data;
    expect(targets).not.toEqual(y.data);
    const loss = before.reduce((sum, value, row) => sum + (value - targets[row]!) ** 2, 0) / ROWS;
    expect(history.loss[0]).toBeCloseTo(loss, 5);
  }
});

it('trains on rows that smote adds, also mixed', async () => {
  const labels = Int32Array.from({ length: ROWS }, (_, row) => (row < 22 ? 0 : 1));
  const data = { x, y: { data: labels, shape: [ROWS] }, task: 'classification' as const };
  const sizes: number[] = [];
  for (const transforms of [[], [smote()], [smote(), mixup()]]) {
    let rows = 0;
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [12], activation: 'softmax' })],
    });
    await fit(model, data, {
      epochs: 1,
      batchSize: 1,
      augment: augment(transforms),
      callbacks: [{ onBatchEnd: () => void rows++ }],
    });
    model.dispose();
    sizes.push(rows);
  }
  expect(sizes).toEqual([30, 44, 44]);
});
