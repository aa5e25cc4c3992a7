import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '../useBackend.js';
import { VARIANTS } from '../../test/variants.js';
import { bestVariant, hasRelaxedSimd, kernelModuleFor, simdObstacle } from './kernelModule.js';

describe('kernelModuleFor', () => {
  beforeEach(async () => {
    await useBackend('wasm');
  });

  it('links the kernels to the memory of the backend, once', () => {
    const module = kernelModuleFor(tf.backend());
    expect(kernelModuleFor(tf.backend())).toBe(module);
    expect(module.variant).toBe(bestVariant());
    const tensor = tf.tensor1d([-1, 2, -3]);
    const data = (
      tf.backend() as unknown as { dataIdMap: WeakMap<object, { memoryOffset: number }> }
    ).dataIdMap;
    module.exports.activate(1, data.get(tensor.dataId)!.memoryOffset, 3);
    expect([...tensor.dataSync()]).toEqual([0, 2, 0]);
    tensor.dispose();
  });

  it('keeps working after the memory has grown', () => {
    const { exports, memory, malloc, free } = kernelModuleFor(tf.backend());
    const before = memory.buffer.byteLength;
    const address = malloc(before);
    expect(memory.buffer.byteLength).toBeGreaterThan(before);
    const values = new Float32Array(memory.buffer, address, before / 4);
    values.set([-1, 1], before / 4 - 2);
    exports.activate(1, address, before / 4);
    expect([...values.subarray(-2)]).toEqual([0, 1]);
    free(address);
  });

  it('makes a module of its own for a new backend', async () => {
    const former = kernelModuleFor(tf.backend());
    tf.engine().reset();
    await useBackend('wasm');
    const module = kernelModuleFor(tf.backend());
    expect(module).not.toBe(former);
    expect(module.memory).not.toBe(former.memory);
  });

  it('says when the memory is full, and goes on', () => {
    const { malloc, free } = kernelModuleFor(tf.backend());
    expect(() => malloc(4_294_967_200)).toThrow(
      'the WASM memory is full: there is no room for 4294967200 more bytes (its limit is 4 GiB). Use smaller batches, or dispose tensors',
    );
    expect(() => malloc(2 ** 32 + 16)).toThrow('no room for 4294967312 more bytes');
    free(malloc(8));
  });

  it('refuses other backends and variants that are not there', async () => {
    if (!hasRelaxedSimd()) {
      expect(() => kernelModuleFor(tf.backend(), 'relaxed')).toThrow(
        'this JavaScript engine has no relaxed WASM SIMD',
      );
    }
    await useBackend('cpu');
    expect(() => kernelModuleFor(tf.backend())).toThrow(
      "the kernels need tfjs' WASM backend while it is in use: call useBackend('wasm') first and pass tf.backend()",
    );
  });

  it('detects the SIMD instructions', () => {
    expect(simdObstacle('simd128')).toBeUndefined();
    expect(bestVariant()).toBe(VARIANTS.at(-1));
    expect(hasRelaxedSimd()).toBe(VARIANTS.includes('relaxed'));
    if (Number(process.versions.node.split('.')[0]) > 20) expect(hasRelaxedSimd()).toBe(true);
  });
});
