import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './backendInfo.js';

/** What the choice of a backend needs to know of it. */
export interface BackendEntry {
  readonly name: BackendName;
  /** Registers the backend with tfjs, where tfjs does not bring it along. */
  readonly load: () => Promise<unknown>;
  /** Says why the backend cannot run here and what to do about it; nothing if it can. */
  readonly obstacle: () => Promise<string | undefined>;
}

const browserOnly = 'it needs a browser (Node has no WebGL); in Node use wasm or cpu';

/** The backends, fastest first for the small networks that Occam trains by the hundred. */
export const BACKENDS: readonly BackendEntry[] = [
  {
    name: 'wasm',
    load: loadWasm,
    obstacle: async () =>
      typeof WebAssembly === 'undefined'
        ? 'this JavaScript engine has no WebAssembly'
        : failure(loadWasm),
  },
  {
    name: 'webgpu',
    load: loadWebgpu,
    obstacle: async () => {
      const { gpu } = (globalThis.navigator ?? {}) as {
        gpu?: { requestAdapter(): Promise<unknown> };
      };
      if (gpu === undefined)
        return 'it needs a browser with WebGPU (there is no navigator.gpu here)';
      if (!(await gpu.requestAdapter())) return 'the browser has WebGPU, but no GPU adapter for it';
      return failure(loadWebgpu);
    },
  },
  {
    name: 'webgl',
    load: async () => {},
    obstacle: async () => {
      if (typeof document === 'undefined' && typeof OffscreenCanvas === 'undefined')
        return browserOnly;
      return tf.env().getNumber('WEBGL_VERSION') > 0
        ? undefined
        : 'the browser gives no WebGL context';
    },
  },
  { name: 'cpu', load: async () => {}, obstacle: async () => undefined },
];

/** The priority that tfjs-backend-wasm registers itself with. */
const WASM_PRIORITY = 2;
let wasmFactory: ReturnType<typeof tf.findBackendFactory> | undefined;

// Each import stands in a `try` of its own: only then do bundlers accept that an optional peer is not installed.

/**
 * Imports tfjs' WASM backend, an optional peer dependency.
 *
 * @throws Error if it cannot be loaded; the message says how to install it
 */
export async function loadWasm(): Promise<typeof import('@tensorflow/tfjs-backend-wasm')> {
  try {
    const module = await import('@tensorflow/tfjs-backend-wasm');
    // The import registers it, but only once: after tf.removeBackend it is up to us.
    wasmFactory ??= tf.findBackendFactory('wasm');
    if (!tf.findBackendFactory('wasm')) tf.registerBackend('wasm', wasmFactory, WASM_PRIORITY);
    return module;
  } catch (error) {
    throw notLoaded('@tensorflow/tfjs-backend-wasm', error);
  }
}

async function loadWebgpu(): Promise<unknown> {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu');
  } catch (error) {
    throw notLoaded('@tensorflow/tfjs-backend-webgpu', error);
  }
}

function notLoaded(name: string, cause: unknown): Error {
  const [reason] = String((cause as Error).message ?? cause).split('\n');
  return new Error(`the package ${name} could not be loaded: npm install ${name} (${reason})`, {
    cause,
  });
}

async function failure(load: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await load();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
