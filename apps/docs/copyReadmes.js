// Copies the READMEs of the workspace into packages/, which git ignores.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmePages, rewriteLinks, ROOT } from './readmes.js';

const SITE = import.meta.dirname;

rmSync(join(SITE, 'packages'), { recursive: true, force: true });
mkdirSync(join(SITE, 'packages'));
for (const [file, page] of readmePages()) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  writeFileSync(join(SITE, page), rewriteLinks(file, text));
}
