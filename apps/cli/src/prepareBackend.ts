import type { BackendInfo } from '@occam/backend';
import type { Settings } from './checkSettings.js';
import { asInput } from './failure.js';

/**
 * Prepares the tfjs backend of the settings.
 *
 * @throws UsageError if it cannot run here; the message says which can
 */
export async function prepareBackend({
  backend = 'auto',
  accelerate,
}: Settings): Promise<BackendInfo> {
  const { enableProdMode } = await import('@tensorflow/tfjs');
  // tfjs advertises tfjs-node on the console otherwise.
  enableProdMode();
  const { useBackend } = await import('@occam/backend');
  return asInput(() => useBackend(backend, { accelerate }));
}

/** The backend in words, as `wasm (simd128, 1 thread)`. */
export function describeBackend({ name, accelerated, simd, threads }: BackendInfo): string {
  return name === 'wasm'
    ? `wasm (${accelerated ? '' : 'not accelerated, '}${simd === 'none' ? 'no simd' : simd}, ` +
        `${threads} thread${threads === 1 ? '' : 's'})`
    : name;
}
