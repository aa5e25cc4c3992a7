import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { PruningStore } from '@occam/pruning';
import { UsageError } from './failure.js';
import { checkParent, replaceFile } from './replaceFile.js';

/**
 * Keeps a pruning in a file, so that it goes on after it was interrupted, at whatever moment.
 *
 * @throws UsageError if the path is a folder, or in none
 */
export function fileStore(file: string): PruningStore {
  checkParent('--resume', file);
  if (existsSync(file) && !statSync(file).isFile()) {
    throw new UsageError(`--resume: '${file}' is no file`);
  }
  return {
    load: async () => (existsSync(file) ? readFile(file, 'utf8') : undefined),
    save: (state) => replaceFile(file, state),
  };
}
