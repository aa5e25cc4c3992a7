import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBytes, sourceName, type Source } from './source.js';

const text = 'a,b\n'.repeat(100_000);
const bytes = new TextEncoder().encode(text);
let folder: string;
let server: Server;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'occam-source-'));
  await writeFile(join(folder, 'plain.csv'), bytes);
  await writeFile(join(folder, 'packed.csv.gz'), gzipSync(bytes));
  server = createServer((request, response) => {
    if (request.url === '/plain.csv') response.end(bytes);
    else if (request.url === '/broken.csv') {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000), () => response.destroy());
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function readAll(source: Source, maxBytes = 1e9): Promise<string> {
  let all = '';
  const decoder = new TextDecoder();
  for await (const piece of readBytes(source, { name: sourceName(source), maxBytes })) {
    all += decoder.decode(piece, { stream: true });
  }
  return all;
}

test('reads paths, file addresses and web addresses', async () => {
  const path = join(folder, 'plain.csv');
  for (const source of [
    path,
    pathToFileURL(path),
    pathToFileURL(path).href,
    `${address}/plain.csv`,
  ]) {
    expect((await readAll(source)) === text).toBe(true);
  }
  expect((await readAll(join(folder, 'packed.csv.gz'))) === text).toBe(true);
});

test('reads nothing from nothing and a single byte as it is', async () => {
  expect(await readAll(new Uint8Array(0))).toBe('');
  expect(await readAll(new TextEncoder().encode('x'))).toBe('x');
});

test.each<[Source, string]>([
  ['/some/where/iris.csv', 'iris.csv'],
  ['C:\\data\\iris.csv', 'iris.csv'],
  ['https://example.org/data/iris.csv?version=2#top', 'iris.csv'],
  [new URL('file:///tmp/iris.csv'), 'iris.csv'],
  [new File([], 'iris.csv'), 'iris.csv'],
  ['data:text/csv,a,b', 'data'],
  [new Uint8Array(1), 'data'],
])('calls %s %s', (source, name) => {
  expect(sourceName(source)).toBe(name);
});

test('says that a file is not there or is a folder', async () => {
  await expect(readAll('no/such.csv')).rejects.toThrow("there is no file 'no/such.csv'");
  await expect(readAll(folder)).rejects.toThrow(`cannot read '${folder}': it is a folder`);
});

test('says what a server answers, and that a transfer broke off', async () => {
  await expect(readAll(`${address}/none.csv`)).rejects.toThrow(
    `cannot fetch '${address}/none.csv': the server answers 404`,
  );
  await expect(readAll(`${address}/broken.csv`)).rejects.toThrow('broke off');
  await expect(readAll('http://127.0.0.1:1/x.csv')).rejects.toThrow(
    "cannot fetch 'http://127.0.0.1:1/x.csv': ",
  );
});

test('stops at the limit, packed or not', async () => {
  for (const name of ['plain.csv', 'packed.csv.gz']) {
    await expect(readAll(join(folder, name), 1000)).rejects.toThrow(
      `${name}: holds more than 1000 bytes; pass a larger maxBytes`,
    );
  }
});

test('refuses what is no source', async () => {
  await expect(readAll(42 as unknown as Source)).rejects.toThrow(
    'the source must be a path, a URL',
  );
});
