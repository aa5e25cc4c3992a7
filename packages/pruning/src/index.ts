export type { Criterion, CriterionFactory, Values } from './criterion.js';
export { register } from './register.js';
export type { WeightMasks } from './weightMasks.js';
