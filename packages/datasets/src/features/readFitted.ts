import { checkOptions, describe } from '@occam/core';

/**
 * Checks that what a step learned, from its JSON, has the fields it needs and no other.
 *
 * @param owner the step's class, for the message
 * @throws TypeError if it does not
 */
export function readFitted(owner: string, fitted: unknown, fields: readonly string[]): void {
  checkOptions(`the fitted state of ${owner}`, fitted, fields);
  const missing = fields.find((field) => !Object.hasOwn(fitted as object, field));
  if (missing !== undefined) {
    throw new TypeError(
      `the fitted state of ${owner} lacks '${missing}': pass it as toJSON gave it`,
    );
  }
}

/**
 * Checks lists of ascending numbers, one list for each column.
 *
 * @throws TypeError if they are not such
 */
export function checkNumberLists(name: string, value: unknown): asserts value is number[][] {
  const lists = Array.isArray(value) ? value : [undefined];
  for (const list of lists as unknown[]) {
    if (!Array.isArray(list) || !list.every((number) => Number.isFinite(number))) {
      throw new TypeError(
        `${name} must be a list of lists of finite numbers, not ${describe(list ?? value)}`,
      );
    }
  }
}
