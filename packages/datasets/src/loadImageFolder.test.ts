import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadImageFolder } from './loadImageFolder.js';

/** A PNG file whose first value is `value`. */
function png(value: number, { width = 2, height = 1, channels = 1 } = {}): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height * channels).fill(255);
  data[0] = value;
  return Uint8Array.from(encode({ width, height, channels, data }));
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'occam-images-'));
});

afterEach(async () => {
  vi.doUnmock('sharp');
  await rm(folder, { recursive: true });
});

async function write(path: string, bytes: Uint8Array | string): Promise<void> {
  const full = join(folder, path);
  await mkdir(join(full, '..'), { recursive: true });
  await writeFile(full, bytes);
}

test('reads a folder by class and name, deeper ones too, and passes other files over', async () => {
  await write('dog/b.png', png(51));
  await write('dog/a.PNG', png(102));
  await write('cat/more/c.png', png(0));
  await write('dog/notes.txt', 'x');
  await write('dog/.hidden.png', 'x');
  await write('.git/z.png', 'x');
  for (const source of [folder, pathToFileURL(folder), pathToFileURL(folder).href]) {
    const data = await loadImageFolder(source, { name: 'pets' });
    expect(data.x.shape).toEqual([3, 1, 2, 1]);
    expect([...data.x.data]).toEqual([0, 1, 0.4, 1, 0.2, 1].map(Math.fround));
    expect([...data.y.data]).toEqual([0, 1, 1]);
    expect(data.classNames).toEqual(['cat', 'dog']);
    expect([data.task, data.name]).toEqual(['classification', 'pets']);
  }
});

test('reads more images than are read at a time, in order', async () => {
  const images = Array.from({ length: 50 }, (_, i) => new Blob([png(i)]));
  const data = await loadImageFolder({ all: images });
  expect(Array.from({ length: 50 }, (_, i) => Math.round(data.x.data[2 * i]! * 255))).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
});

test('reads Files with relative paths, and sources by class', async () => {
  const file = (path: string, value: number) =>
    Object.defineProperty(new File([png(value)], path.split('/').at(-1)!), 'webkitRelativePath', {
      value: path,
    });
  const files = [
    file('pets/dog/2.png', 2),
    file('pets/cat/1.png', 1),
    file('pets/dog/1.png', 3),
    file('pets/.x/1.png', 9),
  ];
  const listed = await loadImageFolder(files);
  expect([...listed.y.data]).toEqual([0, 1, 1]);
  expect([0, 2, 4].map((i) => Math.round(listed.x.data[i]! * 255))).toEqual([1, 3, 2]);
  await write('one.png', png(7));
  const own = await loadImageFolder({ b: [join(folder, 'one.png')], a: [png(4), png(5).buffer] });
  expect(own.classNames).toEqual(['a', 'b']);
  expect([0, 2, 4].map((i) => Math.round(own.x.data[i]! * 255))).toEqual([4, 5, 7]);
  await expect(loadImageFolder([file('pets/1.png', 1)])).rejects.toThrow(
    'pets/1.png: the image lies outside the folders of the classes',
  );
  await expect(loadImageFolder([new File([png(1)], 'x.png')])).rejects.toThrow(
    'x.png: the image lies',
  );
});

test('makes channels alike where told', async () => {
  const mixed = { a: [png(51), png(102, { channels: 3 })] };
  await expect(loadImageFolder(mixed)).rejects.toThrow(
    'a/1 has 3 channels (colours), but a/0 has 1 channel (grey); pass channels: 1 or channels: 3',
  );
  const grey = await loadImageFolder(mixed, { channels: 1 });
  expect(grey.x.data[2]).toBeCloseTo(0.299 * 0.4 + 0.701, 6);
  const color = await loadImageFolder(mixed, { channels: 3 });
  expect(color.x.shape).toEqual([2, 1, 2, 3]);
  expect([...color.x.data.subarray(0, 6)]).toEqual([0.2, 0.2, 0.2, 1, 1, 1].map(Math.fround));
});

test('takes the classes of another folder', async () => {
  const data = await loadImageFolder({ b: [png(1)] }, { classNames: ['a', 'b', 'c'] });
  expect([data.y.data[0], data.classCount]).toEqual([1, 3]);
  await expect(loadImageFolder({ d: [png(1)] }, { classNames: ['a'], name: 'x' })).rejects.toThrow(
    "x: there is a folder 'd', but classNames holds 'a'",
  );
});

test('says what is wrong and with which file', async () => {
  await expect(loadImageFolder(join(folder, 'none'))).rejects.toThrow(
    `there is no folder '${join(folder, 'none')}'`,
  );
  await expect(loadImageFolder(folder, { name: 'pets' })).rejects.toThrow(
    'pets: there must be a folder of images for each class, but none is there',
  );
  await write('cat/a.png', png(1));
  await mkdir(join(folder, 'dog'));
  await expect(loadImageFolder(folder, { name: 'pets' })).rejects.toThrow(
    "pets: the class 'dog' has no images",
  );
  await write('dog/b.png', png(1, { width: 3, height: 5 }));
  await expect(loadImageFolder(folder)).rejects.toThrow(
    'dog/b.png has 3 × 5 pixels, but cat/a.png has 2 × 1 pixels; all images must have one size: resize them first',
  );
  await write('dog/b.png', png(1).subarray(0, 50));
  await expect(loadImageFolder(folder)).rejects.toThrow('dog/b.png: cut off at offset 50');
  await write('dog/b.png', '');
  await expect(loadImageFolder(folder)).rejects.toThrow('dog/b.png: the file is empty');
  await write('c.png', png(1));
  await expect(loadImageFolder(folder)).rejects.toThrow(
    'c.png: the image lies outside the folders',
  );
  await expect(loadImageFolder({ a: [png(1), png(2)] }, { maxBytes: 15 })).rejects.toThrow(
    'more than 15 bytes',
  );
});

test('refuses what makes no sense', async () => {
  await expect(loadImageFolder({}, { channels: 2 as 1 })).rejects.toThrow(
    'channels must be 1, 3 or 4, not 2',
  );
  await expect(loadImageFolder({}, { size: 2 } as object)).rejects.toThrow("no option 'size'");
  await expect(loadImageFolder({ a: png(1) as never })).rejects.toThrow(
    "the images of the class 'a' must be a list, not a value of type Uint8Array",
  );
  await expect(loadImageFolder(7 as never)).rejects.toThrow(
    'the images must be a path, a list of Files',
  );
  await expect(loadImageFolder([png(1)] as never)).rejects.toThrow('a list must hold Files');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(loadImageFolder({ a: [png(1)] }, { signal })).rejects.toThrow('enough');
});

test('says that other formats need sharp where it is not there', async () => {
  vi.doMock('sharp', () => {
    throw new Error('Cannot find package');
  });
  await expect(
    loadImageFolder({ a: [new File([new Uint8Array([0xff, 0xd8, 0xff])], 'x.jpg')] }),
  ).rejects.toThrow(
    'a/x.jpg: this is no PNG file, and other formats need the package sharp, which cannot be loaded; install it (npm install sharp) or convert',
  );
});

test('reads other formats with sharp, grey ones as grey', async () => {
  const plain = (r: number, g: number, b: number) =>
    sharp({ create: { width: 4, height: 3, channels: 3, background: { r, g, b } } });
  const lossless = new Uint8Array(await plain(51, 102, 255).webp({ lossless: true }).toBuffer());
  const color = await loadImageFolder({
    a: [lossless, png(51, { width: 4, height: 3, channels: 3 })],
  });
  expect(color.x.shape).toEqual([2, 3, 4, 3]);
  expect([...color.x.data.subarray(0, 6)]).toEqual([0.2, 0.4, 1, 0.2, 0.4, 1].map(Math.fround));
  const jpeg = new Uint8Array(await plain(128, 128, 128).toColourspace('b-w').jpeg().toBuffer());
  const grey = await loadImageFolder({ a: [jpeg] });
  expect(grey.x.shape).toEqual([1, 3, 4, 1]);
  expect(grey.x.data.every((value) => Math.abs(value * 255 - 128) <= 1)).toBe(true);
  for (const length of [20, jpeg.length >> 1, jpeg.length - 2]) {
    const broken = new File([jpeg.slice(0, length)], 'x.jpg');
    await expect(loadImageFolder({ a: [broken] })).rejects.toThrow(
      'a/x.jpg: cannot read the image: ',
    );
  }
});
