import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { availableBackends } from './availableBackends.js';
import { useBackend } from './useBackend.js';

vi.mock('@tensorflow/tfjs-backend-wasm', () => {
  throw new Error('Cannot find package');
});

const reason =
  /the package @tensorflow\/tfjs-backend-wasm could not be loaded: npm install @tensorflow\/tfjs-backend-wasm \(/;

describe('without the optional package of the WASM backend', () => {
  it('says what to install, and keeps the backend in use', async () => {
    await useBackend('cpu');
    const failed = useBackend('wasm');
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.toThrow(/Available here: cpu$/);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('lists it as unavailable, and computes on the CPU automatically', async () => {
    const wasm = (await availableBackends()).find(({ name }) => name === 'wasm');
    expect(wasm).toEqual({ name: 'wasm', available: false, reason: expect.stringMatching(reason) });
    expect(await useBackend('auto')).toEqual({
      name: 'cpu',
      accelerated: false,
      simd: 'none',
      threads: 1,
    });
  });
});
