// The same rows as in Node, on WebGL beside cpu.
await import('./criteria.conformance.test.js');
