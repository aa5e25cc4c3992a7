export { testSplitter } from './testSplitter.js';
export type { MakeSplitter, TestSplitterOptions } from './testSplitterOptions.js';
export { testLayer } from './testLayer.js';
export type { TestLayerOptions } from './testLayerOptions.js';
