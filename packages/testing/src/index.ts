export { testSplitter } from './testSplitter.js';
export type { MakeSplitter, TestSplitterOptions } from './testSplitterOptions.js';
export { testLayer } from './testLayer.js';
export type { TestLayerOptions } from './testLayerOptions.js';
export { testRegularizer } from './testRegularizer.js';
export type { TestedRegularizer, TestRegularizerOptions } from './testRegularizerOptions.js';
export type { TestArray } from './numbers.js';
export { testConstraint } from './testConstraint.js';
export type { TestConstraintOptions, TestedConstraint } from './testConstraintOptions.js';
export type { Network64, Row } from './network64.js';
export { testTerm, type TestTermOptions } from './testTerm.js';
export { testScaler } from './testScaler.js';
export type { TestedScaler, TestScalerOptions } from './testScalerOptions.js';
export { testTransform } from './testTransform.js';
export type {
  TestedPipeline,
  TestedRows,
  TestedTransform,
  TestTransformOptions,
} from './testTransformOptions.js';
export { testCriterion } from './testCriterion.js';
export type {
  CriterionValues,
  TestCriterionOptions,
  TestedCriterion,
} from './testCriterionOptions.js';
