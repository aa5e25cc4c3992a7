import { didYouMean } from './checks.js';

const kinds = new Map<string, Map<string, unknown>>();

/**
 * Makes a name known, so that recipes (plain JSON) can refer to it. Registering the same value again
 * changes nothing.
 *
 * @param kind what the name stands for: 'preprocess', 'penalty', 'term', …
 * @param className the name in the recipe
 * @param value what the name stands for; each kind's owner says of which type
 * @throws Error if the name already stands for something else
 */
export function registerClass(kind: string, className: string, value: unknown): void {
  const names = kinds.get(kind) ?? new Map<string, unknown>();
  kinds.set(kind, names);
  if (names.has(className) && names.get(className) !== value) {
    throw new Error(`the ${kind} '${className}' is registered already, for something else`);
  }
  names.set(className, value);
}

/**
 * Looks up what a name in a recipe stands for.
 *
 * @throws RangeError if nothing of that name is registered; the message says what to call
 */
export function lookupClass(kind: string, className: string): unknown {
  const names = kinds.get(kind);
  if (!names?.has(className)) {
    const known = [...(names?.keys() ?? [])];
    throw new RangeError(
      `no ${kind} '${className}' is registered${didYouMean(className, known)}: ` +
        `call the register() of the package that it comes from first, ` +
        `and name that package in the recipe's uses` +
        (known.length > 0 ? ` (registered: ${known.join(', ')})` : ''),
    );
  }
  return names.get(className);
}
