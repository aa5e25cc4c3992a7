export { testSplitter, type MakeSplitter, type TestSplitterOptions } from './testSplitter.js';
