import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MNIST, mnist } from './mnist.js';
import { loadMnistLike, type MnistFiles, type MnistOptions } from './mnistLike.js';
import type { DownloadProgress } from './obtainFile.js';

// Three images of 2 × 2 pixels stand for MNIST, and a server of ours for its publisher's.
const IMAGES = gzipSync(
  // prettier-ignore
  new Uint8Array([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8]),
);
const LABELS = gzipSync(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]));
const published = (name: string, bytes: Uint8Array) => ({
  name,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const stub = { images: published('images.gz', IMAGES), labels: published('labels.gz', LABELS) };
const FILES: MnistFiles = { train: stub, test: stub };

let cacheDir: string;
let server: Server;
let requests: string[];
let answerImages: (response: ServerResponse) => void;

beforeEach(async () => {
  vi.stubEnv('OCCAM_DATA_DIR', '');
  cacheDir = await mkdtemp(join(tmpdir(), 'occam-mnist-'));
  requests = [];
  answerImages = (response) => response.end(IMAGES);
  server = createServer((request, response) => {
    requests.push(request.url!);
    if (request.url === '/mnist/images.gz') answerImages(response);
    else if (request.url === '/mnist/labels.gz') response.end(LABELS);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  await rm(cacheDir, { recursive: true });
});

function load(options: MnistOptions = {}) {
  const { port } = server.address() as AddressInfo;
  const own = { cacheDir, baseUrl: `http://127.0.0.1:${port}/mnist`, ...options };
  return loadMnistLike(own, { ...MNIST, files: FILES });
}

test('downloads, checks and keeps the files, and does not ask again', async () => {
  const progress: DownloadProgress[] = [];
  const data = await load({ onProgress: (each) => progress.push(each) });
  expect(data.x.shape).toEqual([3, 4]);
  expect([...data.x.data.subarray(0, 4)]).toEqual(
    [0, 51, 102, 255].map((p) => Math.fround(p / 255)),
  );
  expect([...data.y.data]).toEqual([7, 0, 9]);
  expect(data.classCount).toBe(10);
  expect(requests).toEqual(['/mnist/images.gz', '/mnist/labels.gz']);
  expect(progress[0]).toEqual({ file: 'images.gz', loaded: 0, total: IMAGES.length });
  expect(progress.at(-1)).toEqual({
    file: 'labels.gz',
    loaded: LABELS.length,
    total: LABELS.length,
  });
  expect((await readdir(join(cacheDir, 'mnist'))).sort()).toEqual(['images.gz', 'labels.gz']);
  expect((await load()).x).toEqual(data.x);
  expect(requests).toHaveLength(2);
});

test('a damaged file in the cache is downloaded again', async () => {
  await load();
  await writeFile(join(cacheDir, 'mnist', 'images.gz'), IMAGES.subarray(5));
  await load();
  expect(requests).toEqual(['/mnist/images.gz', '/mnist/labels.gz', '/mnist/images.gz']);
  expect(new Uint8Array(await readFile(join(cacheDir, 'mnist', 'images.gz')))).toEqual(
    new Uint8Array(IMAGES),
  );
});

test('an interrupted download is an error that helps, and leaves nothing behind', async () => {
  answerImages = (response) => {
    response.writeHead(200, { 'content-length': IMAGES.length });
    response.write(IMAGES.subarray(0, 20), () => setTimeout(() => response.destroy(), 20));
  };
  const message = await load().then(String, (error: Error) => error.message);
  expect(message).toMatch(/^cannot download images\.gz from http:.*\/mnist\/images\.gz: /);
  expect(message).toContain(`after 20 of ${IMAGES.length} bytes`);
  expect(message).toContain(
    `sha256 ${stub.images.sha256}) at '${join(cacheDir, 'mnist', 'images.gz')}'`,
  );
  expect(message).toContain('set OCCAM_DATA_DIR to a folder with mnist/images.gz in it');
  expect(await readdir(cacheDir)).toEqual([]);
});

test('a wrong file is an error and is not kept', async () => {
  const other = Uint8Array.from(IMAGES);
  other[12]! ^= 1;
  answerImages = (response) => response.end(other);
  await expect(load()).rejects.toThrow(`its sha256 is ${published('', other).sha256} instead of`);
  answerImages = (response) => response.end(IMAGES.subarray(0, 9));
  await expect(load()).rejects.toThrow(`it has 9 bytes instead of ${IMAGES.length}`);
  answerImages = (response) => response.end(Buffer.alloc(10_000));
  await expect(load()).rejects.toThrow(`there is more than the expected ${IMAGES.length} bytes`);
  answerImages = (response) => response.writeHead(403).end();
  await expect(load()).rejects.toThrow('the server answers 403');
  expect(await readdir(cacheDir)).toEqual([]);
});

test('without network it says where to put which file', async () => {
  const message = await load({ baseUrl: 'http://127.0.0.1:1/' }).then(
    String,
    (error: Error) => error.message,
  );
  expect(message).toContain(
    `Put the original (${IMAGES.length} bytes, sha256 ${stub.images.sha256})`,
  );
});

test('reads OCCAM_DATA_DIR before anything else, and trusts it no more', async () => {
  vi.stubEnv('OCCAM_DATA_DIR', cacheDir);
  const folder = join(cacheDir, 'mnist');
  await mkdir(folder);
  await writeFile(join(folder, 'images.gz'), IMAGES);
  await writeFile(join(folder, 'labels.gz'), LABELS);
  expect((await load({ cacheDir: join(cacheDir, 'other') })).size).toBe(3);
  expect(requests).toEqual([]);
  await writeFile(join(folder, 'labels.gz'), IMAGES);
  const loading = load();
  await expect(loading).rejects.toThrow(
    `'${join(folder, 'labels.gz')}' is not the original labels.gz: it has ${IMAGES.length} bytes instead of ${LABELS.length}`,
  );
  await expect(loading).rejects.toBeInstanceOf(RangeError);
});

test('keeps its files below XDG_CACHE_HOME', async () => {
  vi.stubEnv('XDG_CACHE_HOME', cacheDir);
  await load({ cacheDir: undefined });
  expect(await readdir(join(cacheDir, 'occam', 'mnist'))).toHaveLength(2);
});

test('warns where it cannot keep the files, and goes on', async () => {
  const warning = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const blocked = join(cacheDir, 'file');
  await writeFile(blocked, '');
  vi.stubEnv('OCCAM_DATA_DIR', '');
  const data = await load({ cacheDir: blocked }).then(
    ({ size }) => size,
    (error: Error) => error.message,
  );
  expect(data).toBe(3);
  expect(warning).toHaveBeenCalledTimes(2);
  expect(warning.mock.calls[0]![0]).toContain('for the next time');
});

test('stops when told and leaves nothing behind', async () => {
  const controller = new AbortController();
  answerImages = (response) => {
    response.write(IMAGES.subarray(0, 5));
    setTimeout(() => controller.abort(new Error('enough')), 20);
  };
  await expect(load({ signal: controller.signal })).rejects.toThrow('enough');
  await expect(load({ signal: controller.signal })).rejects.toThrow('enough');
  expect(await readdir(cacheDir)).toEqual([]);
});

test('an error of onProgress is not taken for a failed download', async () => {
  const onProgress = () => {
    throw new Error('no screen');
  };
  await expect(load({ onProgress })).rejects.toThrow(/^no screen$/);
});

test('refuses options that make no sense', async () => {
  await expect(mnist({ subset: 'validation' as 'test' })).rejects.toThrow(
    "subset must be one of 'train', 'test'",
  );
  await expect(mnist({ cache: '.' } as object)).rejects.toThrow("mnist has no option 'cache'");
});

const dataDir = process.env['OCCAM_DATA_DIR'];

test.skipIf(!dataDir)(
  'the real files hold the labels that their publisher counts (needs OCCAM_DATA_DIR)',
  async () => {
    vi.stubEnv('OCCAM_DATA_DIR', dataDir);
    const count = async (subset: 'train' | 'test') => {
      const { x, y } = await mnist({ subset });
      expect(x.shape).toEqual([y.data.length, 784]);
      expect((x.data as Float32Array).reduce((most, pixel) => Math.max(most, pixel), 0)).toBe(1);
      return Array.from(
        { length: 10 },
        (_, digit) => y.data.filter((label) => label === digit).length,
      );
    };
    expect(await count('train')).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(await count('test')).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  },
);
