export { testSplitter } from './testSplitter.js';
export type { MakeSplitter, TestSplitterOptions } from './testSplitterOptions.js';
