import { existsSync, readFileSync } from 'node:fs';
import { writeResults } from './report.js';

/**
 * Results that survive an interruption: what was measured before is read from bench/.results/NAME.json, and every new figure is
 * written there at once. Remove the file to measure again.
 *
 * @returns a function that gives what is kept under a key, or does the work and keeps what comes of it
 */
export function resumable(name) {
  const file = new URL(`../.results/${name}.json`, import.meta.url);
  const runs = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).runs : {};
  return async (key, work) => {
    if (!Object.hasOwn(runs, key)) {
      runs[key] = await work();
      writeResults(name, { runs });
      process.stderr.write(`${name}: ${key} done\n`);
    }
    return runs[key];
  };
}
