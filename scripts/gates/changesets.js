// A dry run of a release, in a copy of the workspace: the changesets become versions and changelogs, and what
// comes of it can be packed, with versions where the workspace has `workspace:` and `catalog:`.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../environment.js';
import { publishedPackages, runGate, tool } from './gate.js';

const packages = publishedPackages();
const copy = mkdtempSync(join(tmpdir(), 'occam-release-'));

try {
  await runGate('gate-changesets', [
    ['the changesets name packages that exist', checkNames],
    ['changeset version', version],
    ...packages.map((entry) => [`${entry.name} packs`, () => pack(entry)]),
  ]);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function changesets() {
  return readdirSync(join(ROOT, '.changeset'))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => ({ file, text: readFileSync(join(ROOT, '.changeset', file), 'utf8') }));
}

/** The packages that the changesets name, with the kind of their bump. */
function bumped() {
  return changesets().flatMap(({ file, text }) => {
    const [, head] = /^---\n(.*?)^---$/ms.exec(text) ?? [];
    return [...(head ?? '').matchAll(/^['"]?([^'":]+)['"]?: (major|minor|patch)$/gm)].map(
      ([, name]) => ({ file, name }),
    );
  });
}

function checkNames() {
  const names = packages.map(({ name }) => name);
  const unknown = bumped().filter(({ name }) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(unknown.map(({ file, name }) => `${file} names ${name}`).join('\n'));
  }
}

function version() {
  const files = tool('git', ['ls-files', '-co', '--exclude-standard']).trim().split('\n');
  for (const file of files.filter((path) => existsSync(join(ROOT, path)))) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file), { verbatimSymlinks: true });
  }
  for (const { folder } of packages) {
    cpSync(join(ROOT, folder, 'dist'), join(copy, folder, 'dist'), { recursive: true });
  }
  // The changelog names the commit of each changeset.
  const git = (...args) =>
    tool('git', ['-c', 'user.name=occam', '-c', 'user.email=occam', ...args], { cwd: copy });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'A copy');
  tool('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts'], {
    cwd: copy,
  });
  tool(process.execPath, [join(ROOT, 'node_modules/@changesets/cli/bin.js'), 'version'], {
    cwd: copy,
  });
  for (const { name } of bumped()) {
    const { folder, manifest } = packages.find((entry) => entry.name === name);
    if (manifestOf(folder).version === manifest.version)
      throw new Error(`${name} kept its version`);
    if (!existsSync(join(copy, folder, 'CHANGELOG.md')))
      throw new Error(`${name} has no changelog`);
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(copy, folder, 'package.json'), 'utf8'));
}

function pack({ folder }) {
  const tarball = join(copy, 'packed.tgz');
  tool('pnpm', ['pack', '--out', tarball], { cwd: join(copy, folder) });
  const packed = JSON.parse(tool('tar', ['-xzOf', tarball, 'package/package.json']));
  const unresolved = JSON.stringify(packed).match(/"(workspace|catalog):[^"]*"/g);
  if (unresolved) throw new Error(`the packed package.json still says ${unresolved.join(', ')}`);
  if (packed.version !== manifestOf(folder).version) throw new Error(`packed as ${packed.version}`);
}
