import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

setWasmPaths('/tfjs-wasm/');

// The same rows as in Node; onEachBackend adds WebGL where there is one.
await import('./penalties.conformance.test.js');
await import('./constraints.conformance.test.js');
