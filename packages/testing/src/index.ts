export { testSplitter } from './testSplitter.js';
export type { MakeSplitter, TestSplitterOptions } from './testSplitterOptions.js';
export type { Network64, Row } from './network64.js';
export { testTerm, type TestTermOptions } from './testTerm.js';
