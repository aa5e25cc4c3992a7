import { describe, expect, it } from 'vitest';
import { checkNdArray, ndarray, rowSize, takeRows } from './ndarray.js';

const x = ndarray(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2]);

describe('ndarray', () => {
  it('keeps the data it is given, also shared ones, with their shape', () => {
    const shared = new Float32Array(new SharedArrayBuffer(24));
    const array = ndarray(shared, [2, 3]);
    expect(array.data).toBe(shared);
    expect(array.shape).toEqual([2, 3]);
    expect(ndarray(new Int32Array([7]), []).shape).toEqual([]);
    expect(ndarray(new Float32Array(0), [0, 5]).data).toHaveLength(0);
  });

  it('refuses a shape that does not fit', () => {
    expect(() => ndarray(new Float32Array(5), [2, 3])).toThrow(
      new RangeError('ndarray of shape [2, 3] needs 6 elements, but its data have 5'),
    );
    for (const [shape, words] of [
      [[-2, -3], '[-2, -3]'],
      [[1.5, 4], '[1.5, 4]'],
      [[NaN], '[NaN]'],
      [['6'], '[6]'],
    ] as const) {
      expect(() => ndarray(new Float32Array(6), shape as readonly number[])).toThrow(
        new RangeError(`the shape of ndarray must hold whole numbers from 0, not ${words}`),
      );
    }
  });
});

describe('checkNdArray', () => {
  const expected = 'x must be an NdArray: { data: Float32Array or Int32Array, shape: number[] }';

  it.each([
    [undefined, 'not undefined'],
    [null, 'not null'],
    [3, 'not 3'],
    [[1, 2], 'not a value of type Array'],
    [new Float32Array(2), 'not a value of type Float32Array'],
    [{ shape: [1] }, 'not a value of type Object'],
    [
      { data: () => {}, shape: [1] },
      'not a tensor: give { data: tensor.dataSync(), shape: tensor.shape }',
    ],
    [{ data: [1], shape: [1] }, 'not one with data of a value of type Array'],
    [
      { data: new Float64Array(1), shape: [1] },
      'not one with data of a value of type Float64Array',
    ],
  ])('refuses what is none: %j', (value, words) => {
    expect(() => checkNdArray('x', value)).toThrow(new TypeError(`${expected}, ${words}`));
  });

  it('names the shape where that is what is wrong', () => {
    expect(() => checkNdArray('x', { data: new Float32Array(1) })).toThrow(
      new TypeError(`${expected}, not one with shape undefined`),
    );
    expect(() => checkNdArray('x', { data: new Float32Array(1), shape: 1 })).toThrow(
      new TypeError(`${expected}, not one with shape 1`),
    );
  });

  it('checks the number of axes', () => {
    checkNdArray('x', x, { rank: 2 });
    expect(() => checkNdArray('x', x, { rank: 1 })).toThrow(
      new RangeError('x must have 1 axes, but its shape is [3, 2]'),
    );
  });

  it('finds NaN and infinity only when asked to', () => {
    const array = ndarray(new Float32Array([1, 2, 3, 4, NaN, 6]), [3, 2]);
    checkNdArray('x', array);
    checkNdArray('x', x, { finite: true });
    expect(() => checkNdArray('x', array, { finite: true })).toThrow(
      new RangeError('x must be finite, but holds NaN in row 2'),
    );
    expect(() =>
      checkNdArray('x', ndarray(new Float32Array([-Infinity]), [1]), { finite: true }),
    ).toThrow('x must be finite, but holds -Infinity in row 0');
  });
});

describe('rowSize', () => {
  it('is the product of all axes but the first', () => {
    expect(rowSize(x)).toBe(2);
    expect(rowSize({ data: x.data, shape: [6] })).toBe(1);
    expect(rowSize({ data: x.data, shape: [1, 3, 2, 1] })).toBe(6);
    expect(rowSize({ data: new Float32Array(0), shape: [4, 0] })).toBe(0);
  });
});

describe('takeRows', () => {
  it('copies rows in the order of the indices, also twice', () => {
    const taken = takeRows(x, new Uint32Array([2, 0, 2]));
    expect(taken.shape).toEqual([3, 2]);
    expect([...taken.data]).toEqual([5, 6, 1, 2, 5, 6]);
    taken.data[0] = 99;
    expect(x.data[4]).toBe(5);
  });

  it('keeps the type and the other axes', () => {
    const labels = ndarray(new Int32Array([7, 8, 9]), [3]);
    expect(takeRows(labels, [1]).data).toEqual(new Int32Array([8]));
    expect(takeRows(labels, []).shape).toEqual([0]);
    const images = ndarray(new Float32Array(24), [2, 3, 4, 1]);
    expect(takeRows(images, [1]).shape).toEqual([1, 3, 4, 1]);
  });

  it('copies rows of any width alike', () => {
    for (const width of [1, 2, 31, 32, 33, 100]) {
      const data = Float32Array.from({ length: 5 * width }, (_, i) => i + 0.5);
      const taken = takeRows(ndarray(data, [5, width]), [4, 1, 1]);
      const rows = [4, 1, 1].flatMap((row) =>
        Array.from(data.subarray(row * width, (row + 1) * width)),
      );
      expect([...taken.data]).toEqual(rows);
    }
  });

  it('refuses rows that do not exist', () => {
    for (const row of [3, -1, 0.5, NaN]) {
      expect(() => takeRows(x, [0, row])).toThrow(
        new RangeError(`row ${row} does not exist: there are 3 rows, counted from 0`),
      );
    }
  });
});
