import { availableBackends, useBackend } from '@occam/backend';

/** Runs a check on cpu and on WebGL in a browser, on WASM elsewhere; what it throws says on which. */
export async function onEachBackend(check: () => Promise<void>): Promise<void> {
  const available = await availableBackends();
  const webgl = available.some(({ name, available: here }) => name === 'webgl' && here);
  for (const name of ['cpu', webgl ? 'webgl' : 'wasm'] as const) {
    await useBackend(name);
    try {
      await check();
    } catch (error) {
      throw new Error(`on ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}
