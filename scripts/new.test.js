import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './environment.js';
import { findChrome } from './findChrome.js';
import { examplesOf } from './examples/extract.js';
import { tool } from './gates/gate.js';
import { generate } from './new/generate.js';

const PACKAGE = 'packages/regularizers';
const copy = mkdtempSync(join(tmpdir(), 'occam-new-'));
const inCopy = (path) => join(copy, PACKAGE, path);
const written = [];

// They start compilers and test runs of their own, on machines that may be busy.
const PATIENCE = 300_000;

afterAll(() => rmSync(copy, { recursive: true, force: true }));

beforeAll(async () => {
  copyWorkspace();
  for (const [kind, name] of [
    ['regularizer', 'quartic-weights'],
    ['regularizer', 'huber-weights'],
    ['constraint', 'clip-weights'],
    ['layer', 'speckle-inputs'],
  ]) {
    written.push(...(await generate(kind, name, copy)));
  }
}, PATIENCE);

/** The package with the settings it needs; what is installed stays where it is. */
function copyWorkspace() {
  for (const file of ['package.json', 'tsconfig.base.json', 'vitest.base.ts', '.prettierrc.json']) {
    cpSync(join(ROOT, file), join(copy, file));
  }
  mkdirSync(join(copy, '.changeset'));
  cpSync(join(ROOT, PACKAGE), join(copy, PACKAGE), {
    recursive: true,
    filter: (path) => !/node_modules|dist$|\.(results|turbo)/.test(path.slice(ROOT.length)),
  });
  for (const folder of ['.', PACKAGE]) {
    symlinkSync(join(ROOT, folder, 'node_modules'), join(copy, folder, 'node_modules'));
  }
}

/** Types the code of the guide into the files that it names. */
function playGuide() {
  const guide = readFileSync(inCopy('CONTRIBUTING.md'), 'utf8');
  const blocks = examplesOf(guide).filter(({ language }) => language === 'typescript');
  for (const { code } of blocks) {
    const [, path, text] = /^\/\/ (\S+)\n([^]*)$/.exec(code);
    const row = /^ {2}huberWeights: row\(\{[^]*?\n {2}\}\),\n/m;
    const before = readFileSync(inCopy(path), 'utf8');
    writeFileSync(inCopy(path), row.test(before) ? before.replace(row, () => text) : text);
  }
  return blocks.length;
}

/** Runs tests of the copy; their counts are what vitest records for `npm test`. */
function vitest(...args) {
  const { stdout, stderr } = spawnSync(
    'npx',
    ['vitest', 'run', '--reporter=default', '--reporter=json', ...args],
    {
      cwd: join(copy, PACKAGE),
      encoding: 'utf8',
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined },
    },
  );
  const report = JSON.parse(readFileSync(inCopy('.results/test.json'), 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests, printed: stdout + stderr };
}

/**
 * Runs the rows of the copy in a real browser, where the suites compare WebGL with cpu. Its settings are those of the workspace, with
 * folders of its own.
 */
function browser(...args) {
  const base = JSON.stringify(join(ROOT, 'vitest.browser.config.ts'));
  const own = {
    root: copy,
    cacheDir: join(copy, '.vite'),
    server: { fs: { allow: [copy, ROOT] } },
  };
  writeFileSync(
    join(copy, 'vitest.browser.config.js'),
    `import { mergeConfig } from 'vite';\nimport base from ${base};\n` +
      `export default mergeConfig(base, ${JSON.stringify(own)});\n`,
  );
  const { stdout, stderr } = spawnSync(
    'npx',
    ['vitest', 'run', '--config', 'vitest.browser.config.js', '--project', 'browser*', ...args],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, CHROME_PATH: findChrome(), VITEST: undefined, NODE_ENV: undefined },
    },
  );
  const report = JSON.parse(readFileSync(join(copy, '.results/browser.json'), 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests, printed: stdout + stderr };
}

describe('pnpm new', () => {
  it(
    'writes what is formatted, linted and passes its tests before the first edit',
    () => {
      tool('prettier', ['--check', ...written.map((path) => join(copy, path))], { cwd: copy });
      tool('oxlint', ['--deny-warnings', ...written.map((path) => join(copy, path))]);
      const result = vitest(
        'penalties.conformance',
        'constraints.conformance',
        'layers/conformance',
        'quarticWeights',
        'huberWeights',
        'clipWeights',
        'speckleInputs',
        '-t',
        '^(quarticWeights|huberWeights|clipWeights|speckleInputs) |^(is|takes|adds|leaves) ',
      );
      // The laws of two regularizers, a constraint and a layer with noise, and two tests of each by hand.
      expect(result).toMatchObject({ passed: 2 * 8 + 5 + 12 + 4 * 2, failed: 0 });
    },
    PATIENCE,
  );

  it(
    'passes with the code of the guide, and its types hold',
    () => {
      expect(playGuide()).toBe(3);
      tool('prettier', ['--check', ...written.map((path) => join(copy, path))], { cwd: copy });
      tool('tsc', ['-p', inCopy('tsconfig.json')]);
      const result = vitest('penalties.conformance', 'huberWeights', '-t', '^huberWeights |^is ');
      expect(result).toMatchObject({ passed: 8 + 2, failed: 0 });
    },
    PATIENCE,
  );

  // The tests in browsers bring one along; here it may be missing.
  it.skipIf(!findChrome())(
    'passes with the code of the guide on WebGL, in a browser',
    () => {
      const rows = 'packages/regularizers/src/conformance.browser.test.ts';
      const result = browser(rows, '-t', '^huberWeights ');
      expect(result).toMatchObject({ passed: 8, failed: 0 });
    },
    PATIENCE,
  );

  it('says each thing where people look for it', () => {
    const texts = Object.fromEntries(
      written.map((path) => [path, readFileSync(join(copy, path), 'utf8')]),
    );
    expect(texts['.changeset/speckle-inputs.md']).toBe(
      "---\n'@occam/regularizers': minor\n---\n\n`speckleInputs`: a layer that adds noise.\n",
    );
    expect(texts[`${PACKAGE}/README.md`]).toMatch(/^\| `quarticWeights\(λ\)` +\| λ·Σw² /m);
    expect(texts[`${PACKAGE}/README.md`]).toMatch(/^\| `clipWeights\(1\)` +\| min/m);
    expect(texts[`${PACKAGE}/README.md`]).toMatch(/^\| `speckleInputs\({ width }\)` +\| adds/m);
    expect(texts[`${PACKAGE}/src/registerLayers.ts`]).toContain(
      'registerLayer(SpeckleInputs, lowerSpeckleInputs);',
    );
  });

  it.each([
    ['no kind', [], 'KIND of regularizer, constraint, layer, not nothing'],
    ['an unknown kind', ['metric', 'x'], 'KIND of regularizer, constraint, layer, not metric'],
    ['no name', ['layer'], 'a NAME in kebab case, as huber-weights, not nothing'],
    [
      'another case',
      ['layer', 'SpeckleInputs'],
      "in kebab case, as huber-weights, not 'SpeckleInputs'",
    ],
    ['a path', ['layer', '../x'], "not '../x'"],
    ['a file that exists', ['constraint', 'sparsity'], 'sparsity.ts exists; take another name'],
    ['an export that exists', ['regularizer', 'l2'], "l2 is taken: index.ts has a 'l2'"],
    ['a word of JavaScript', ['regularizer', 'class'], 'class is taken by JavaScript itself'],
    ['a global', ['constraint', 'math'], 'math is taken by JavaScript itself'],
    ['a name of the template', ['layer', 'stream'], "stream is taken: the template has a 'stream'"],
  ])('refuses %s and writes nothing', async (_, args, message) => {
    const before = listing();
    await expect(generate(args[0], args[1], copy)).rejects.toThrow(message);
    expect(listing()).toEqual(before);
  });

  it('ends with one line and status 2 on wrong usage', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/new.js'), 'layer', 'a', 'b'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: "pnpm new KIND NAME takes two words, not 'b' too\n",
    });
  });
});

function listing() {
  return ['.changeset', `${PACKAGE}/src`, `${PACKAGE}/src/layers`].map((folder) =>
    readdirSync(join(copy, folder)),
  );
}
