import { expect, it } from 'vitest';
import { pairList } from './pairList.js';

it('sorts by the left row, then by the right, and keeps distances with their pairs', () => {
  const list = pairList('');
  // More than the first capacity, and rows beyond 31 bits.
  const pairs = Array.from({ length: 3000 }, (_, i) => [(i * 7919) % 50, 2 ** 32 - 1 - ((i * 31) % 3001)]); // prettier-ignore
  for (const [left, right] of pairs) list.add(left!, right!, left! + right! / 2);
  const { left, right, distances } = list.sorted();
  pairs.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  expect([...left]).toEqual(pairs.map((pair) => pair[0]));
  expect([...right]).toEqual(pairs.map((pair) => pair[1]));
  expect([...distances]).toEqual(pairs.map((pair) => pair[0]! + pair[1]! / 2));
});

it('gives up on more pairs than its limit, and says what to do', () => {
  const list = pairList("take a smaller distance, or pairs: 'spanning'", 3);
  for (let pair = 0; pair < 3; pair++) list.add(0, pair, 1);
  expect(() => list.add(0, 3, 1)).toThrow(
    "more than 3 pairs of rows are within the distance: take a smaller distance, or pairs: 'spanning'",
  );
});
