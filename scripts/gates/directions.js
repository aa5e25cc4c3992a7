// Which way packages depend: no import and no dependency against the arrows, no cycle.
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.mjs';
import { ROOT } from '../environment.js';
import { publishedPackages, runGate } from './gate.js';
import { LAYERS } from './layers.js';

/** Cruises folders and throws the violations of the rules. */
export async function checkImports(folders, baseDir = ROOT) {
  const { forbidden, options } = config;
  const { output } = await cruise(
    folders,
    { ...options, baseDir, ruleSet: { forbidden }, validate: true, outputType: 'json' },
    { ...options.enhancedResolveOptions },
  );
  const { summary } = JSON.parse(output);
  if (summary.totalCruised === 0) throw new Error(`no module found in ${folders.join(', ')}`);
  if (summary.violations.length > 0) {
    throw new Error(
      summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).join('\n'),
    );
  }
}

/** Throws where a package.json depends on a package that its layer may not import. */
export function checkManifest({ folder, manifest }) {
  const allowed = LAYERS[folder.split('/')[1]];
  if (allowed === undefined)
    throw new Error(`say in scripts/gates/layers.js what ${folder} may import`);
  const ours = Object.keys(manifest.dependencies ?? {}).filter((name) =>
    name.startsWith('@occam/'),
  );
  const wrong = ours.filter((name) => !allowed.includes(name.slice('@occam/'.length)));
  if (wrong.length > 0) throw new Error(`${manifest.name} must not depend on ${wrong.join(', ')}`);
}

/** Throws the cycle, if packages depend on each other in one, also for development. */
export function checkCycles(packages) {
  const edges = new Map(
    packages.map(({ name, manifest }) => [
      name,
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
    ]),
  );
  const done = new Set();
  const visit = (name, path) => {
    if (path.includes(name)) throw new Error([...path.slice(path.indexOf(name)), name].join(' → '));
    if (done.has(name)) return;
    for (const next of edges.get(name) ?? []) if (edges.has(next)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, []);
}

if (process.argv[1] === import.meta.filename) {
  const packages = publishedPackages();
  await runGate('gate-directions', [
    ['imports', () => checkImports(['packages', 'apps/cli/src'])],
    ['no cycle between packages', () => checkCycles(packages)],
    ...packages
      .filter(({ folder }) => folder.startsWith('packages/'))
      .map((entry) => [`dependencies of ${entry.name}`, () => checkManifest(entry)]),
  ]);
}
