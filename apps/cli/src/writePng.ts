import type { ContactSheet } from '@occam/augmentation';
import { encode } from 'fast-png';
import { existsSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './failure.js';

/**
 * Checks, before any work, that a PNG file can be written.
 *
 * @param option which option names it, for messages
 * @throws UsageError if it is called otherwise, its folder is missing, or it is there and `force` is not given
 */
export function checkPngFile(option: 'out' | 'images', file: string, force: boolean): void {
  if (!/\.png$/i.test(file)) {
    throw new UsageError(`--${option} must name a PNG file, as grid.png, not '${file}'`);
  }
  const folder = dirname(resolve(file));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`--${option}: there is no folder '${dirname(file)}'`);
  }
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) throw new UsageError(`--${option}: '${file}' is no file`);
  if (!force) {
    throw new UsageError(
      `--${option}: the file '${file}' is there: name another one, or add --force to replace it`,
    );
  }
}

/** Writes a sheet as a PNG file, under a temporary name first, so that nothing is ever half-written. */
export async function writePng(
  file: string,
  { width, height, data }: ContactSheet,
  signal: AbortSignal,
): Promise<void> {
  const target = resolve(file);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, encode({ width, height, data, channels: 4, depth: 8 }));
    signal.throwIfAborted();
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
