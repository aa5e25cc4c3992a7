import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './failure.js';

/**
 * Checks, before any work, that a folder can be written to.
 *
 * @param what what it will hold, for the message: 'model'
 * @throws UsageError if it holds files already and `force` is not given, or is no folder
 */
export async function checkOutputFolder(
  folder: string,
  force: boolean,
  what: string,
): Promise<void> {
  if (!existsSync(folder)) return;
  if (!(await stat(folder)).isDirectory()) throw new UsageError(`--out: '${folder}' is no folder`);
  if (!force && (await readdir(folder)).length > 0) {
    throw new UsageError(
      `--out: the folder '${folder}' is not empty: name another one, or add --force to replace its ${what}`,
    );
  }
}

/**
 * Writes files into a folder. They are written under a temporary name and renamed once all are complete, so
 * that nothing is ever half-written.
 *
 * @param folder is made if it is missing; only files of the same names in it are replaced
 * @param write writes the files into the temporary folder that it is given
 * @param signal aborts before the renaming, and leaves no file
 */
export async function writeFolder<T>(
  folder: string,
  write: (temporary: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const target = resolve(folder);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await mkdir(temporary, { recursive: true });
  try {
    const result = await write(temporary);
    signal.throwIfAborted();
    if (existsSync(target)) {
      for (const file of await readdir(temporary)) {
        await rename(join(temporary, file), join(target, file));
      }
      await rmdir(temporary);
    } else {
      await rename(temporary, target);
    }
    return result;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
