import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';
import { KERNEL_BYTES } from '../src/kernels/bytes.generated.js';
import { buildKernels, checkModule } from '../scripts/buildKernels.js';

describe('buildKernels', () => {
  it('gives the bytes that are checked in', async () => {
    const { text, size } = await buildKernels();
    const url = new URL('../src/kernels/bytes.generated.ts', import.meta.url);
    // A difference of 40 kB of base64 would hide the message.
    const same = text === (await readFile(url, 'utf8'));
    expect(same, 'src/kernels/bytes.generated.ts is out of date: run `pnpm kernels`').toBe(true);
    expect(size).toBeLessThan(40_000);
  });

  it('refuses modules with data, globals or other imports', () => {
    const header = [0, 97, 115, 109, 1, 0, 0, 0];
    const module = (...sections: number[]) => Uint8Array.from([...header, ...sections]);
    expect(() => checkModule('x', module(11, 1, 0))).toThrow(/^the x kernels have a data section/);
    expect(() => checkModule('x', module(6, 1, 0))).toThrow(/a global section/);
    expect(() => checkModule('x', module(8, 1, 0))).toThrow(/a start section/);
    expect(() => checkModule('x', module(2, 1, 0))).toThrow(/import something other/);
    for (const [name, base64] of Object.entries(KERNEL_BYTES)) {
      expect(() => checkModule(name, Buffer.from(base64, 'base64'))).not.toThrow();
    }
  });
});
