// The same rows as in Node, on WebGL beside cpu.
await import('./penalties.conformance.test.js');
await import('./constraints.conformance.test.js');
await import('./terms.conformance.test.js');
