/**
 * A module of Node, or undefined in the browser. Unlike `import('node:…')`, which bundlers for the browser
 * stop at, this leaves nothing to resolve.
 */
export function nodeModule<ID extends keyof NodeModules>(id: ID): NodeModules[ID] | undefined {
  return globalThis.process?.getBuiltinModule?.(id) as NodeModules[ID] | undefined;
}

interface NodeModules {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:url': typeof import('node:url');
}
