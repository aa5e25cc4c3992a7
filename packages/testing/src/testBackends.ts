import { availableBackends, useBackend } from '@occam/backend';

/** A way of computing that must give the same numbers as the others. */
export interface TestBackend {
  /** How it is called in messages. */
  readonly name: string;
  /** Whether it can run the fused engine. */
  readonly fused: boolean;
  /** Makes tfjs compute on it. */
  use(): Promise<unknown>;
}

/** The backends on which suites compare numbers here: cpu, WASM without and with Occam's kernels, and in a browser WebGL. */
async function testBackends(): Promise<TestBackend[]> {
  const available = await availableBackends();
  const webgl = available.some(({ name, available: here }) => name === 'webgl' && here);
  // cpu first: tfjs' constraints take the ε of whichever backend runs them first, and WebGL's may be 1e-4.
  return [
    { name: 'cpu', fused: false, use: () => useBackend('cpu') },
    ...(webgl ? [{ name: 'webgl', fused: false, use: () => useBackend('webgl') }] : []),
    { name: 'wasm', fused: false, use: () => useBackend('wasm', { accelerate: false }) },
    { name: 'accelerated wasm', fused: true, use: () => useBackend('wasm') },
  ];
}

/** Runs a check on each backend; what it throws says on which. The last one is accelerated WASM. */
export async function onEachBackend(
  check: (backend: TestBackend) => void | Promise<void>,
): Promise<void> {
  for (const backend of await testBackends()) {
    await backend.use();
    try {
      await check(backend);
    } catch (error) {
      throw new Error(`on the backend ${backend.name}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}
