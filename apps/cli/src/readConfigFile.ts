import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSettings, type Settings } from './checkSettings.js';
import { UsageError } from './failure.js';
import { PRESETS } from './presets.js';
import { BUILT_IN, isAddress } from './sources.js';

const NAMES = ['occam.config.ts', 'occam.config.js', 'occam.config.json'];

/**
 * Reads the options of a config file: the one named, or the one in the working directory.
 *
 * @param path the file of `--config`, if it was given
 * @returns the options, paths among them made absolute; none if there is no file
 * @throws UsageError if the file named is missing, cannot be loaded or holds a wrong option
 */
export async function readConfigFile(path: string | undefined): Promise<Settings> {
  const name = path ?? NAMES.find((candidate) => existsSync(candidate));
  if (name === undefined) return {};
  const file = resolve(name);
  if (!existsSync(file)) throw new UsageError(`--config: there is no file '${name}'`);
  const settings = checkSettings(await loadDefault(file), (key) =>
    key === '' ? `the default export of ${name}` : `${key} in ${name}`,
  );
  const folder = dirname(file);
  const absolute = <K extends 'data' | 'labels' | 'recipe' | 'augment' | 'pipeline'>(key: K) =>
    isPath(settings[key]) ? { [key]: resolve(folder, settings[key]) } : {};
  return {
    ...settings,
    ...absolute('data'),
    ...absolute('labels'),
    ...absolute('recipe'),
    ...absolute('augment'),
    ...absolute('pipeline'),
  };
}

async function loadDefault(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // So that a config can import 'occam' where it is not installed beside it, as with npx.
  const occam = fileURLToPath(new URL('./index', import.meta.url));
  const jiti = createJiti(import.meta.url, { alias: { occam } });
  try {
    return await jiti.import(file, { default: true });
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}

function isPath(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    !isAbsolute(value) &&
    !isAddress(value) &&
    ![...BUILT_IN, ...Object.keys(PRESETS)].includes(value)
  );
}
