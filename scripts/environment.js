import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Reads a JSON file, by its path from the workspace's folder. */
export function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** Ends the process with a message where this Node is too old to run Occam. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fits) return;
  console.error(`Occam needs Node 20.19 or later, or 22.12 or later; this is ${version}.`);
  process.exit(1);
}

/** The environment of all tools: the data beside the checkout are found, and nothing calls home. */
export function toolEnvironment(env = process.env) {
  const data = join(ROOT, '..', 'shared', 'data');
  return {
    ...(existsSync(data) && { OCCAM_DATA_DIR: data }),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ...env,
  };
}

/** Runs pnpm in the version that package.json pins; nothing but npm needs to be installed. */
export function pnpm(args, options = {}) {
  const version = readJson('package.json').packageManager.split('@')[1];
  return run('npx', ['--yes', `pnpm@${version}`, ...args], options);
}

/**
 * Runs a program with the terminal as its own.
 *
 * @returns {number} its exit status; 130 where Ctrl-C ended it
 */
export function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: toolEnvironment(),
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) throw error;
  return signal === 'SIGINT' ? 130 : (status ?? 1);
}
