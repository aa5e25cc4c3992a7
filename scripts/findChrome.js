import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const REMEDY =
  'the browser tests need Chrome or Chromium: install it (Debian: sudo apt-get install chromium) or set ' +
  'CHROME_PATH to the program';
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * Finds Chrome or Chromium: `CHROME_PATH`, else by its usual names on the PATH.
 *
 * @returns {string | undefined} the path of the program
 * @throws {Error} if `CHROME_PATH` names no program
 */
export function findChrome(env = process.env) {
  if (env.CHROME_PATH) {
    if (isProgram(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(
      `CHROME_PATH is ${env.CHROME_PATH}, but there is no program: correct or unset it`,
    );
  }
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, MAC].find(isProgram);
}

/**
 * Finds Chrome or Chromium, and installs Debian's package `chromium` where there is none and this is
 * Debian as root.
 *
 * @returns {string} the path of the program
 * @throws {Error} that says what to install, where it cannot install it itself
 */
export function ensureChrome() {
  const found = findChrome();
  if (found) return found;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) throw new Error(REMEDY);
  console.error('installing chromium for the browser tests …');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      options,
    );
  } catch (cause) {
    throw new Error(`apt-get could not install chromium; ${REMEDY}`, { cause });
  }
  const installed = findChrome();
  if (!installed)
    throw new Error(`apt-get installed chromium, but it is not on the PATH; ${REMEDY}`);
  return installed;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
