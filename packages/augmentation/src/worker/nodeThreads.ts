/** Node's worker threads; undefined in browsers. So bundlers for browsers find no import of a Node module. */
export function nodeThreads(): typeof import('node:worker_threads') | undefined {
  return globalThis.process?.getBuiltinModule?.('node:worker_threads');
}
