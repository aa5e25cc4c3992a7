import { decodePng, isPng } from './decodePng.js';
import type { Image } from './image.js';
import { nodeModule } from './nodeModule.js';
import { reasonOf } from './source.js';

/**
 * Decodes an image file: PNG here, whatever else by the optional package sharp (JPEG, WebP, GIF, AVIF, TIFF).
 *
 * @param maxBytes the most bytes that the pixels may take as float32
 * @param name what the file is called, for messages; where it ends in .png, the file must be PNG
 * @throws RangeError if the file is damaged, cut off or too large; Error if it is no PNG and sharp is not
 *   installed
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: { name: string; maxBytes: number },
): Promise<Image> {
  const { name, maxBytes } = options;
  if (isPng(bytes) || /\.png$/i.test(name)) return decodePng(bytes, options);
  const sharp = await findSharp(name);
  let decoded;
  try {
    const limitInputPixels = Math.max(1, Math.floor(maxBytes / 16));
    const image = sharp(bytes, { limitInputPixels, failOn: 'warning' });
    const isGrey = (await image.metadata()).channels <= 2;
    decoded = await image
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new RangeError(`${name}: cannot read the image: ${reasonOf(error)}`, { cause: error });
  }
  const { width, height, channels } = decoded.info;
  const pixels = new Float32Array(decoded.data.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = decoded.data[i]! / 255;
  return { width, height, channels, pixels };
}

/** What is used of sharp. */
type Sharp = (
  bytes: Uint8Array,
  options: { limitInputPixels: number; failOn: 'warning' },
) => {
  metadata(): Promise<{ channels: number }>;
  toColourspace(space: 'b-w' | 'srgb'): {
    raw(): {
      toBuffer(options: { resolveWithObject: true }): Promise<{
        data: Uint8Array;
        info: { width: number; height: number; channels: number };
      }>;
    };
  };
};

/** Kept in a variable, so that bundlers and the type checker do not look for what may not be there. */
const SHARP = 'sharp';

async function findSharp(name: string): Promise<Sharp> {
  if (nodeModule('node:path') === undefined) {
    throw new Error(
      `${name}: this is no PNG file, and other formats are read in Node only; convert the images to PNG`,
    );
  }
  try {
    return (
      (await import(/* @vite-ignore */ /* webpackIgnore: true */ SHARP)) as { default: Sharp }
    ).default;
  } catch (error) {
    throw new Error(
      `${name}: this is no PNG file, and other formats need the package sharp, which cannot be loaded; ` +
        'install it (npm install sharp) or convert the images to PNG',
      { cause: error },
    );
  }
}
