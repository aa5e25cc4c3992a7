import { execFileSync } from 'node:child_process';
import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, ROOT } from '../environment.js';
import { recordResult } from '../results.js';

/**
 * Runs named checks one after the other, prints what is wrong, and records the counts for `npm test`.
 *
 * @param {string} name the gate; its result goes to `.results/NAME.json`
 * @param {Iterable<[string, () => unknown]>} checks each passes unless it throws or rejects; {@link skip} skips it
 */
export async function runGate(name, checks) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [label, check] of checks) {
    try {
      await check();
      counts.passed += 1;
      console.log(`✓ ${label}`);
    } catch (error) {
      if (error instanceof Skipped) {
        counts.skipped += 1;
        console.log(`- ${label}: skipped, ${error.message}`);
        continue;
      }
      counts.failed += 1;
      console.error(`✗ ${label}\n${indent(error.message)}`);
    }
  }
  recordResult(name, counts);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

class Skipped extends Error {}

/** Ends a check without a verdict, for a reason that is printed. */
export function skip(reason) {
  throw new Skipped(reason);
}

/**
 * Lists the packages that are published.
 *
 * @returns {{ name: string, folder: string, manifest: object }[]} folder from the workspace's folder
 */
export function publishedPackages() {
  const folders = readdirSync(join(ROOT, 'packages'))
    .map((folder) => `packages/${folder}`)
    .concat('apps/cli')
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
  return folders
    .map((folder) => ({ folder, manifest: readJson(`${folder}/package.json`) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }));
}

/** Where `scripts/packAll.js` puts the tarball of a package. */
export function tarballOf({ folder }) {
  return join(ROOT, '.packed', `${folder.split('/')[1]}.tgz`);
}

/** Runs a program quietly; throws what it printed if it fails. */
export function tool(program, args, options = {}) {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 26,
      ...options,
    });
  } catch (error) {
    throw new Error(
      `${program} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`.trim(),
      {
        cause: error,
      },
    );
  }
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}
