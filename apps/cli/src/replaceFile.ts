import { existsSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './failure.js';

/**
 * Checks, before any work, that a file can be written.
 *
 * @param option which option names it, as '--report'
 * @param ending what its name must end in, as '.svg'
 * @throws UsageError if it ends otherwise, its folder is missing, or it is there and no file, or `force` is not given
 */
export function checkOutputFile(option: string, file: string, ending: string, force: boolean) {
  if (!file.toLowerCase().endsWith(ending)) {
    throw new UsageError(`${option}: the name of the file must end in ${ending}, not '${file}'`);
  }
  checkParent(option, file);
  if (!existsSync(file)) return;
  if (!statSync(file).isFile()) throw new UsageError(`${option}: '${file}' is no file`);
  if (!force) {
    throw new UsageError(
      `${option}: the file '${file}' is there: name another one, or add --force to replace it`,
    );
  }
}

/** @throws UsageError if the folder that a file is to be in is missing */
export function checkParent(option: string, file: string): void {
  const folder = dirname(resolve(file));
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`${option}: there is no folder '${dirname(file)}' to write to`);
  }
}

/**
 * Writes a file under a temporary name and renames it, so that it is never half-written.
 *
 * @throws what the signal was aborted with; then the file is as it was
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  const target = resolve(file);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, content);
    signal?.throwIfAborted();
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
