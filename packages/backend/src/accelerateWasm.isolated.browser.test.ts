import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { convolutional, dense, expectClose, losses } from '../test/trainedLosses.js';
import { kernelModuleFor } from './kernels/kernelModule.js';
import { useBackend } from './useBackend.js';

const wasmPaths = '/tfjs-wasm/';

describe("accelerated WASM in tfjs' threaded build, in an isolated page", () => {
  it('trains in its shared memory to the same losses as the cpu backend', async () => {
    expect(crossOriginIsolated).toBe(true);
    await useBackend('cpu');
    const expectedDense = await losses(dense, [50]);
    const expectedConvolutional = await losses(convolutional, [8, 8, 2]);
    for (const simd of ['relaxed', 'simd128'] as const) {
      const info = await useBackend('wasm', { wasmPaths, simd });
      expect(info).toMatchObject({ name: 'wasm', accelerated: true, simd });
      const { buffer } = kernelModuleFor(tf.backend()).memory;
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
      await expectClose(losses(dense, [50]), expectedDense);
      await expectClose(losses(convolutional, [8, 8, 2]), expectedConvolutional);
    }
  });
});
