/** The byte nearest to 255 · value, held to 0 … 255: what a pixel is in a file. */
export function toByte(value: number): number {
  return value >= 1 ? 255 : value > 0 ? (value * 255 + 0.5) | 0 : 0;
}
