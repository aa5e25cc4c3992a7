import { chronologicalOrder } from './chronologicalOrder.js';
import type { Classes } from './classes.js';

/**
 * Lists the classes (or groups) from the smallest value to the largest: numbers before strings, strings
 * by their UTF-16 units. For numbers a radix sort, so O(classes).
 *
 * @returns the numbers of the classes, shape [classes]
 */
export function sortedClasses({ values }: Classes): Uint32Array {
  if (values.every((value) => typeof value === 'number')) return chronologicalOrder(values);
  const numbers = [...values.keys()].filter((code) => typeof values[code] === 'number');
  const strings = [...values.keys()].filter((code) => typeof values[code] === 'string');
  numbers.sort((a, b) => (values[a] as number) - (values[b] as number));
  strings.sort((a, b) => (values[a]! < values[b]! ? -1 : 1));
  return Uint32Array.from([...numbers, ...strings]);
}
