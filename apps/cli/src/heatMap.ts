import { encode } from 'fast-png';

/** A number for each pixel of an image. */
export interface HeatMap {
  /** The numbers row by row, at least 0. */
  readonly values: Float32Array;
  /** How many rows of pixels there are. */
  readonly height: number;
  /** How many pixels a row has. */
  readonly width: number;
}

const SHADES = ' .:-=+*#%@';
const COLUMNS = 40;
const PIXELS = 320;

/** The scores of an image's elements as a number for each pixel: those of its channels added up. */
export function heatMapOf(scores: Float32Array, shape: readonly number[]): HeatMap {
  const [height, width, channels = 1] = shape as [number, number, number?];
  const values = new Float32Array(height * width);
  scores.forEach((score, i) => (values[Math.floor(i / channels)]! += score));
  return { values, height, width };
}

/** Draws a heat map as text, two characters a pixel, the darker the less; wide ones shrunk to 40 pixels by means. */
export function terminalHeatMap({ values, height, width }: HeatMap): string {
  const block = Math.ceil(width / COLUMNS);
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  const means = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let count = 0;
      for (let y = row * block; y < Math.min((row + 1) * block, height); y++) {
        for (let x = column * block; x < Math.min((column + 1) * block, width); x++) {
          sum += values[y * width + x]!;
          count += 1;
        }
      }
      means[row * columns + column] = sum / count;
    }
  }
  const largest = means.reduce((a, b) => Math.max(a, b), 0);
  const shade = (value: number) =>
    SHADES[largest > 0 ? Math.round((value / largest) * (SHADES.length - 1)) : 0]!.repeat(2);
  const edge = `+${'-'.repeat(2 * columns)}+`;
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `|${Array.from(means.subarray(row * columns, (row + 1) * columns), shade).join('')}|`,
  );
  return [edge, ...lines, edge].join('\n');
}

/** Draws a heat map as a PNG file: black, red, yellow, white; small ones enlarged to about 320 pixels. */
export function pngHeatMap({ values, height, width }: HeatMap): Uint8Array {
  const scale = Math.max(1, Math.round(PIXELS / Math.max(height, width)));
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  const data = new Uint8Array(height * scale * width * scale * 3);
  for (let y = 0, at = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++, at += 3) {
      const value = values[Math.floor(y / scale) * width + Math.floor(x / scale)]!;
      const heat = largest > 0 ? (3 * value) / largest : 0;
      for (let c = 0; c < 3; c++)
        data[at + c] = Math.round(255 * Math.min(1, Math.max(0, heat - c)));
    }
  }
  return encode({ width: width * scale, height: height * scale, data, channels: 3 });
}
