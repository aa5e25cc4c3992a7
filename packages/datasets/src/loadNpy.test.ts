import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDataset } from './dataset.js';
import { loadNpy } from './loadNpy.js';
import { loadNpz, type NpzOptions } from './loadNpz.js';

interface Case {
  readonly dtype: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly npy: string;
}

const fixtures = JSON.parse(
  readFileSync(new URL('../fixtures/npy.json', import.meta.url), 'utf8'),
) as {
  cases: Case[];
  refused: Record<'text' | 'complex' | 'structure' | 'date', string>;
  archives: Record<'stored' | 'deflated', string>;
  x: number[];
  y: number[];
};

const decode = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const name = 'array.npy';

/** An NPY file of version 1.0 with a header and elements of our own. */
function npy(header: string, data: Uint8Array): Uint8Array {
  const text = `${header}\n`;
  const bytes = new Uint8Array(10 + text.length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes.set(data, 10 + text.length);
  return bytes;
}

test.each(fixtures.cases.map((each) => [each.dtype, each] as const))(
  'reads NumPy’s %s',
  async (dtype, { shape, values, npy: base64 }) => {
    for (const bytes of [decode(base64), new Uint8Array(gzipSync(decode(base64)))]) {
      const { data, shape: read } = await loadNpy(bytes);
      expect(data).toBeInstanceOf(dtype.includes('f') ? Float32Array : Int32Array);
      expect([...data]).toEqual(values);
      expect(read).toEqual(shape);
    }
  },
);

test('leaves the bytes of the caller alone and copies them', async () => {
  const bytes = Buffer.from(fixtures.cases[0]!.npy, 'base64');
  const before = Uint8Array.from(bytes);
  const { data } = await loadNpy(bytes);
  data.fill(7);
  expect(Uint8Array.from(bytes)).toEqual(before);
});

test('divides into float32', async () => {
  const bytes = npy(
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }",
    new Uint8Array([0, 51, 255]),
  );
  expect((await loadNpy(bytes, { divisor: 255 })).data).toEqual(new Float32Array([0, 0.2, 1]));
});

test('two files make a dataset', async () => {
  const y = await loadNpy(
    npy(
      "{'descr':'<i8','fortran_order':False,'shape':(2,)}",
      new Uint8Array(new BigInt64Array([1n, 0n]).buffer),
    ),
  );
  const x = { data: new Float32Array([0.5, 1]), shape: [2, 1] };
  expect(createDataset({ x, y, task: 'classification' }).classCount).toBe(2);
});

test.each<[string, Uint8Array, string]>([
  ['text', decode(fixtures.refused.text), "array.npy: elements of type '<U1' are no numbers"],
  ['complex', decode(fixtures.refused.complex), "elements of type '<c16' are no numbers"],
  ['structure', decode(fixtures.refused.structure), 'elements of type a structure are no numbers'],
  ['date', decode(fixtures.refused.date), "elements of type '<M8[D]' are no numbers"],
  ['nothing', new Uint8Array(0), 'array.npy: the file is empty'],
  ['PNG', new Uint8Array([0x89, 0x50]), 'this is no NPY file: at offset 0 is 137, not 147'],
  [
    'version',
    new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 4, 0]),
    'version 4.0 of NPY is none of 1.0, 2.0, 3.0',
  ],
  [
    'a long header',
    new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 0, 1, 0x7b]),
    'array.npy: a header of 16777216 bytes at offset 12 is none of NPY',
  ],
  [
    'header',
    npy("{'descr': '<f4', 'shape': (1,)}", new Uint8Array(4)),
    'the header at offset 10 does not hold descr, fortran_order and shape',
  ],
  [
    'int64',
    npy(
      "{'descr':'<i8','fortran_order':False,'shape':(2,)}",
      new Uint8Array(new BigInt64Array([1n, 2n ** 31n]).buffer),
    ),
    'the element at offset 69 is 2147483648, beyond int32; pass divisor: 1 to read the array as float32',
  ],
  [
    'NaN',
    npy(
      "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
      new Uint8Array(new Float32Array([1, NaN]).buffer),
    ),
    'the element at offset 65 is NaN, not finite in float32',
  ],
  [
    'float64',
    npy(
      "{'descr':'<f8','fortran_order':False,'shape':(1,)}",
      new Uint8Array(new Float64Array([1e39]).buffer),
    ),
    'is 1e+39, not finite in float32',
  ],
  [
    'short',
    npy("{'descr':'<f4','fortran_order':False,'shape':(2,)}", new Uint8Array(4)),
    'cut off at offset 65 of 69: the shape is [2]',
  ],
  [
    'long',
    npy("{'descr':'<f4','fortran_order':False,'shape':()}", new Uint8Array(8)),
    'the data go on at offset 63, after the last element of shape []',
  ],
  [
    'huge',
    npy("{'descr':'<f4','fortran_order':False,'shape':(99999999,99999999)}", new Uint8Array(8)),
    'cut off at offset',
  ],
  [
    'vast',
    npy("{'descr':'<f4','fortran_order':False,'shape':(99999999999999999,)}", new Uint8Array(8)),
    'the shape (99999999999999999,) in the header is none',
  ],
])('says what is wrong: %s', async (_, bytes, message) => {
  const loading = loadNpy(bytes, { name });
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toBeInstanceOf(RangeError);
});

test('refuses options that make no sense, and stops when told', async () => {
  const bytes = decode(fixtures.cases[0]!.npy);
  await expect(loadNpy(bytes, { divisor: 0 })).rejects.toThrow('divisor must be a number above 0');
  await expect(loadNpy(bytes, { dtype: 'f4' } as object)).rejects.toThrow("no option 'dtype'");
  await expect(loadNpy(bytes, { maxBytes: 20 })).rejects.toThrow('holds more than 20 bytes');
  await expect(loadNpy('no/such.npy')).rejects.toThrow("there is no file 'no/such.npy'");
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(loadNpy(bytes, { signal })).rejects.toThrow('enough');
});

const archive = (kind: 'stored' | 'deflated') => decode(fixtures.archives[kind]);

test.each(['stored', 'deflated'] as const)('reads arrays of a %s NPZ file', async (kind) => {
  const data = await loadNpz(archive(kind), {
    x: 'x',
    y: 'y',
    divisor: 255,
    groups: 'y',
    times: 'z',
  });
  expect(data.x.shape).toEqual([6, 2, 2]);
  expect(data.x.data).toEqual(Float32Array.from(fixtures.x, (value) => value / 255));
  expect(data.task).toBe('classification');
  expect(data.classNames).toEqual(['1', '3', '9']);
  expect([...data.y.data]).toEqual([1, 0, 1, 2, 0, 0]);
  expect([...(data.groups as Int32Array)]).toEqual(fixtures.y);
  expect([...data.times!]).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map(Math.fround));
  const numbers = await loadNpz(archive(kind), { x: 'x', y: 'z' });
  expect(numbers.task).toBe('regression');
  expect(numbers.x.data).toEqual(Int32Array.from(fixtures.x));
  const told = await loadNpz(archive(kind), { x: 'x', y: 'y', task: 'regression' });
  expect(told.y.data).toEqual(Float32Array.from(fixtures.y));
  const soft = await loadNpz(archive(kind), { x: 'x', y: 'soft', task: 'classification' });
  expect(soft.y.shape).toEqual([6, 3]);
});

test.each<[object, string]>([
  [
    { x: 'x', y: 'soft' },
    "digits.npz, 'soft': there must be one number a row, but the shape is [6, 3]",
  ],
  [{ x: 'x', y: 'labels' }, "there is no array 'labels' for y; the arrays are x, y, z, soft"],
  [{ x: 'x', y: 'sofd' }, "there is no array 'sofd' for y (did you mean 'soft'?)"],
  [{ x: 'x', y: 'z', task: 'classification' }, 'cannot be a class'],
  [{ y: 'y' }, 'x must be the name of an array in the file, not undefined'],
  [{ x: 'x', y: 'y', groups: 1 }, 'groups must be the name of an array in the file, not 1'],
  [
    { x: 'x', y: 'y', task: 'classify' },
    "task must be one of 'classification', 'regression', not 'classify'",
  ],
  [{ x: 'x', y: 'y', target: 'y' }, "loadNpz has no option 'target'"],
])('refuses %j', async (options, message) => {
  const loading = loadNpz(archive('deflated'), { name: 'digits.npz', ...options } as NpzOptions);
  await expect(loading).rejects.toThrow(message);
});

test('a bomb is not unpacked', async () => {
  const { zipSync } = await import('fflate');
  const header = "{'descr':'|u1','fortran_order':False,'shape':(2000000,)}";
  const bomb = zipSync({ 'x.npy': npy(header, new Uint8Array(2_000_000)) });
  expect(bomb.length).toBeLessThan(5000);
  const loading = loadNpz(bomb, { x: 'x', y: 'x', maxBytes: 1e5, name: 'bomb.npz' });
  await expect(loading).rejects.toThrow("bomb.npz, 'x.npy': holds more than 100000 bytes");
  // The archive says that it is small, but is not.
  const view = new DataView(bomb.buffer);
  const entry = view.getUint32(bomb.length - 6, true);
  view.setUint32(entry + 24, 1000, true);
  await expect(loadNpz(bomb, { x: 'x', y: 'x', name: 'bomb.npz' })).rejects.toThrow(
    "bomb.npz, 'x.npy': the packed data hold more than 1000",
  );
});

test('says that something else is no archive', async () => {
  const options = { x: 'x', y: 'y', name: 'a.npz' };
  await expect(loadNpz(decode(fixtures.cases[0]!.npy), options)).rejects.toThrow(
    'a.npz: this is no ZIP archive, as NPZ files are',
  );
});

test('says that members are encrypted or packed otherwise', async () => {
  const { zipSync } = await import('fflate');
  const changed = (offset: number, value: number) => {
    const file = zipSync({ 'x.npy': decode(fixtures.cases[0]!.npy) });
    file[new DataView(file.buffer).getUint32(file.length - 6, true) + offset] = value;
    return loadNpz(file, { x: 'x', y: 'x', name: 'a.npz' });
  };
  await expect(changed(8, 1)).rejects.toThrow("a.npz, 'x.npy': the file is encrypted");
  await expect(changed(10, 12)).rejects.toThrow(
    "a.npz, 'x.npy': packed by method 12; only stored (0) and deflated (8) files are read",
  );
  await expect(changed(16, 0)).rejects.toThrow(
    "a.npz, 'x.npy': the file is damaged: its checksum is another",
  );
});
