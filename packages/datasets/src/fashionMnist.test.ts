import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { FASHION_MNIST, fashionMnist } from './fashionMnist.js';
import { loadMnistLike } from './mnistLike.js';

let folder: string | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = undefined;
});

test('reads its own folder in OCCAM_DATA_DIR and names the clothes', async () => {
  folder = await mkdtemp(join(tmpdir(), 'occam-fashion-'));
  await mkdir(join(folder, 'fashion-mnist'));
  const publish = async (name: string, bytes: number[]) => {
    const packed = gzipSync(Uint8Array.from(bytes));
    await writeFile(join(folder!, 'fashion-mnist', name), packed);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    return { name, size: packed.length, sha256 };
  };
  const images = await publish(
    'i.gz',
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 102],
  );
  const labels = await publish('l.gz', [0, 0, 8, 1, 0, 0, 0, 2, 9, 0]);
  vi.stubEnv('OCCAM_DATA_DIR', folder);
  const files = { train: { images, labels }, test: { images, labels } };
  const data = await loadMnistLike({ subset: 'test' }, { ...FASHION_MNIST, files });
  expect([...data.x.data]).toEqual([0, 0.2, 1, 0.4].map(Math.fround));
  expect(Array.from(data.y.data, (index) => data.classNames![index])).toEqual([
    'Ankle boot',
    'T-shirt/top',
  ]);
  expect(data.name).toBe('fashion-mnist (test)');
});

test('is held to the sums of the publisher', async () => {
  folder = await mkdtemp(join(tmpdir(), 'occam-fashion-'));
  await mkdir(join(folder, 'fashion-mnist'));
  await writeFile(join(folder, 'fashion-mnist', 'train-images-idx3-ubyte.gz'), 'x');
  vi.stubEnv('OCCAM_DATA_DIR', folder);
  await expect(fashionMnist()).rejects.toThrow(
    'is not the original train-images-idx3-ubyte.gz: it has 1 bytes instead of 26421880',
  );
  await expect(fashionMnist({ subset: 'all' as 'test' })).rejects.toThrow(
    "subset must be one of 'train', 'test'",
  );
  await expect(fashionMnist({ cache: '' } as object)).rejects.toThrow(
    "fashionMnist has no option 'cache'",
  );
});
