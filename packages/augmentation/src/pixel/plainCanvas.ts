import type { CanvasMemory } from './canvas.js';
import { clip } from './changeImages.js';

const { fround, floor, max, min } = Math;

/** A canvas in JavaScript's memory. It does the kernels' operations one by one: see assembly/colour.ts of @occam/backend. */
export function plainCanvas(size: number, channels: number): CanvasMemory {
  const pixels = new Float32Array(size);
  return {
    pixels,
    canvas: {
      channels,
      scale(factor, offset) {
        const [f, o] = [fround(factor), fround(offset)];
        for (let i = 0; i < size; i++) pixels[i] = clip(fround(fround(f * pixels[i]!) + o));
      },
      mix(matrix) {
        const m = Float32Array.from(matrix);
        for (let i = 0; i < size; i += 3) {
          const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
          for (let c = 0; c < 3; c++) {
            const sum = weighed(m[4 * c]!, m[4 * c + 1]!, m[4 * c + 2]!, r, g, b);
            pixels[i + c] = clip(fround(sum + m[4 * c + 3]!));
          }
        }
      },
      turnHue(turns) {
        const sixths = fround(6 * turns);
        for (let i = 0; i < size; i += 3) {
          const [r, g, b] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
          const high = max(r, g, b);
          const chroma = fround(high - min(r, g, b));
          const hue = fround(hueOf(r, g, b, high, chroma) + sixths);
          pixels[i] = channelOf(fround(hue + 5), high, chroma);
          pixels[i + 1] = channelOf(fround(hue + 3), high, chroma);
          pixels[i + 2] = channelOf(fround(hue + 1), high, chroma);
        }
      },
      meanGray() {
        const count = size / channels;
        const fours = count - (count % 4);
        const gray = (pixel: number) => {
          const i = pixel * channels;
          if (channels === 1) return pixels[i]!;
          return weighed(RED, GREEN, BLUE, pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
        };
        const sums: [number, number, number, number] = [0, 0, 0, 0];
        for (let pixel = 0; pixel < fours; pixel++) sums[pixel & 3]! += gray(pixel);
        let sum = sums[0] + sums[1] + (sums[2] + sums[3]);
        for (let pixel = fours; pixel < count; pixel++) sum += gray(pixel);
        return sum / count;
      },
    },
  };
}

const [RED, GREEN, BLUE] = [fround(0.299), fround(0.587), fround(0.114)];

function weighed(wr: number, wg: number, wb: number, r: number, g: number, b: number): number {
  return fround(fround(fround(wr * r) + fround(wg * g)) + fround(wb * b));
}

/** The hue in sixths of a turn, −1 … 5. */
function hueOf(r: number, g: number, b: number, high: number, chroma: number): number {
  const divisor = chroma > 0 ? chroma : 1;
  if (high === r) return fround(fround(g - b) / divisor);
  if (high === g) return fround(fround(fround(b - r) / divisor) + 2);
  return fround(fround(fround(r - g) / divisor) + 4);
}

const SIXTH = fround(1 / 6);

function channelOf(hue: number, high: number, chroma: number): number {
  const turns = floor(fround(hue * SIXTH));
  const k = fround(hue - fround(turns * 6));
  return fround(high - fround(chroma * clip(min(k, fround(4 - k)))));
}
