import { hostKernels } from '@occam/backend';
import { fillNormal, fillUniform } from '@occam/core';
import { expect, it } from 'vitest';
import { randomFields } from './randomFields.js';

it.each([
  ['uniform', fillUniform],
  ['normal', fillNormal],
] as const)(
  'draws %s numbers to the bit as @occam/core, by the kernel and without',
  (kind, fill) => {
    expect(hostKernels()).toBeDefined();
    const keys = [
      [1, 2],
      [0xffff_ffff, 0],
      [5, 0x8000_0001],
    ] as const;
    for (const width of [1, 3, 16, 37, 2000]) {
      for (const kernels of [hostKernels(), undefined]) {
        const rows: number[] = [];
        randomFields(
          kind,
          width,
          keys,
          (numbers, row) => {
            rows.push(row);
            expect(numbers).toEqual(fill(new Float32Array(width), { key: keys[row]! }));
          },
          kernels,
        );
        expect(rows).toEqual([0, 1, 2]);
      }
    }
  },
);
