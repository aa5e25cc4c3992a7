// The same table; in a browser the suite compares WebGL with cpu.
import './conformance.test.js';
