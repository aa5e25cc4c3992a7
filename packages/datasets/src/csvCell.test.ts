import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellText, isInfinite, isMissing, parseDecimal } from './csvCell.js';

function bytesOf(text: string): [Uint8Array, number, number] {
  const bytes = new TextEncoder().encode(`#${text}#`);
  return [bytes, 1, bytes.length - 1];
}

test('every double reads back exactly, however it is written', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.nat(100),
      (value, digits) => {
        for (const text of [
          String(value),
          value.toExponential(),
          value.toPrecision((digits % 21) + 1),
          Math.abs(value) < 1e21 ? value.toFixed(digits % 30) : '0',
        ]) {
          expect(parseDecimal(...bytesOf(text)), text).toBe(Number(text));
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('random digits with random points and exponents read as Number reads them', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 25 });
  fc.assert(
    fc.property(
      fc.constantFrom('', '-', '+'),
      digits,
      fc.constantFrom('', '.'),
      digits,
      fc.option(fc.integer({ min: -340, max: 340 }), { nil: undefined }),
      (sign, whole, point, fraction, exponent) => {
        const text = `${sign}${whole}${point}${fraction}${exponent === undefined ? '' : `e${exponent}`}`;
        const expected = whole + fraction === '' ? NaN : Number(text);
        expect(parseDecimal(...bytesOf(text)), text).toBe(expected);
      },
    ),
    { numRuns: 5000 },
  );
});

test.each(['0', '-0', '007', '1.', '.5', '+3', '1e5', '1E+05', '9007199254740993', ' 1.5\t'])(
  'reads %j',
  (text) => {
    expect(parseDecimal(...bytesOf(text))).toBe(Number(text));
  },
);

test.each([
  '',
  ' ',
  '.',
  '-',
  'e5',
  '1e',
  '1e+',
  '0x10',
  '0b1',
  '1_000',
  '1 000',
  '1,5',
  'abc',
  '1a',
])('is no plain number: %j', (text) => {
  expect(parseDecimal(...bytesOf(text))).toBeNaN();
});

test('knows missing cells', () => {
  for (const text of ['', '  ', 'NA', 'n/a', 'NaN', 'null', 'None', '?', ' na ']) {
    expect(isMissing(...bytesOf(text)), text).toBe(true);
  }
  for (const text of ['0', 'nano', '-', 'n.a.', 'x'.repeat(99)]) {
    expect(isMissing(...bytesOf(text)), text).toBe(false);
  }
});

test('knows words for infinity', () => {
  for (const text of ['inf', '-Inf', '+INFINITY', ' Infinity ']) {
    expect(isInfinite(...bytesOf(text)), text).toBe(true);
  }
  for (const text of ['info', 'infinite', '∞', '1']) {
    expect(isInfinite(...bytesOf(text)), text).toBe(false);
  }
});

test('decodes UTF-8 and trims', () => {
  for (const text of ['plain', 'Größe', '温度', '😀', 'x'.repeat(10_000)]) {
    expect(cellText(...bytesOf(` ${text} `))).toBe(text);
  }
});
