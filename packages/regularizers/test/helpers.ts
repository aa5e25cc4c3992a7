import { useBackend } from '@occam/backend';
import { createRng } from '@occam/core';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';

/** Runs a file's tests on a backend of tfjs and fails them on an unexpected warning. */
export function onBackend(name: 'cpu' | 'wasm'): void {
  beforeAll(async () => {
    const hint = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await useBackend(name);
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

/** Standard normal numbers. */
export function normals(size: number, seed = 'normals'): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: size }, () => rng.normal());
}
