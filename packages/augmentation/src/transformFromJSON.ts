import { describe, lookupClass } from '@occam/core';
import type { Transform, TransformFactory } from './transform.js';

/**
 * Makes a transform from its JSON, { className, config }.
 *
 * @param what it is called, for messages
 * @throws TypeError or RangeError if it is none; the message names it
 */
export function transformFromJSON(json: unknown, what = 'the transform'): Transform {
  const { className, config = {} } = (json ?? {}) as { className?: unknown; config?: unknown };
  if (typeof className !== 'string') {
    throw new TypeError(
      `${what} must be { className, config }, as { "className": "randomRotation", "config": { "degrees": 15 } }, not ${describe(json)}`,
    );
  }
  try {
    return (lookupClass('transform', className) as TransformFactory)(config);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      error.message = `${what} (${className}): ${error.message}`;
    }
    throw error;
  }
}
