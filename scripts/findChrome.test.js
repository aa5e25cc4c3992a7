import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findChrome } from './findChrome.js';

const folder = mkdtempSync(join(tmpdir(), 'occam-chrome-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = join(folder, 'chromium');
writeFileSync(program, '#!/bin/sh\n');
chmodSync(program, 0o755);

it('takes CHROME_PATH before the PATH', () => {
  expect(findChrome({ CHROME_PATH: program, PATH: '' })).toBe(program);
});

it('says so where CHROME_PATH names no program', () => {
  expect(() => findChrome({ CHROME_PATH: folder, PATH: '' })).toThrow(
    `CHROME_PATH is ${folder}, but there is no program`,
  );
});

it('finds it by its usual names on the PATH', () => {
  expect(findChrome({ PATH: `/nowhere:${folder}` })).toBe(program);
});
