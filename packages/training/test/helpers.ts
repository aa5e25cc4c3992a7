import { useBackend } from '@occam/backend';
import { createRng, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';

/** Whether the tests run once more, on the accelerated WASM backend and so on the fused engine (vitest.config.ts). */
export const FUSED = globalThis.process?.env['OCCAM_TEST_ENGINE'] === 'fused';

/**
 * Runs a file's tests on a tfjs backend and fails them on an unexpected warning of ours. 'cpu' stands for the accelerated
 * WASM backend in the second run of the tests.
 *
 * @param others backends that its tests change to
 */
export function onBackend(name: 'cpu' | 'wasm', ...others: ('cpu' | 'wasm')[]): void {
  beforeAll(async () => {
    const hint = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const each of [...others, name]) {
      if (each === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
      await tf.setBackend(each);
      await tf.ready();
      tf.zeros([1]).dispose();
    }
    if (FUSED && name === 'cpu') {
      await useBackend('wasm');
      watchBlocks();
    }
    hint.mockRestore();
  });
  beforeEach(() => {
    vi.spyOn(console, 'warn');
  });
  afterEach(() => {
    expect(vi.mocked(console.warn).mock.calls).toEqual([]);
    vi.restoreAllMocks();
  });
}

/** The blocks of the WASM heap that were taken and not given back since {@link watchBlocks}, with their sizes. */
export const blocks = new Map<number, number>();

/** Watches who takes and gives back blocks of the WASM backend's heap. */
export function watchBlocks(): void {
  const { wasm } = tf.backend() as unknown as {
    wasm: { _malloc(bytes: number): number; _free(address: number): void };
  };
  const { _malloc, _free } = wasm;
  wasm._malloc = (bytes) => {
    const address = _malloc(bytes);
    blocks.set(address, bytes);
    return address;
  };
  wasm._free = (address) => {
    blocks.delete(address);
    _free(address);
  };
}

/** Runs something and checks that as many tensors, and blocks of the WASM heap, are left as there were before. */
export async function leavesNoTensor<T>(work: () => Promise<T>): Promise<T> {
  const before = [tf.memory().numTensors, blocks.size];
  const result = await work();
  expect([tf.memory().numTensors, blocks.size]).toEqual(before);
  return result;
}

export interface Blobs {
  x: NdArray;
  y: NdArray;
  task: 'classification';
}

/** Classes as Gaussian clouds around random centres. */
export function blobs(n: number, { features = 4, classes = 3, seed = 7 } = {}): Blobs {
  const rng = createRng(seed);
  const centres = Array.from({ length: classes * features }, () => 2 * rng.normal());
  const x = new Float32Array(n * features);
  const y = new Int32Array(n);
  for (let row = 0; row < n; row++) {
    y[row] = row % classes;
    for (let i = 0; i < features; i++) {
      x[row * features + i] = centres[y[row]! * features + i]! + rng.normal();
    }
  }
  return {
    x: { data: x, shape: [n, features] },
    y: { data: y, shape: [n] },
    task: 'classification',
  };
}

/** A small classifier with fixed weights, as many units as the blobs have classes. */
export function classifier(
  layers: tf.layers.Layer[] = [],
  { features = 4, classes = 3, activation = 'softmax' as 'softmax' | 'linear' | 'sigmoid' } = {},
): tf.Sequential {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 8,
        inputShape: [features],
        activation: 'tanh',
        kernelInitializer: seeded(1),
      }),
      ...layers,
      tf.layers.dense({ units: classes, activation, kernelInitializer: seeded(2) }),
    ],
  });
}

/** All weights of a model, one after the other. */
export function weightsOf(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
}

/** Checks numbers within |got − want| ≤ abs + rel·|want|. */
export function expectClose(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { abs = 1e-5, rel = 1e-4 } = {},
): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!);
    if (!(error <= abs + rel * Math.abs(want[i]!))) {
      expect.fail(`element ${i} is ${got[i]}, not ${want[i]}`);
    }
  }
}
