import type { ContactSheet } from '@occam/augmentation';
import { encode } from 'fast-png';

/** A contact sheet as a PNG file. */
export function pngSheet({ width, height, data }: ContactSheet): Uint8Array {
  return encode({ width, height, data, channels: 4, depth: 8 });
}
