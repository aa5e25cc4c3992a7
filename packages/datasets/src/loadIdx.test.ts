import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadIdx, type IdxOptions } from './loadIdx.js';

type Kind = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

const KINDS: Record<
  Kind,
  [code: number, size: number, write: (view: DataView, at: number, value: number) => void]
> = {
  uint8: [0x08, 1, (view, at, value) => view.setUint8(at, value)],
  int8: [0x09, 1, (view, at, value) => view.setInt8(at, value)],
  int16: [0x0b, 2, (view, at, value) => view.setInt16(at, value)],
  int32: [0x0c, 4, (view, at, value) => view.setInt32(at, value)],
  float32: [0x0d, 4, (view, at, value) => view.setFloat32(at, value)],
  float64: [0x0e, 8, (view, at, value) => view.setFloat64(at, value)],
};

function writeIdx(kind: Kind, shape: readonly number[], values: readonly number[]): Uint8Array {
  const [code, size, write] = KINDS[kind];
  const start = 4 + 4 * shape.length;
  const view = new DataView(new ArrayBuffer(start + size * values.length));
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  for (const [axis, n] of shape.entries()) view.setUint32(4 + 4 * axis, n);
  for (const [i, value] of values.entries()) write(view, start + size * i, value);
  return new Uint8Array(view.buffer);
}

function load(bytes: Uint8Array, options: IdxOptions = {}) {
  return loadIdx(bytes, { name: 'array.idx', ...options });
}

const integers = (min: number, max: number) => fc.integer({ min, max });
const ELEMENTS: Record<Kind, fc.Arbitrary<number>> = {
  uint8: integers(0, 255),
  int8: integers(-128, 127),
  int16: integers(-(2 ** 15), 2 ** 15 - 1),
  int32: integers(-(2 ** 31), 2 ** 31 - 1),
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  float64: fc.double({ noNaN: true, min: -3e38, max: 3e38 }),
};

test.each(Object.keys(KINDS) as Kind[])(
  'random arrays of %s read back, packed or not',
  async (kind) => {
    const array = fc
      .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
      .chain((shape) => {
        const length = shape.reduce((product, n) => product * n, 1);
        return fc.tuple(
          fc.constant(shape),
          fc.array(ELEMENTS[kind], { minLength: length, maxLength: length }),
        );
      });
    const Type = kind.startsWith('float') ? Float32Array : Int32Array;
    await fc.assert(
      fc.asyncProperty(array, fc.boolean(), async ([shape, values], isPacked) => {
        const bytes = writeIdx(kind, shape, values);
        const { data, shape: read } = await load(
          isPacked ? new Uint8Array(gzipSync(bytes)) : bytes,
        );
        expect(read).toEqual(shape);
        expect(data).toEqual(Type.from(values));
      }),
      { numRuns: 50 },
    );
  },
);

test('divides pixels into float32', async () => {
  const { data } = await load(writeIdx('uint8', [3], [0, 51, 255]), { divisor: 255 });
  expect(data).toEqual(new Float32Array([0, 0.2, 1]));
});

test('every truncation is an error, packed or not', async () => {
  const bytes = writeIdx('int16', [2, 3], [1, 2, 3, 4, 5, 6]);
  const packed = new Uint8Array(gzipSync(bytes));
  for (let length = 0; length < bytes.length; length++) {
    await expect(load(bytes.subarray(0, length))).rejects.toThrow(
      length === 0
        ? 'array.idx: the file is empty'
        : length < 12
          ? `array.idx: cut off at offset ${length}, within the header`
          : `array.idx: cut off at offset ${length} of 24: the shape is [2, 3]`,
    );
  }
  for (let length = 2; length < packed.length; length++) {
    await expect(load(packed.subarray(0, length))).rejects.toThrow(
      'array.idx: the gzip data are damaged or cut off',
    );
  }
});

test('any bytes give an array or a RangeError with the name', async () => {
  const header = fc.tuple(
    fc.constant(0),
    fc.constant(0),
    fc.constantFrom(8, 9, 11, 13, 7),
    fc.nat(3),
  );
  await fc.assert(
    fc.asyncProperty(header, fc.uint8Array({ maxLength: 30 }), async (start, rest) => {
      try {
        const { data, shape } = await load(new Uint8Array([...start, ...rest]));
        expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        expect((error as Error).message).toMatch(/^array\.idx: /);
      }
    }),
    { numRuns: 500 },
  );
});

test('says what is wrong and where', async () => {
  const bytes = writeIdx('uint8', [2], [1, 2]);
  const changed = (offset: number, value: number) =>
    Uint8Array.from(bytes).fill(value, offset, offset + 1);
  await expect(load(changed(0, 0x50))).rejects.toThrow(
    'no IDX file: at offset 0 is 0x50, not 0x00',
  );
  await expect(load(changed(1, 1))).rejects.toThrow('no IDX file: at offset 1 is 0x01, not 0x00');
  await expect(load(changed(2, 10))).rejects.toThrow(
    'at offset 2 is 0x0a, not one of the types 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e',
  );
  await expect(load(changed(3, 0))).rejects.toThrow('the array has no axes (0x00 at offset 3)');
  await expect(load(changed(7, 1))).rejects.toThrow(
    'the data go on at offset 9, after the last element of shape [1]',
  );
  await expect(load(writeIdx('float32', [2], [1, NaN]))).rejects.toThrow(
    'array.idx: the element at offset 12 is NaN, not finite in float32',
  );
  await expect(load(writeIdx('float64', [1], [1e39]))).rejects.toThrow('is 1e+39, not finite');
});

test('refuses arrays beyond the limit before they are read', async () => {
  const huge = writeIdx('uint8', [4_000_000_000, 4_000_000_000], []);
  await expect(load(huge)).rejects.toThrow(
    'an array of shape [4000000000, 4000000000] takes more than 1073741824 bytes; pass a larger maxBytes',
  );
  const bomb = new Uint8Array(
    gzipSync(
      writeIdx(
        'uint8',
        [10_000_000],
        Array.from({ length: 10_000_000 }, () => 0),
      ),
    ),
  );
  await expect(load(bomb, { maxBytes: 1e6 })).rejects.toThrow('takes more than 1000000 bytes');
});

test('refuses options that make no sense', async () => {
  const bytes = writeIdx('uint8', [1], [1]);
  await expect(load(bytes, { divisor: 0 })).rejects.toThrow(
    'divisor must be a number above 0, not 0',
  );
  await expect(load(bytes, { scale: 1 } as object)).rejects.toThrow(
    "loadIdx has no option 'scale'",
  );
});
