import type { HostKernels } from '@occam/backend';
import type { CanvasMemory } from './canvas.js';

/** A canvas in the kernels' memory, valid until their next task. */
export function kernelCanvas(kernels: HostKernels, size: number, channels: number): CanvasMemory {
  // The kernels change four pixels at a time: the block is that much longer.
  const [at, matrixAt] = kernels.blocks(4 * size + 48, 48) as [number, number];
  const { mixColours, scalePixels, sumOfGray, turnHue } = kernels.exports;
  const pixels = kernels.floats(at, size);
  const numbers = kernels.floats(matrixAt, 12);
  const count = size / channels;
  return {
    pixels,
    canvas: {
      channels,
      scale: (factor, offset) => scalePixels(at, size, factor, offset),
      mix(matrix) {
        numbers.set(matrix);
        mixColours(at, count, matrixAt);
      },
      turnHue: (turns) => turnHue(at, count, 6 * turns),
      meanGray: () => sumOfGray(at, count, channels) / count,
    },
  };
}
