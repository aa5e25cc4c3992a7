import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { availableBackends } from './availableBackends.js';
import { bestVariant } from './kernels/kernelModule.js';
import { useBackend } from './useBackend.js';

describe('useBackend in Node', () => {
  it('finds the WASM files by itself and computes there', async () => {
    expect(await useBackend('wasm')).toEqual({
      name: 'wasm',
      accelerated: true,
      simd: bestVariant(),
      threads: 1,
    });
    expect(tf.getBackend()).toBe('wasm');
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync(),
    );
    expect([...product]).toEqual([11]);
  });

  it('takes wasm as the automatic choice', async () => {
    await useBackend('cpu');
    expect((await useBackend('auto')).name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('makes a new WASM backend after the former was removed', async () => {
    await useBackend('wasm');
    tf.removeBackend('wasm');
    expect((await useBackend('wasm')).accelerated).toBe(true);
    const product = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync());
    expect([...product]).toEqual([11]);
  });

  it('leaves tfjs alone where it is told to', async () => {
    await useBackend('wasm');
    expect(await useBackend('wasm', { accelerate: false })).toEqual({
      name: 'wasm',
      accelerated: false,
      simd: 'simd128',
      threads: 1,
    });
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    expect((await useBackend('wasm', { simd: 'simd128' })).simd).toBe('simd128');
  });

  it('changes the backend when called again', async () => {
    await useBackend('wasm');
    expect(await useBackend('cpu')).toEqual({
      name: 'cpu',
      accelerated: false,
      simd: 'none',
      threads: 1,
    });
    expect(tf.getBackend()).toBe('cpu');
  });

  it('says why WebGL and WebGPU cannot be used, what can, and keeps the former backend', async () => {
    await useBackend('wasm');
    await expect(useBackend('webgl')).rejects.toThrow(
      'the webgl backend cannot be used here: it needs a browser (Node has no WebGL); in Node use wasm or cpu. Available here: wasm, cpu',
    );
    await expect(useBackend('webgpu')).rejects.toThrow(
      /no navigator\.gpu here\)\. Available here: wasm, cpu/,
    );
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses wrong arguments before it changes anything', async () => {
    await useBackend('cpu');
    await expect(useBackend('wsm' as 'wasm')).rejects.toThrow(
      "backend must be one of 'auto', 'wasm', 'webgpu', 'webgl', 'cpu', not 'wsm' (did you mean 'wasm'?)",
    );
    await expect(useBackend('wasm', { simd: 'relaxed', accelerate: false })).rejects.toThrow(
      "simd 'relaxed' needs Occam's kernels, which accelerate: false leaves out: use 'auto' or 'simd128'",
    );
    await expect(useBackend('wasm', { wasmPaths: 7 as never })).rejects.toThrow(
      'wasmPaths must be the URL of a folder, or an object of URLs by file name, not 7',
    );
    await expect(useBackend('wasm', { wasmPath: '/x/' } as never)).rejects.toThrow(
      "useBackend has no option 'wasmPath' (did you mean 'wasmPaths'?)",
    );
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('availableBackends in Node', () => {
  it('lists every backend with the reason where it cannot run', async () => {
    const backends = await availableBackends();
    expect(backends.filter(({ available }) => available).map(({ name }) => name)).toEqual([
      'wasm',
      'cpu',
    ]);
    const unavailable = backends.filter(({ available }) => !available);
    expect(unavailable.map(({ name }) => name)).toEqual(['webgpu', 'webgl']);
    expect(unavailable.every(({ reason }) => reason!.includes('browser'))).toBe(true);
  });
});
