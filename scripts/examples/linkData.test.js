import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkData } from './linkData.js';

let source;
let folder;
beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'occam-source-'));
  folder = mkdtempSync(join(tmpdir(), 'occam-folder-'));
  mkdirSync(join(source, 'tabular'));
  writeFileSync(join(source, 'tabular', 'iris.csv'), 'a,b\n');
});
afterEach(() => [source, folder].forEach((path) => rmSync(path, { recursive: true })));

it('links the files that a command names, once each', () => {
  expect(linkData('occam cv iris.csv --recipe iris.csv', folder, source)).toBe(true);
  expect(readFileSync(join(folder, 'iris.csv'), 'utf8')).toBe('a,b\n');
});

it('says so where a file or the whole folder is missing', () => {
  expect(linkData('occam cv wine.csv', folder, source)).toBe(false);
  expect(linkData('occam cv iris.csv', folder, undefined)).toBe(false);
  expect(linkData('occam cv --data mnist', folder, undefined)).toBe(false);
});

it('needs nothing for data that are built in', () => {
  expect(linkData('occam cv --data digits', folder, undefined)).toBe(true);
  expect(linkData('occam augment --data digits --out grid.png', folder, source)).toBe(true);
});
