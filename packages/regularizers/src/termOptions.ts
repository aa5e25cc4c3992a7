import { checkNumber, checkOptions } from '@occam/core';

/** A term of the objective as plain JSON, for `objective.terms` of a recipe or of `fit`, and for `composeLoss`. */
export interface TermJson {
  /** The name under which `register()` makes the term known. */
  className: string;
  /** What the term is made from. */
  config: Record<string, unknown>;
  /** The factor of the term. */
  weight: number;
}

/**
 * Makes the JSON of a term: takes its weight out of its options, and leaves out what is undefined.
 *
 * @param known the options of the term besides `weight`
 * @throws TypeError or RangeError if an option is unknown, or the weight negative or not finite
 */
export function termJson(
  className: string,
  options: { readonly weight?: number | undefined },
  known: readonly string[],
  defaultWeight: number,
): TermJson {
  checkOptions(className, options, ['weight', ...known]);
  const { weight = defaultWeight, ...config } = options;
  checkNumber(`the weight of ${className}`, weight, { min: 0 });
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return { className, config: Object.fromEntries(given), weight };
}
