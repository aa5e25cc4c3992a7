import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvTokenizer } from './csvTokenizer.js';

interface Rows {
  cells: string[][];
  lines: number[];
}

function tokenize(text: string, sizes: readonly number[] = [Infinity]): Rows {
  const rows: Rows = { cells: [], lines: [] };
  let row: string[] = [];
  const tokenizer = new CsvTokenizer(
    0x2c,
    {
      cell: (bytes, start, end, column) => {
        expect(column).toBe(row.length);
        row.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.slice(start, end)));
      },
      row: (cells, line) => {
        expect(cells).toBe(row.length);
        rows.cells.push(row);
        rows.lines.push(line);
        row = [];
      },
    },
    'table.csv',
  );
  const bytes = new TextEncoder().encode(text);
  for (let start = 0, i = 0; start < bytes.length; i++) {
    const end = start + sizes[i % sizes.length]!;
    tokenizer.push(bytes.slice(start, end));
    start = end;
  }
  tokenizer.end();
  return rows;
}

test('cuts plain rows, with and without a line break at the end', () => {
  expect(tokenize('a,b\n1,2\n').cells).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(tokenize('a,b\n1,2').cells).toEqual(tokenize('a,b\n1,2\n').cells);
});

test('takes CR LF and CR, skips blank lines and counts them', () => {
  expect(tokenize('a\r\n\r\nb\rc\n\n\nd')).toEqual({
    cells: [['a'], ['b'], ['c'], ['d']],
    lines: [1, 3, 4, 7],
  });
});

test('keeps empty cells, also at the end of the file', () => {
  expect(tokenize(',\n,x,').cells).toEqual([
    ['', ''],
    ['', 'x', ''],
  ]);
});

test('reads quoted cells with delimiters, quotes and line breaks, and counts their lines', () => {
  expect(tokenize('"a,b","say ""hi""","x\r\ny"\n"",5" disk\nlast')).toEqual({
    cells: [['a,b', 'say "hi"', 'x\r\ny'], ['', '5" disk'], ['last']],
    lines: [1, 3, 4],
  });
});

test('any table reads back, whatever the pieces', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '1'),
    maxLength: 6,
  });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 6,
    }),
  );
  fc.assert(
    fc.property(
      table,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (rows, lineBreak, sizes, atEnd) => {
        const quote = (text: string) =>
          /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const text = rows.map((row) => row.map(quote).join(',')).join(lineBreak);
        expect(tokenize(atEnd ? text + lineBreak : text, sizes).cells).toEqual(rows);
      },
    ),
    { numRuns: 1000 },
  );
});

test('any text gives the same rows or the same error, whatever the pieces', () => {
  const outcome = (text: string, sizes: number[]) => {
    try {
      return tokenize(text, sizes);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      return (error as Error).message;
    }
  };
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
      (text, sizes) => {
        expect(outcome(text, sizes)).toEqual(outcome(text, [Infinity]));
      },
    ),
    { numRuns: 2000 },
  );
});

test('says where a quote is not closed or text follows it', () => {
  expect(() => tokenize('a,b\n1,"x\ny')).toThrow(
    'table.csv, line 2, cell 2: the quote that opens here is not closed',
  );
  expect(() => tokenize('a\n"x"y\n')).toThrow(
    'table.csv, line 2, cell 1: text follows the closing quote',
  );
});

test('gives up on an open quote or an endless cell after a mebibyte, not at the end of the file', () => {
  const piece = 300_000;
  expect(() => tokenize(`a\n"${'x\n'.repeat(2_000_000)}"`, [piece])).toThrow(
    'line 2, cell 1: the quote',
  );
  expect(() => tokenize('x'.repeat(2_000_000), [piece])).toThrow(
    'line 1: a cell of more than a mebibyte',
  );
});
