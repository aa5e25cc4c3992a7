// The same transforms as in Node, on WebGL beside cpu.
await import('./geometric.test.js');
