import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['tabular', 'series', 'images'];

/**
 * Puts the data files that a command reads into a folder; what it writes is left to it.
 *
 * @param {string | undefined} source the folder of the data, as `OCCAM_DATA_DIR` names it
 * @returns {boolean} whether all of them are there; a command that names none needs none
 */
export function linkData(command, folder, source) {
  const reads = command.replace(/--(out|images|report|resume) \S+/g, '');
  const names = reads.match(/(?<![/\w.-])[\w-]+\.(csv|png|parquet|npz)\b/g) ?? [];
  const needsMnist = /\bmnist\b/.test(command);
  if (source === undefined) return names.length === 0 && !needsMnist;
  for (const name of new Set(names)) {
    const path = FOLDERS.map((kind) => join(source, kind, name)).find(existsSync);
    if (path === undefined) return false;
    symlinkSync(path, join(folder, name));
  }
  return true;
}
