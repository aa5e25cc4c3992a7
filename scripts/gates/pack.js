// Whether what is published works by itself: each package's tarball is installed into an empty folder with the
// packages of ours that it depends on and the peers it asks for, nothing else, and tried from plain Node and
// from a bundle. So « install only what you need » is proven, not promised.
import { build } from 'esbuild';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, ROOT } from '../environment.js';
import { publishedPackages, runGate, tarballOf, tool } from './gate.js';
import { SMOKE } from './smoke.js';

const packages = new Map(publishedPackages().map((entry) => [entry.name, entry]));
const work = mkdtempSync(join(tmpdir(), 'occam-pack-'));

try {
  await runGate('gate-pack', [
    ...[...packages.keys()].map((name) => [`${name} installs`, () => install(name)]),
    ...Object.keys(SMOKE).flatMap((name) => [
      [`${name} runs in Node`, () => runInNode(name)],
      ...(SMOKE[name].bundle === false
        ? []
        : [[`${name} runs from a bundle`, () => runFromBundle(name)]]),
      ...(SMOKE[name].example === undefined
        ? []
        : [[`${SMOKE[name].example} passes its tests`, () => runExample(name)]]),
    ]),
    ['each package is tried', checkCoverage],
    ['@occam/split brings no tfjs', () => checkAbsent('@occam/split', '@tensorflow')],
    ['occam runs as a command', runCommand],
  ]);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function folderOf(name) {
  return join(work, packages.get(name).folder.split('/')[1]);
}

/** The packages of ours that a package needs, itself among them. */
function closureOf(name, found = new Set()) {
  if (!packages.has(name) || found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(packages.get(name).manifest.dependencies ?? {})) {
    closureOf(dependency, found);
  }
  return found;
}

function install(name) {
  const folder = folderOf(name);
  mkdirSync(folder);
  const wanted = [name, ...(SMOKE[name]?.with ?? [])];
  const needed = wanted.reduce((found, one) => closureOf(one, found), new Set());
  const ours = [...needed].map((dependency) => [
    dependency,
    `file:${tarballOf(packages.get(dependency))}`,
  ]);
  const peers = (SMOKE[name]?.peers ?? []).map((peer) => [peer, installedVersion(peer)]);
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...ours.filter(([one]) => wanted.includes(one)), ...peers]),
    // What depends on our packages finds them here, not in a registry.
    pnpm: { overrides: Object.fromEntries(ours) },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, '.npmrc'), 'auto-install-peers=false\nnode-linker=hoisted\n');
  tool('pnpm', ['install', '--ignore-workspace', '--prefer-offline', '--ignore-scripts'], {
    cwd: folder,
  });
}

function installedVersion(name) {
  const folder = name === 'vitest' ? 'node_modules' : 'packages/training/node_modules';
  return readJson(`${folder}/${name}/package.json`).version;
}

function runInNode(name) {
  writeFileSync(join(folderOf(name), 'index.js'), SMOKE[name].program);
  tool(process.execPath, ['index.js'], { cwd: folderOf(name) });
}

async function runFromBundle(name) {
  const folder = folderOf(name);
  await build({
    absWorkingDir: folder,
    stdin: { contents: SMOKE[name].program, resolveDir: folder },
    bundle: true,
    format: 'esm',
    // tfjs finds out at run time where it is, and in Node asks for its modules by require.
    platform: 'node',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile: 'bundle/index.mjs',
    logLevel: 'silent',
  });
  // Away from node_modules: what the bundle lacks, it will not find.
  const alone = join(work, `bundle-of-${packages.get(name).folder.split('/')[1]}`);
  mkdirSync(alone);
  tool('cp', [join(folder, 'bundle/index.mjs'), alone]);
  tool(process.execPath, ['index.mjs'], { cwd: alone });
}

/** Runs the tests of an example as its user would, on what was published. */
function runExample(name) {
  const { example } = SMOKE[name];
  for (const file of readdirSync(join(ROOT, example)).filter((file) => file.endsWith('.js'))) {
    cpSync(join(ROOT, example, file), join(folderOf(name), file));
  }
  tool('pnpm', ['exec', 'vitest', 'run'], { cwd: folderOf(name) });
}

function checkCoverage() {
  const libraries = [...packages.values()].filter(({ folder }) => folder.startsWith('packages/'));
  const untried = libraries.filter(({ name }) => !(name in SMOKE));
  if (untried.length > 0) {
    throw new Error(
      `say in scripts/gates/smoke.js how to try ${untried.map(({ name }) => name).join(', ')}`,
    );
  }
}

function checkAbsent(name, module) {
  const path = join(folderOf(name), 'node_modules', module);
  if (existsSync(path)) throw new Error(`${name} brings ${module}`);
}

function runCommand() {
  const output = tool('pnpm', ['exec', 'occam', 'inspect', 'digits', '--take', '20', '--json'], {
    cwd: folderOf('occam'),
  });
  const { rows } = JSON.parse(output);
  if (rows !== 20) throw new Error(`occam inspect says ${rows} rows, not 20`);
}
