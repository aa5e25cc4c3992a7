export { register } from './register.js';

// Penalties of weights and of outputs.

// Constraints of weights.

// Layers that add noise.

// Terms of the objective.
export { confidencePenalty, type ConfidencePenaltyOptions } from './confidencePenalty.js';
export type { TermJson } from './termOptions.js';
