import { hostKernels, type HostKernels } from '@occam/backend';
import { fillNormal, fillUniform, type RngKey } from '@occam/core';

/**
 * Draws a field of random numbers for each row, as `fillUniform` and `fillNormal` of @occam/core under the row's key: by the kernel
 * that gives the same bits, where there is WASM.
 *
 * @param kind uniform from [0, 1) or standard normal
 * @param width how many numbers a row gets
 * @param keys the key of each row, drawn by `SampleRandom.key`
 * @param visit takes the numbers of a row, which are valid until it returns; it must not call kernels
 * @param kernels undefined computes in JavaScript
 */
export function randomFields(
  kind: 'uniform' | 'normal',
  width: number,
  keys: readonly RngKey[],
  visit: (numbers: Float32Array, row: number) => void,
  kernels: HostKernels | undefined = hostKernels(),
): void {
  if (!kernels) {
    const fill = kind === 'normal' ? fillNormal : fillUniform;
    const numbers = new Float32Array(width);
    keys.forEach((key, row) => visit(fill(numbers, { key }), row));
    return;
  }
  // The kernel fills up to a multiple of 16.
  const [at] = kernels.blocks(4 * (width + 16)) as [number];
  const numbers = kernels.floats(at, width);
  const kindNumber = kind === 'normal' ? 1 : 0;
  keys.forEach(([low, high], row) => {
    kernels.exports.fillRandom(kindNumber, width, at, low, high, 0, 0, 0, 0, 0);
    visit(numbers, row);
  });
}
