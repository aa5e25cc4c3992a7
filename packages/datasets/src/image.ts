/** A picture. */
export interface Image {
  /** How many pixels it has in a row. */
  readonly width: number;
  /** How many rows it has. */
  readonly height: number;
  /** 1: grey, 2: grey and opacity, 3: red, green, blue, 4: those and opacity. */
  readonly channels: number;
  /** The pixels row by row, from 0 to 1, shape [height, width, channels]. */
  readonly pixels: Float32Array;
}

/**
 * Gives an image another number of channels: colours become grey by ITU-R BT.601, 0.299 R + 0.587 G +
 * 0.114 B; grey becomes three equal colours; opacity is dropped, or 1 where there was none.
 *
 * @param channels 1, 3 or 4
 * @returns the pixels, shape [height, width, channels]
 */
export function convertChannels(image: Image, channels: number): Float32Array {
  if (image.channels === channels) return image.pixels;
  const { pixels, channels: given } = image;
  const count = image.width * image.height;
  const converted = new Float32Array(count * channels);
  const isColor = given >= 3;
  for (let i = 0; i < count; i++) {
    const from = i * given;
    const [r, g, b] = isColor
      ? [pixels[from]!, pixels[from + 1]!, pixels[from + 2]!]
      : [pixels[from]!, pixels[from]!, pixels[from]!];
    const to = i * channels;
    if (channels === 1) converted[to] = isColor ? 0.299 * r + 0.587 * g + 0.114 * b : r;
    else {
      converted[to] = r;
      converted[to + 1] = g;
      converted[to + 2] = b;
      if (channels === 4) converted[to + 3] = given % 2 === 0 ? pixels[from + given - 1]! : 1;
    }
  }
  return converted;
}
