import { describe } from '@occam/core';
import type { ScalerJson } from './fittedScaler.js';

/**
 * Reads the numbers that a scaler's JSON holds: all of the lists or none of them.
 *
 * @param lists the numbers of each column, by option
 * @returns nothing if nothing is learned
 * @throws TypeError or RangeError if a list is missing, no list of finite numbers, or of another length
 */
export function readLearned<K extends string>(
  className: string,
  lists: Readonly<Record<K, readonly number[] | undefined>>,
): Record<K, Float64Array> | undefined {
  const entries = Object.entries(lists) as [K, readonly number[] | undefined][];
  if (entries.every(([, list]) => list === undefined)) return undefined;
  const learned = entries.map(
    ([name, list]) => [name, readNumbers(className, name, list)] as const,
  );
  const [, { length }] = learned[0]!;
  for (const [name, list] of learned) {
    if (list.length !== length) {
      throw new RangeError(
        `the ${name} of a ${className} must have as many numbers as its ${learned[0]![0]}, ${length}, not ${list.length}`,
      );
    }
  }
  return Object.fromEntries(learned) as Record<K, Float64Array>;
}

/**
 * Reads a list of numbers.
 *
 * @throws TypeError if it is none, or holds anything but finite numbers
 */
export function readNumbers(className: string, name: string, list: unknown): Float64Array {
  if (!Array.isArray(list) || list.length === 0 || !list.every((n) => Number.isFinite(n))) {
    throw new TypeError(
      `the ${name} of a ${className} must be a list of finite numbers, as toJSON writes it, not ${describe(list)}`,
    );
  }
  return Float64Array.from(list);
}

/**
 * Refuses learned numbers that make no sense.
 *
 * @throws RangeError naming what is wrong
 */
export function checkEach(
  className: string,
  name: string,
  list: Float64Array,
  expected: string,
  fits: (value: number) => boolean,
): void {
  const wrong = list.find((value) => !fits(value));
  if (wrong !== undefined) {
    throw new RangeError(`every ${name} of a ${className} must be ${expected}, not ${wrong}`);
  }
}

/**
 * The configuration inside a scaler's JSON.
 *
 * @throws TypeError if it is that of another class, or none
 */
export function configOf<Config>(className: string, json: ScalerJson<Config>): Config {
  if (json?.className !== className || typeof json.config !== 'object' || !json.config) {
    throw new TypeError(
      `${className}.fromJSON needs { className: '${className}', config: { … } }, as toJSON returns it`,
    );
  }
  return json.config;
}
