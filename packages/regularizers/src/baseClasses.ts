export { ConstraintBase, RegularizerBase, type Constraint, type Regularizer } from '@occam/backend';
