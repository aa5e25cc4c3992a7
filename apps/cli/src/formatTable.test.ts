import { expect, it } from 'vitest';
import { formatTable } from './formatTable.js';

it('aligns names to the left and numbers to the right', () => {
  const rows = [
    ['class', 'rows'],
    ['setosa', '50'],
    ['x', '100'],
  ];
  expect(formatTable(rows)).toBe('class   rows\nsetosa    50\nx        100');
  expect(formatTable(rows, 0)).toBe(' class  rows\nsetosa    50\n     x   100');
});

it('leaves no blanks at the end of a line', () => {
  expect(
    formatTable([
      ['a', 'b'],
      ['1', ''],
    ]),
  ).toBe('a  b\n1');
});
