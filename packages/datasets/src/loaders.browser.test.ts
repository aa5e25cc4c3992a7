import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { createDataset } from './dataset.js';
import { loadImageFolder } from './loadImageFolder.js';
import { loadJson } from './loadJson.js';
import { loadNpy } from './loadNpy.js';
import { loadNpz } from './loadNpz.js';
import { loadParquet } from './loadParquet.js';
import { toParquet } from './toParquet.js';

/** `numpy.save` of [[1.5, −2]] and `numpy.savez_compressed` of it as x and of [7] as y. */
function npy(descr: string, shape: string, data: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0];
  return Uint8Array.from([...magic, ...new TextEncoder().encode(header), ...new Uint8Array(data)]);
}

const x = npy('<f8', '(1, 2)', new Float64Array([1.5, -2]).buffer);

test('reads NPY from a Blob, a File, an ArrayBuffer and an address', async () => {
  const address = URL.createObjectURL(new Blob([x]));
  for (const source of [
    new Blob([x]),
    new File([x], 'x.npy'),
    x.buffer,
    address,
    new URL(address),
  ]) {
    const { data, shape } = await loadNpy(source);
    expect([...data, ...shape]).toEqual([1.5, -2, 1, 2]);
  }
  URL.revokeObjectURL(address);
});

test('reads NPZ and JSON from a Blob', async () => {
  const { zipSync } = await import('fflate');
  const file = zipSync({ 'x.npy': x, 'y.npy': npy('<i8', '(1,)', new BigInt64Array([7n]).buffer) });
  const data = await loadNpz(new Blob([Uint8Array.from(file)]), { x: 'x', y: 'y' });
  expect([...data.x.data]).toEqual([1.5, -2]);
  expect(data.classNames).toEqual(['7']);
  const json = await loadJson(new Blob(['[{"a":1,"y":2.5}]']), { target: 'y' });
  expect([json.x.data[0], json.y.data[0]]).toEqual([1, 2.5]);
});

test('writes and reads Parquet', async () => {
  const data = createDataset({
    x: { data: new Float32Array([0.1, 2, 3, 4]), shape: [2, 2] },
    y: { data: new Int32Array([1, 0]), shape: [2] },
    task: 'classification',
    classNames: ['no', 'yes'],
    featureNames: ['a', 'b'],
  });
  const bytes = await toParquet(data);
  const read = await loadParquet(new File([Uint8Array.from(bytes)], 'x.parquet'), {
    target: 'target',
  });
  expect(read.x).toEqual(data.x);
  expect(read.classNames).toEqual(['no', 'yes']);
});

test('reads the files of a chosen folder, PNG alone', async () => {
  const png = (value: number) =>
    Uint8Array.from(encode({ width: 1, height: 1, channels: 1, data: new Uint8Array([value]) }));
  const files = [
    ['pets/dog/1.png', 51],
    ['pets/cat/1.png', 102],
  ].map(([path, value]) =>
    Object.defineProperty(new File([png(value as number)], '1.png'), 'webkitRelativePath', {
      value: path,
    }),
  );
  const data = await loadImageFolder(files);
  expect(data.classNames).toEqual(['cat', 'dog']);
  expect([...data.x.data]).toEqual([0.4, 0.2].map(Math.fround));
  const list = new DataTransfer();
  list.items.add(new File([png(1)], '1.png'));
  await expect(loadImageFolder(list.files)).rejects.toThrow('1.png: the image lies outside');
  await expect(loadImageFolder({ a: [new File(['x'], 'x.jpg')] })).rejects.toThrow(
    'a/x.jpg: this is no PNG file, and other formats are read in Node only; convert the images to PNG',
  );
  await expect(loadImageFolder('pets')).rejects.toThrow('a browser cannot list a folder');
});
