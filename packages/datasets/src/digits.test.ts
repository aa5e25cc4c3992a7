import { expect, test } from 'vitest';
import { digits } from './digits.js';

test('draws 28 × 28 pixels from 0 to 1 in steps of 1/255', () => {
  const { x, y, size, classCount, task } = digits(30, { seed: 3 });
  expect([size, classCount, task]).toEqual([30, 10, 'classification']);
  expect(x.shape).toEqual([30, 784]);
  expect(y.shape).toEqual([30]);
  for (const pixel of x.data) {
    expect(pixel).toBe(Math.fround(Math.round(pixel * 255) / 255));
    expect(pixel >= 0 && pixel <= 1).toBe(true);
  }
});

test('every digit has ink, some of it full, on a background that is mostly empty', () => {
  const { x, size } = digits(100);
  for (let i = 0; i < size; i++) {
    const pixels = x.data.subarray(i * 784, (i + 1) * 784);
    const inked = pixels.filter((pixel) => pixel > 0.5).length;
    expect(inked, `digit ${i}`).toBeGreaterThan(15);
    expect(inked, `digit ${i}`).toBeLessThan(400);
  }
});

test('digit i depends on the seed and on i, not on n', () => {
  const few = digits(25, { seed: 'a' });
  const many = digits(60, { seed: 'a' });
  expect(many.x.data.subarray(0, 25 * 784)).toEqual(few.x.data);
  expect(many.y.data.subarray(0, 25)).toEqual(few.y.data);
  expect(digits(25, { seed: 'b' }).x.data).not.toEqual(few.x.data);
});

test('the seed is 0 unless it is given', () => {
  expect(digits(5).x.data).toEqual(digits(5, { seed: 0 }).x.data);
});

test('each ten in a row hold every class once, in changing order', () => {
  const { y } = digits(40, { seed: 5 });
  const orders = [0, 10, 20, 30].map((start) => [...y.data.subarray(start, start + 10)]);
  for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(new Set(orders.map(String)).size).toBe(4);
});

test('the drawing does not change from one version to the next', () => {
  const { x, y } = digits(20, { seed: 1 });
  let sum = 0;
  let weighted = 0;
  for (const [i, pixel] of x.data.entries()) {
    sum += Math.round(pixel * 255);
    weighted = (weighted + Math.round(pixel * 255) * ((i % 8191) + 1)) % 1_000_000_007;
  }
  expect({ labels: [...y.data].join(''), sum, weighted }).toMatchInlineSnapshot(`
    {
      "labels": "85369421702318057649",
      "sum": 539677,
      "weighted": 981172890,
    }
  `);
});

// Away from a network, the classes can be told apart by their nearest neighbour, but not by chance alone.
test('a digit mostly has its own class as its nearest neighbour', () => {
  const { x, y, size } = digits(400, { seed: 2 });
  let right = 0;
  for (let i = 300; i < size; i++) {
    let nearest = -1;
    let least = Infinity;
    for (let j = 0; j < 300; j++) {
      let distance = 0;
      for (let p = 0; p < 784; p++) {
        const difference = x.data[i * 784 + p]! - x.data[j * 784 + p]!;
        distance += difference * difference;
      }
      if (distance < least) [least, nearest] = [distance, j];
    }
    if (y.data[i] === y.data[nearest]) right++;
  }
  expect(right).toBeGreaterThan(70);
  expect(right).toBeLessThan(100);
});

test('refuses a number of digits or an option that makes no sense', () => {
  expect(() => digits(0)).toThrow('n must be a whole number at least 1, not 0');
  expect(() => digits(2.5)).toThrow('n must be a whole number at least 1, not 2.5');
  expect(() => digits(2, { sead: 1 } as object)).toThrow("no option 'sead' (did you mean 'seed'?)");
});
