// The same rows as in Node, on WebGL beside cpu.
import './pixel.conformance.test.js';
