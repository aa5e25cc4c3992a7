// The same rows as in Node, on WebGL beside cpu.
import './combine.conformance.test.js';
