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

/** The backends on which suites compare numbers here: cpu; in a browser WebGL, elsewhere WASM without and with Occam's kernels. */
async function testBackends(): Promise<TestBackend[]> {
  const backend = (name: 'cpu' | 'webgl') => ({ name, fused: false, use: () => useBackend(name) });
  const available = await availableBackends();
  // Where a browser finds the files of WASM is nothing that a suite could know.
  if (available.some(({ name, available: here }) => name === 'webgl' && here)) {
    return [backend('cpu'), backend('webgl')];
  }
  return [
    backend('cpu'),
    { name: 'wasm', fused: false, use: () => useBackend('wasm', { accelerate: false }) },
    { name: 'accelerated wasm', fused: true, use: () => useBackend('wasm') },
  ];
}

/** Runs a check on each backend; what it throws says on which. Outside browsers the last one is accelerated WASM. */
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

/** Runs a check on cpu alone: for what no backend could change. */
export async function onFirstBackend(check: () => void | Promise<void>): Promise<void> {
  const [first] = await testBackends();
  await first!.use();
  await check();
}
