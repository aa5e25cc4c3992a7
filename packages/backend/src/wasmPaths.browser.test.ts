import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it, vi } from 'vitest';
import { useBackend } from './useBackend.js';

afterEach(() => vi.restoreAllMocks());

// tfjs loads the files once per page: this file has a page of its own.
it('keeps the former backend where the WASM files are not at the path given, and says so', async () => {
  const warnings: string[] = [];
  vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(String(text)));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  await useBackend('webgl');

  await expect(useBackend('wasm', { wasmPaths: '/nowhere/' })).rejects.toThrow(
    'the wasm backend cannot be used here: its .wasm files could not be loaded from /nowhere/. Available here: webgpu, webgl, cpu',
  );
  expect(tf.getBackend()).toBe('webgl');
  expect([...tf.tidy(() => tf.add([1, 2], [3, 4]).dataSync())]).toEqual([4, 6]);
  expect(warnings.join('\n')).toContain('Initialization of backend wasm failed');

  await expect(useBackend('wasm', { wasmPaths: '/tfjs-wasm/' })).rejects.toThrow(/fresh page/);
  expect((await useBackend('auto', { wasmPaths: '/tfjs-wasm/' })).name).toBe('webgpu');
});
