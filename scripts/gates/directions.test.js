import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkCycles, checkImports, checkManifest } from './directions.js';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'occam-directions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

it('accepts imports along the arrows', async () => {
  write({
    'packages/core/src/index.ts': 'export const a = 1;',
    'packages/split/src/index.ts': "export { a } from '../../core/src/index.ts';",
  });
  await checkImports(['packages'], folder);
});

it('refuses an import against the arrows', async () => {
  write({
    'packages/split/src/index.ts': "export { a } from '../../training/src/index.ts';",
    'packages/training/src/index.ts': 'export const a = 1;',
  });
  await expect(checkImports(['packages'], folder)).rejects.toThrow(
    'direction-of-split: packages/split/src/index.ts → packages/training/src/index.ts',
  );
});

it('refuses a cycle, a Node module in a pure package, and a way past the index', async () => {
  write({
    'packages/core/src/index.ts': "import { b } from './b.ts'; export const a = b;",
    'packages/core/src/b.ts': "import { a } from './index.ts'; export const b = a;",
    'packages/split/src/index.ts':
      "import { readFileSync } from 'node:fs'; import { b } from '../../core/src/b.ts'; export { readFileSync, b };",
  });
  const violations = checkImports(['packages'], folder);
  await expect(violations).rejects.toThrow('no-circular');
  await expect(violations).rejects.toThrow('pure-from-node: packages/split/src/index.ts');
  await expect(violations).rejects.toThrow('only-through-the-index: packages/split/src/index.ts');
});

it('refuses a dependency against the arrows', () => {
  const manifest = { name: '@occam/split', dependencies: { '@occam/training': 'workspace:^' } };
  expect(() => checkManifest({ folder: 'packages/split', manifest })).toThrow('@occam/training');
});

it('finds a cycle through devDependencies', () => {
  const packages = [
    { name: 'a', manifest: { dependencies: { b: '1' } } },
    { name: 'b', manifest: { devDependencies: { a: '1' } } },
  ];
  expect(() => checkCycles(packages)).toThrow('a → b → a');
  expect(() => checkCycles(packages.slice(0, 1))).not.toThrow();
});
