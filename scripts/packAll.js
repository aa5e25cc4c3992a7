// Packs every published package as `pnpm publish` would, into .packed/FOLDER.tgz, for the gates that judge
// what users get.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment.js';
import { publishedPackages, tarballOf, tool } from './gates/gate.js';

const packed = join(ROOT, '.packed');
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed);
for (const entry of publishedPackages()) {
  tool('pnpm', ['pack', '--out', tarballOf(entry)], { cwd: join(ROOT, entry.folder) });
}
