import { checkOptions, describe } from '@occam/core';

/** A class by its registered name and what its constructor takes, as plain JSON. */
export interface ClassConfig {
  /** The name under which the class is registered. */
  className: string;
  /** What the class is made from. */
  config: Record<string, unknown>;
}

/** A class in which only the name must be given. */
export interface ClassOptions {
  /** The name under which the class is registered. */
  className: string;
  /** What the class is made from. Default {}. */
  config?: Record<string, unknown> | undefined;
}

/**
 * Checks that a value names a class and what it is made from.
 *
 * @param what the value is called, for the message
 * @param others which other keys it may have
 * @throws TypeError if it does not
 */
export function checkClassConfig(
  what: string,
  value: unknown,
  others: readonly string[] = [],
): ClassConfig {
  checkOptions(what, value, ['className', 'config', ...others]);
  const { className, config = {} } = value as Partial<ClassConfig>;
  if (typeof className !== 'string' || className === '') {
    throw new TypeError(
      `${what} needs the className of a registered class, not ${describe(className)}`,
    );
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new TypeError(
      `the config of ${what} '${className}' must be an object, not ${describe(config)}`,
    );
  }
  return { className, config };
}
