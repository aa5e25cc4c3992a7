import { useBackend } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import {
  blobs,
  blocks,
  classifier,
  expectClose,
  leavesNoTensor,
  onBackend,
  watchBlocks,
  weightsOf,
} from '../../test/helpers.js';
import { fit } from '../fit.js';
import type { FitOptions } from '../fitOptions.js';
import { ema } from '../optimizers/ema.js';
import { lookahead } from '../optimizers/lookahead.js';
import { sam } from '../optimizers/sam.js';
import { swa } from '../optimizers/swa.js';
import { oneCycle } from '../oneCycle.js';

onBackend('wasm', 'cpu');
beforeAll(async () => {
  await useBackend('wasm');
  watchBlocks();
});

const sgdw = { name: 'sgdw', learningRate: 0.1 } as const;

async function trained(options: FitOptions): Promise<{ weights: number[]; losses: number[] }> {
  const model = classifier([
    tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.3 }),
    tf.layers.dense({ units: 7, activation: 'relu', kernelConstraint: 'maxNorm' }),
  ]);
  const start = [0.4, -0.3, 0.2, 0.5, -0.6];
  tf.tidy(() => {
    const weights = model.getWeights();
    const values = weights[4]!.size;
    const kernel = Float32Array.from({ length: values }, (_, i) => start[i % start.length]!);
    model.setWeights(weights.map((w, i) => (i === 4 ? tf.tensor(kernel, w.shape) : w)));
  });
  const { history } = await fit(model, blobs(50), {
    epochs: 4,
    batchSize: 16,
    validation: blobs(30, { seed: 8 }),
    learningRateSchedule: oneCycle(),
    ...options,
  });
  const weights = weightsOf(model);
  model.dispose();
  return { weights, losses: [...history.loss, ...history.val_loss!] };
}

it.each([
  ['ema', { optimizer: ema(sgdw, { decay: 0.8 }) }],
  ['swa with early stopping', { optimizer: swa(sgdw), earlyStopping: { patience: 1 } }],
  ['lookahead', { optimizer: lookahead(sgdw) }],
  ['all of it', { optimizer: sam(lookahead(ema({ ...sgdw, clipNorm: 1 }), { syncPeriod: 3 })) }],
])('agrees with the tfjs engine over a whole training: %s', async (_, options) => {
  const fused = await leavesNoTensor(() => trained({ ...options, engine: 'fused' }));
  await tf.setBackend('cpu');
  const tfjs = await trained({ ...options, engine: 'tfjs' }).finally(() => tf.setBackend('wasm'));
  expectClose(fused.weights, tfjs.weights, { abs: 1e-5, rel: 1e-5 });
  expectClose(fused.losses, tfjs.losses, { abs: 1e-5, rel: 1e-5 });
});

it('frees what it took when the memory is full', async () => {
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  const { _malloc } = wasm;
  const optimizer = sam(lookahead(ema(sgdw)));
  const model = classifier();
  const before = blocks.size;
  for (let room = 0; ; room++) {
    let left = room;
    wasm._malloc = (bytes) => (left-- > 0 ? _malloc(bytes) : 0);
    const outcome = await fit(model, blobs(8), { epochs: 1, optimizer, engine: 'fused' }).then(
      () => 'trained',
      (error: unknown) => error,
    );
    wasm._malloc = _malloc;
    if (outcome === 'trained') break;
    expect(outcome).toBeInstanceOf(RangeError);
    expect(blocks.size).toBe(before);
  }
  model.dispose();
});
