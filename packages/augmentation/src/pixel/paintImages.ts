import { hostKernels, type HostKernels } from '@occam/backend';
import type { Rows } from '../transform.js';
import type { Canvas } from './canvas.js';
import { kernelCanvas } from './kernelCanvas.js';
import { plainCanvas } from './plainCanvas.js';

/**
 * Copies a batch and lets the colours of each image of the copy be changed.
 *
 * @param rows images [n, height, width, channels]
 * @param drawn what was drawn for each
 * @param paint changes one image
 * @param kernels undefined computes in JavaScript
 */
export function paintImages<Drawn>(
  { x, y }: Rows,
  drawn: readonly Drawn[],
  paint: (canvas: Canvas, drawn: Drawn) => void,
  kernels: HostKernels | undefined = hostKernels(),
): Rows {
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const size = height * width * channels;
  const data = new Float32Array(x.data.length);
  const { canvas, pixels } = kernels
    ? kernelCanvas(kernels, size, channels)
    : plainCanvas(size, channels);
  drawn.forEach((own, image) => {
    pixels.set(x.data.subarray(image * size, (image + 1) * size));
    paint(canvas, own);
    data.set(pixels, image * size);
  });
  return { x: { data, shape: x.shape }, y };
}
