import type { ProductShape } from './matMul.js';

/** Whether tfjs' own product is the faster one for a shape: a fixed rule, so that results repeat. */
export function prefersTfjs(_shape: ProductShape): boolean {
  return false;
}
