import { describe, expect, it } from 'vitest';
import { convolutional, dense, expectClose, losses } from '../test/trainedLosses.js';
import { useBackend, type UseBackendOptions } from './useBackend.js';

const wasmPaths = '/tfjs-wasm/';

describe('accelerated WASM in a browser', () => {
  const accelerated: UseBackendOptions[] = [{ wasmPaths }, { wasmPaths, simd: 'simd128' }];

  it('trains a dense network to the same losses as tfjs, in both variants', async () => {
    expect((await useBackend('wasm', { wasmPaths, accelerate: false })).accelerated).toBe(false);
    const expected = await losses(dense, [50]);
    expect(expected.at(-1)!).toBeLessThan(expected[0]! / 2);
    for (const options of accelerated) {
      const info = await useBackend('wasm', options);
      expect(info).toMatchObject({ accelerated: true, simd: options.simd ?? 'relaxed' });
      await expectClose(losses(dense, [50]), expected);
    }
  });

  it('trains a convolutional network to the same losses as the cpu backend', async () => {
    await useBackend('cpu');
    const expected = await losses(convolutional, [8, 8, 2]);
    expect(expected.at(-1)!).toBeLessThan(expected[0]!);
    for (const options of accelerated) {
      await useBackend('wasm', options);
      await expectClose(losses(convolutional, [8, 8, 2]), expected);
    }
  });
});
